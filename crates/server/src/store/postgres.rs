//! The store as a PostgreSQL database, which several servers share.

mod check;
mod connection;
mod dialect;
mod durable;
mod failover;
mod failure;
mod group;
mod herald;
mod kept_answers;
mod lane;
mod migrations;
mod read_ahead;
mod reading;
mod target;
mod values;
mod wire;
mod writer;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use oneclick_rules::Mode;
use tokio::sync::watch;
use tokio::time::timeout_at;

pub use crate::store::postgres::check::Tried;
pub use crate::store::postgres::target::{AfterFailover, PostgresTarget};

use crate::metrics::store::StoreMetrics;
use crate::store::error::{Result, StoreError};
use crate::store::mode::note_mode;
use crate::store::postgres::connection::PostgresConnection;
use crate::store::postgres::herald::Herald;
use crate::store::postgres::lane::PooledConnection;
use crate::store::postgres::writer::GroupWriter;
use crate::store::schema::{Migrated, OlderSchema};
use crate::store::threads::Threads;
use crate::store::tx::Tx;

/// How many functions read at a time. Each has a connection.
const READERS: usize = 4;
/// How long a transaction is tried, from when it was queued: while others are in its
/// way, or the database cannot be reached.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same for a command or a start.
const LONG_PATIENCE: Duration = Duration::from_mins(2);

/// A store that is a PostgreSQL database: threads with a connection each.
#[derive(Clone, Debug)]
pub(super) struct PostgresStore {
    writer: GroupWriter,
    readers: Threads<PooledConnection>,
    herald: Herald,
    patience: Duration,
}

impl PostgresStore {
    /// Connects, with the tables as [`prepare`] leaves them.
    pub(super) fn start(
        target: &PostgresTarget,
        mode: Mode,
        older: OlderSchema,
        for_requests: bool,
        metrics: &StoreMetrics,
    ) -> anyhow::Result<Self> {
        let target = Arc::new(target.clone());
        let named = || format!("the database {target}");
        prepare(&target, mode, older).with_context(named)?;
        let patience = if for_requests {
            PATIENCE
        } else {
            LONG_PATIENCE
        };
        Ok(Self {
            writer: GroupWriter::start(PooledConnection::to(&target), metrics)?,
            readers: Threads::start(
                "store-reader",
                (0..READERS)
                    .map(|_| PooledConnection::to(&target))
                    .collect(),
            )?,
            herald: Herald::start(&target)?,
            patience,
        })
    }

    /// Runs a transaction that may write; with the patience of a command if `patiently`.
    pub(super) async fn write<T, E>(
        &self,
        patiently: bool,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let patience = if patiently {
            LONG_PATIENCE
        } else {
            self.patience
        };
        self.writer
            .run(Instant::now() + patience, transaction)
            .await
    }

    /// Runs a function that reads one state of the store.
    pub(super) async fn read<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let until = Instant::now() + self.patience;
        let answer = self
            .readers
            .run(move |lane| reading::read(lane, until, read))?;
        match timeout_at(until.into(), answer).await {
            Ok(answered) => answered.map_err(|_| StoreError::Closed)?,
            // What reads has done nothing.
            Err(_) => Err(StoreError::Busy.into()),
        }
    }

    /// Closes the connections after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        self.herald.close();
        tokio::join!(self.readers.close(), self.writer.close());
    }

    /// Returns the number of the last migration that the database has run.
    pub(super) async fn version(&self) -> Result<usize> {
        self.read(migrations::version).await
    }

    /// Tells the other servers of this database that something has changed.
    pub(super) fn announce(&self) {
        self.herald.announce();
    }

    /// Changes whenever another server of this database announces a change.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.herald.changes()
    }
}

/// Tries whether a database does what the store asks of it, on connections of its own and
/// in a table of its own, `oneclick_check`.
///
/// # Errors
/// Fails if what tries it was interrupted.
pub async fn check(target: &PostgresTarget) -> anyhow::Result<Vec<Tried>> {
    let target = target.clone();
    Ok(tokio::task::spawn_blocking(move || check::check(&target)).await?)
}

/// Makes the tables those of this version, one server after the other where several start
/// at once, and closes a store that was failed over.
pub(super) fn prepare(
    target: &PostgresTarget,
    mode: Mode,
    older: OlderSchema,
) -> anyhow::Result<Migrated> {
    let connection = PostgresConnection::open(target)?;
    connection.begin_preparing()?;
    let migrated = migrations::begin(&connection)?;
    migrated.check(older)?;
    migrations::run(&connection, migrated).context("it cannot be brought up to date")?;
    let made_for = note_mode(&Tx::on(&connection), mode)?;
    ensure!(made_for == mode.as_str(), "it was made in {made_for} mode");
    connection.batch("COMMIT")?;
    failover::heed(&connection, target.after_failover())?;
    Ok(migrated)
}
