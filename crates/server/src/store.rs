//! Keeps what is durable, behind typed functions, one file a table.
//!
//! A transaction is one plain function over a [`Tx`]: what it has read is still
//! true when it writes. [`Store::write`] runs it on the thread that writes,
//! [`Store::read`] on one of those that read.

pub mod attempts;
pub mod awaited;
pub mod cards;
mod error;
mod health;
pub mod idempotency_keys;
pub mod lease_owners;
pub mod levels;
pub mod limits;
pub mod mistimed;
mod mode;
pub mod operations;
pub mod orders;
pub mod postgres;
pub mod queue;
mod queued;
mod readable;
pub mod recovery;
pub mod retention;
mod row;
mod schema;
pub mod sealed;
pub mod sessions;
mod spacing;
mod sqlite;
pub mod sweeper;
mod threads;
pub mod tokens;
mod tx;
pub mod unreadable;
mod uses;
mod value;
pub mod webhooks;

use std::path::Path;

use anyhow::Context as _;
use oneclick_rules::Mode;
use tokio::sync::watch;

pub use crate::store::error::{Result, StoreError};
pub use crate::store::postgres::{AfterFailover, PostgresTarget};
pub use crate::store::row::Row;
pub use crate::store::schema::{Migrated, OlderSchema};
pub use crate::store::sqlite::memory::{
    AnswerDelay, MemoryDatabase, RecordedStatement, StatementPatch,
};
pub use crate::store::tx::Tx;
pub(crate) use crate::store::tx::values;
pub use crate::store::value::Value;

use crate::metrics::store::{StoreMetrics, StoreUse};
use crate::store::postgres::PostgresStore;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::connection::Patience;
use crate::store::sqlite::memory::MemoryStore;
use crate::trace;

/// The store of one deployment.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
    metrics: StoreMetrics,
}

/// Says which database it is.
#[derive(Clone, Debug)]
enum Database {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
    Memory(MemoryStore),
}

impl Store {
    /// Opens the file for a command, which waits two minutes for the write lock;
    /// makes it where it is missing, and its tables where `older` says so.
    ///
    /// # Errors
    /// Fails if the file cannot be opened or written, does not sync its commits, was
    /// made in the other mode, by a newer version, or by an older one that is refused.
    pub async fn open(file: &Path, mode: Mode, older: OlderSchema) -> anyhow::Result<Self> {
        Self::start(file, mode, older, Patience::COMMAND).await
    }

    /// Opens the file for a server, whose callers are refused after ten seconds
    /// without the write lock; otherwise as [`Store::open`].
    ///
    /// # Errors
    /// Fails as [`Store::open`] does.
    pub async fn open_for_requests(
        file: &Path,
        mode: Mode,
        older: OlderSchema,
    ) -> anyhow::Result<Self> {
        Self::start(file, mode, older, Patience::REQUEST).await
    }

    /// Brings the file's tables up to date and says from which version; makes it where
    /// it is missing.
    ///
    /// # Errors
    /// Fails as [`Store::open`] does.
    pub async fn migrate(file: &Path, mode: Mode) -> anyhow::Result<Migrated> {
        let file = file.to_owned();
        let migrating = move || sqlite::prepare(&file, mode, OlderSchema::Migrate);
        tokio::task::spawn_blocking(migrating).await?
    }

    /// Brings the tables of a PostgreSQL database up to date and says from which version.
    ///
    /// # Errors
    /// Fails as [`Store::connect`] does.
    pub async fn migrate_at(target: &PostgresTarget, mode: Mode) -> anyhow::Result<Migrated> {
        let target = target.clone();
        let migrating = move || {
            let prepared = postgres::prepare(&target, mode, OlderSchema::Migrate);
            prepared.with_context(|| format!("the database {target}"))
        };
        tokio::task::spawn_blocking(migrating).await?
    }

    /// Copies a database to a new file, which is closed since `since`, Unix
    /// milliseconds: whoever puts it back has to recover what happened after that.
    ///
    /// # Errors
    /// Fails if there is such a file, or it cannot be written.
    pub async fn backup(file: &Path, to: &Path, since: i64) -> anyhow::Result<()> {
        let (file, to) = (file.to_owned(), to.to_owned());
        tokio::task::spawn_blocking(move || sqlite::backup::backup(&file, &to, since)).await?
    }

    /// Opens the file for callers who are refused where the lock is not free.
    ///
    /// # Errors
    /// Fails as [`Store::open`] does.
    #[cfg(test)]
    pub(crate) async fn open_impatient(file: &Path) -> anyhow::Result<Self> {
        let patience = Patience(std::time::Duration::ZERO);
        Self::start(file, Mode::Test, OlderSchema::Migrate, patience).await
    }

