//! The store in the memory of this process, for a simulation: nothing of it is kept,
//! and no thread but the caller's runs a transaction.

use core::fmt;
use core::pin::Pin;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use oneclick_rules::Mode;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::store::error::{Result, StoreError};
use crate::store::mode::note_mode;
use crate::store::row::Row;
use crate::store::sqlite::connection::{STATEMENTS, run};
use crate::store::sqlite::{dialect, migrations};
use crate::store::tx::{Dialect, Tx};
use crate::store::value::Value;

/// A database that outlives its simulated servers. Its clones are the same one.
#[derive(Clone)]
pub struct MemoryDatabase {
    connection: Arc<Mutex<Connection>>,
    /// What is put into another's place in the statements of transactions that write.
    patches: &'static [StatementPatch],
}

/// A mistake in a statement, made on purpose: what stands in it, and what is run instead.
pub type StatementPatch = (&'static str, &'static str);

/// Passes the time between a transaction's end and its answer.
pub type AnswerDelay = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

impl fmt::Debug for MemoryDatabase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryDatabase")
    }
}

impl MemoryDatabase {
    /// Makes an empty database with the tables of this version.
    ///
    /// # Errors
    /// Fails if SQLite does.
    pub fn new(mode: Mode) -> anyhow::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch("PRAGMA foreign_keys = ON")?;
        migrations::run(&connection, migrations::SCRIPTS).context("cannot make the tables")?;
        note_mode(&Tx::on(&connection), mode)?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            patches: &[],
        })
    }

    /// Makes mistakes in the statements of its servers, to see whether they are caught.
    #[must_use]
    pub fn patched(self, patches: &'static [StatementPatch]) -> Self {
        Self { patches, ..self }
    }

    /// Runs statements that no server would run.
    ///
    /// # Errors
    /// Fails if SQLite refuses them.
    pub fn tamper(&self, statements: &str) -> Result<()> {
        let tampered = self.lock().execute_batch(statements);
        tampered.map_err(dialect::error)
    }

    // A panic in a transaction is caught under the lock, and undone.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection whose statements are patched.
#[derive(Debug)]
struct PatchedConnection<'c> {
    connection: &'c Connection,
    patches: &'static [StatementPatch],
}

impl PatchedConnection<'_> {
    fn patched<'s>(&self, sql: &'s str) -> Cow<'s, str> {
        let mut sql = Cow::Borrowed(sql);
        for (from, to) in self.patches {
            if sql.contains(from) {
                sql = Cow::Owned(sql.replace(from, to));
            }
        }
        sql
    }
}

impl Dialect for PatchedConnection<'_> {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        Dialect::execute(self.connection, &self.patched(sql), values)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        Dialect::query(self.connection, &self.patched(sql), values, each)
    }
}

/// The store of one simulated server.
#[derive(Clone)]
pub(in crate::store) struct MemoryStore {
    database: MemoryDatabase,
    delay: AnswerDelay,
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MemoryStore").finish_non_exhaustive()
    }
}

impl MemoryStore {
    pub(in crate::store) fn new(database: MemoryDatabase, delay: AnswerDelay) -> Self {
        Self { database, delay }
    }

    /// Runs a transaction at once, whatever becomes of its caller, and answers after
    /// the delay: others have come between by then.
    pub(in crate::store) async fn write<T, E>(
        &self,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E>
    where
        E: From<StoreError>,
    {
        let outcome = {
            let connection = &*self.database.lock();
            let mistaken = PatchedConnection {
                connection,
                patches: self.database.patches,
            };
            let tx = if mistaken.patches.is_empty() {
                Tx::on(connection)
            } else {
                Tx::on(&mistaken)
            };
            in_transaction(connection, "BEGIN IMMEDIATE", || tx.caught(transaction))
        };
        (self.delay)().await;
        outcome
    }

    /// Runs a function that reads one state of the store; answers as `write` does.
    pub(in crate::store) async fn read<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E>
    where
        E: From<StoreError>,
    {
        let outcome = {
            let connection = self.database.lock();
            let before = connection.total_changes();
            let tx = Tx::on(&*connection);
            let outcome = in_transaction(&connection, "BEGIN", || tx.caught(read));
            // `PRAGMA query_only` would have every statement prepared anew.
            if connection.total_changes() != before {
                return Err(StoreError::Database("a reading has written".into()).into());
            }
            outcome
        };
        (self.delay)().await;
        outcome
    }

    /// Returns the number of the last migration that was run.
    pub(in crate::store) fn version(&self) -> Result<usize> {
        migrations::version(&self.database.lock())
    }
}

fn in_transaction<T, E: From<StoreError>>(
    connection: &Connection,
    begin: &str,
    transaction: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    run(connection, begin)?;
    let outcome = transaction();
    let end = if outcome.is_ok() {
        "COMMIT"
    } else {
        "ROLLBACK"
    };
    run(connection, end)?;
    outcome
}
