//! Keeps what is durable, behind typed functions, one file a table.
//!
//! A transaction is one plain function over a [`Tx`]: what it has read is still
//! true when it writes. [`Store::write`] runs it on the thread that writes,
//! [`Store::read`] on one of those that read.

pub mod attempts;
pub mod awaited;
pub mod cards;
mod error;
pub mod idempotency_keys;
pub mod lease_owners;
pub mod limits;
pub mod mistimed;
mod mode;
pub mod operations;
pub mod orders;
mod postgres;
pub mod queue;
mod readable;
mod row;
pub mod sealed;
pub mod sessions;
mod spacing;
mod sqlite;
pub mod tokens;
mod tx;
pub mod unreadable;
mod uses;
mod value;
pub mod webhooks;

use std::path::Path;

use oneclick_rules::Mode;
use tokio::sync::watch;

pub use crate::store::error::{Result, StoreError};
pub use crate::store::postgres::PostgresTarget;
pub use crate::store::row::Row;
pub use crate::store::tx::Tx;
pub(crate) use crate::store::tx::values;
pub use crate::store::value::Value;

use crate::store::postgres::PostgresStore;
use crate::store::sqlite::SqliteStore;
use crate::store::sqlite::connection::Patience;

/// The store of one deployment.
#[derive(Clone, Debug)]
pub struct Store {
    database: Database,
}

/// Says which database it is.
#[derive(Clone, Debug)]
enum Database {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl Store {
    /// Opens the file for a command, which waits two minutes for the write lock:
    /// makes it where it is missing, and brings its tables up to date.
    ///
    /// # Errors
    /// Fails if the file cannot be opened or written, does not sync its commits, was
    /// made in the other mode, or by a newer version.
    pub async fn open(file: &Path, mode: Mode) -> anyhow::Result<Self> {
        Self::start(file, mode, Patience::COMMAND).await
    }

    /// Opens the file for a server, whose callers are refused after ten seconds
    /// without the write lock: makes it where it is missing, and brings its
    /// tables up to date.
    ///
    /// # Errors
    /// Fails as [`Store::open`] does.
    pub async fn open_for_requests(file: &Path, mode: Mode) -> anyhow::Result<Self> {
        Self::start(file, mode, Patience::REQUEST).await
    }

    /// Opens the file for callers who are refused where the lock is not free.
    ///
    /// # Errors
    /// Fails as [`Store::open`] does.
    #[cfg(test)]
    pub(crate) async fn open_impatient(file: &Path) -> anyhow::Result<Self> {
        Self::start(file, Mode::Test, Patience(std::time::Duration::ZERO)).await
    }

    async fn start(file: &Path, mode: Mode, patience: Patience) -> anyhow::Result<Self> {
        let file = file.to_owned();
        let starting =
            tokio::task::spawn_blocking(move || SqliteStore::start(&file, mode, patience));
        let database = Database::Sqlite(starting.await??);
        Ok(Self { database })
    }

    /// Connects to a PostgreSQL database for a command, or for a server if
    /// `for_requests`, whose callers are refused after ten seconds in place of two
    /// minutes: brings its tables up to date.
    ///
    /// # Errors
    /// Fails if it cannot be reached or written, does not sync its commits, was made in
    /// the other mode, or by a newer version.
    pub async fn connect(
        target: &PostgresTarget,
        mode: Mode,
        for_requests: bool,
    ) -> anyhow::Result<Self> {
        let target = target.clone();
        let starting =
            tokio::task::spawn_blocking(move || PostgresStore::start(&target, mode, for_requests));
        let database = Database::Postgres(starting.await??);
        Ok(Self { database })
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
        match &self.database {
            Database::Sqlite(store) => store.write(false, transaction).await,
            Database::Postgres(store) => store.write(false, transaction).await,
        }
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
        match &self.database {
            Database::Sqlite(store) => store.write(true, transaction).await,
            Database::Postgres(store) => store.write(true, transaction).await,
        }
    }

    /// Runs a function that reads one state of the store and writes nothing.
    ///
    /// # Errors
    /// Fails with what the function returns, or if the store is closed.
    pub async fn read<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &self.database {
            Database::Sqlite(store) => store.read(read).await,
            Database::Postgres(store) => store.read(read).await,
        }
    }

    /// Closes the store after what is waiting; later callers are refused.
    pub async fn close(&self) {
        match &self.database {
            Database::Sqlite(store) => store.close().await,
            Database::Postgres(store) => store.close().await,
        }
    }

    /// Returns whether the store answers.
    pub async fn is_reachable(&self) -> bool {
        let answer = self.read(|tx| tx.value::<i64>("SELECT 1", &[]));
        answer.await.is_ok()
    }

    /// Returns whether the tables are those of this version or of a later one;
    /// `None` if the database does not answer.
    pub async fn is_current(&self) -> Option<bool> {
        let version = match &self.database {
            Database::Sqlite(store) => store.version().await,
            Database::Postgres(store) => store.version().await,
        };
        Some(version.ok()? >= sqlite::migrations::SCRIPTS.len())
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
            Database::Sqlite(_) => None,
            Database::Postgres(store) => Some(store.changes()),
        }
    }
}

#[cfg(test)]
mod tests;