    async fn start(
        file: &Path,
        mode: Mode,
        older: OlderSchema,
        patience: Patience,
    ) -> anyhow::Result<Self> {
        let file = file.to_owned();
        let metrics = StoreMetrics::default();
        let counted = metrics.clone();
        let starting = move || SqliteStore::start(&file, mode, older, patience, &counted);
        let database = Database::Sqlite(tokio::task::spawn_blocking(starting).await??);
        Ok(Self { database, metrics })
    }

    /// Connects to a PostgreSQL database for a command, or for a server if
    /// `for_requests`, whose callers are refused after ten seconds in place of two
    /// minutes; makes its tables those of this version where `older` says so.
    ///
    /// # Errors
    /// Fails if it cannot be reached or written, does not sync its commits, was made in
    /// the other mode, by a newer version, or by an older one that is refused.
    pub async fn connect(
        target: &PostgresTarget,
        mode: Mode,
        older: OlderSchema,
        for_requests: bool,
    ) -> anyhow::Result<Self> {
        let target = target.clone();
        let metrics = StoreMetrics::default();
        let counted = metrics.clone();
        let starting = move || PostgresStore::start(&target, mode, older, for_requests, &counted);
        let database = Database::Postgres(tokio::task::spawn_blocking(starting).await??);
        Ok(Self { database, metrics })
    }

    /// Opens a database in memory for a simulated server, whose transactions run on
    /// the caller's thread and are answered after `delay`.
    pub fn in_memory(memory: &MemoryDatabase, delay: AnswerDelay) -> Self {
        let metrics = StoreMetrics::default();
        let database = Database::Memory(MemoryStore::new(memory.clone(), delay, &metrics));
        Self { database, metrics }
    }

    /// Runs a transaction that may write, and answers once it is durable. If it
    /// returns an error, nothing of it stays. It runs to its end also if its caller
    /// goes away. It may be run several times, of which one counts: it changes nothing
    /// but the store.
    ///
    /// # Errors
    /// Fails with what the transaction returns, or if the write lock is not had
    /// within ten seconds (for a command, two minutes), or the commit fails.
    pub async fn write<T, E>(
        &self,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.write_as(false, transaction).await
    }

    /// Runs a transaction as [`Store::write`] does, but waits two minutes for the write
    /// lock also in a server: for a start, whose callers do not wait behind a browser.
    ///
    /// # Errors
    /// Fails as [`Store::write`] does, the lock's time aside.
    pub async fn write_patiently<T, E>(
        &self,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.write_as(true, transaction).await
    }

    async fn write_as<T, E>(
        &self,
        patiently: bool,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let _timed = self.metrics.timed(StoreUse::Write);
        // On whatever thread it runs.
        let place = trace::here();
        let transaction = move |tx: &Tx<'_>| trace::call_at(place, || transaction(tx));
        match &self.database {
            Database::Sqlite(store) => store.write(patiently, transaction).await,
            Database::Postgres(store) => store.write(patiently, transaction).await,
            Database::Memory(store) => store.write(transaction).await,
        }
    }

    /// Runs a function that reads one state of the store and writes nothing. It may be run
    /// several times, of which one counts.
    ///
    /// # Errors
    /// Fails with what the function returns, or if the store is closed.
    pub async fn read<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let _timed = self.metrics.timed(StoreUse::Read);
        match &self.database {
            Database::Sqlite(store) => store.read(read).await,
            Database::Postgres(store) => store.read(read).await,
            Database::Memory(store) => store.read(read).await,
        }
    }

    /// Gives what is counted of it.
    pub(crate) fn metrics(&self) -> &StoreMetrics {
        &self.metrics
    }

    /// Closes the store after what is waiting; later callers are refused.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite(store) => store.close().await,
            Database::Postgres(store) => store.close().await,
            Database::Memory(_) => {}
        }
    }

    /// Tells other servers of the same store, soon, that something has changed. In a
    /// file there are none that could be told: they ask.
    pub fn announce(&self) {
        if let Database::Postgres(store) = &self.database {
            store.announce();
        }
    }

    /// Changes whenever another server of the same store has told of a change, where
    /// others can.
    pub fn changes(&self) -> Option<watch::Receiver<u64>> {
        match &self.database {
            Database::Sqlite(_) | Database::Memory(_) => None,
            Database::Postgres(store) => Some(store.changes()),
        }
    }
}

#[cfg(test)]
mod tests;
