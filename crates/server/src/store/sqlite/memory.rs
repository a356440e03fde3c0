//! The store in the memory of this process, for a simulation: nothing of it is kept,
//! and no thread but the caller's runs a transaction.
//!
//! Durable is what was synced, as in a file: a commit before its answer, and those before
//! it with it. A power cut loses the others.

mod patched;
mod recorded;
mod synced;

use core::fmt;
use core::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context as _;
use oneclick_rules::Mode;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::metrics::store::StoreMetrics;
use crate::store::error::{Result, StoreError};
use crate::store::mode::note_mode;
use crate::store::sqlite::connection::STATEMENTS;
pub use crate::store::sqlite::memory::patched::StatementPatch;
pub use crate::store::sqlite::memory::recorded::RecordedStatement;
use crate::store::sqlite::memory::synced::SyncedConnection;
use crate::store::sqlite::{dialect, migrations};
use crate::store::tx::Tx;

/// A database that outlives its simulated servers. Its clones are the same one.
#[derive(Clone)]
pub struct MemoryDatabase {
    synced: Arc<Mutex<SyncedConnection>>,
    /// What is put into another's place in the statements of transactions that write.
    patches: &'static [StatementPatch],
}

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
            synced: Arc::new(Mutex::new(SyncedConnection::new(connection))),
            patches: &[],
        })
    }

    /// Answers commits that are not synced yet, to see whether that is caught.
    #[must_use]
    pub fn syncing_late(self) -> Self {
        self.lock().syncs_late = true;
        self
    }

    /// Writes down from now on what changes something.
    #[must_use]
    pub fn recorded(self) -> Self {
        self.lock().recording = Some(Vec::new());
        self
    }

    /// Gives the statements of each transaction that was written down, but for those that
    /// a power cut has lost.
    pub fn recording(&self) -> Vec<Vec<RecordedStatement>> {
        let recording = self.lock().recording.take().unwrap_or_default();
        recording.into_iter().map(|(_, one)| one).collect()
    }

    /// Loses what is not synced; whether there was anything.
    ///
    /// # Errors
    /// Fails if SQLite does.
    pub fn cut_power(&self) -> Result<bool> {
        self.lock().lose()
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
        let mut synced = self.lock();
        synced.sync()?;
        let tampered = synced.connection.execute_batch(statements);
        tampered.map_err(dialect::error)
    }

    // A panic in a transaction is caught under the lock, and undone.
    fn lock(&self) -> MutexGuard<'_, SyncedConnection> {
        self.synced.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The store of one simulated server.
#[derive(Clone)]
pub(in crate::store) struct MemoryStore {
    database: MemoryDatabase,
    delay: AnswerDelay,
    metrics: StoreMetrics,
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MemoryStore").finish_non_exhaustive()
    }
}

impl MemoryStore {
    pub(in crate::store) fn new(
        database: MemoryDatabase,
        delay: AnswerDelay,
        metrics: &StoreMetrics,
    ) -> Self {
        Self {
            database,
            delay,
            metrics: metrics.clone(),
        }
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
        let (outcome, ran) = {
            let mut synced = self.database.lock();
            let noting = |tx: &Tx<'_>| transaction(tx).map(|output| (output, tx.take_noted()));
            let outcome = synced.run(self.database.patches, noting);
            (outcome, synced.ran())
        };
        (self.delay)().await;
        self.database.lock().sync_until(ran)?;
        let (output, noted) = outcome?;
        self.metrics.count_payments(noted);
        Ok(output)
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
            let mut synced = self.database.lock();
            // Nobody reads what is not synced: a file does not show it before.
            synced.sync_unless_late()?;
            let connection = &synced.connection;
            let before = connection.total_changes();
            let outcome = Tx::on(connection).caught(read);
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
        migrations::version(&self.database.lock().connection)
    }
}
