//! The store as one SQLite file.

pub(super) mod backup;
pub(super) mod connection;
pub(super) mod dialect;
pub(super) mod memory;
pub(super) mod migrations;
mod readers;
mod storage;
pub(super) mod writer;

use std::path::Path;

use anyhow::{Context as _, ensure};
use oneclick_rules::Mode;
use rusqlite::Connection;

use crate::metrics::store::StoreMetrics;
use crate::store::error::{Result, StoreError};
use crate::store::mode::note_mode;
use crate::store::schema::{Migrated, OlderSchema};
use crate::store::sqlite::connection::{Patience, Purpose};
use crate::store::sqlite::writer::Writer;
use crate::store::threads::Threads;
use crate::store::tx::Tx;

/// A store that is one file: a thread that writes and some that read.
#[derive(Clone, Debug)]
pub(super) struct SqliteStore {
    writer: Writer,
    readers: Threads<Connection>,
}

impl SqliteStore {
    /// Opens the file, made where it is missing, with its tables as [`prepare`] leaves them.
    pub(super) fn start(
        file: &Path,
        mode: Mode,
        older: OlderSchema,
        patience: Patience,
        metrics: &StoreMetrics,
    ) -> anyhow::Result<Self> {
        prepare(file, mode, older)?;
        let named = || format!("cannot open the database {}", file.display());
        Ok(Self {
            writer: Writer::start(file, patience, metrics).with_context(named)?,
            readers: readers::start(file).with_context(named)?,
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
        if patiently {
            return self.writer.run_within(Patience::COMMAND, transaction).await;
        }
        self.writer.run(transaction).await
    }

    /// Runs a function that reads one state of the store.
    pub(super) async fn read<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let answer = self
            .readers
            .run(|connection| readers::snapshot(connection, read))?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Closes the file after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Returns the number of the last migration that the file has run.
    pub(super) async fn version(&self) -> Result<usize> {
        let version = self.read(|tx| tx.value::<i64>("PRAGMA user_version", &[]));
        let version = version.await?.ok_or(StoreError::Missing)?;
        usize::try_from(version).map_err(|_| StoreError::Corrupt("user_version"))
    }
}

/// Makes the file where it is missing and its tables those of this version, on a
/// connection of its own: one that knew the tables as they were would read rows
/// wrongly.
pub(super) fn prepare(file: &Path, mode: Mode, older: OlderSchema) -> anyhow::Result<Migrated> {
    let name = file.display();
    let connection = connection::connect(file, Purpose::Write)
        .with_context(|| format!("cannot open the database {name}"))?;
    connection::check_durable(&connection).with_context(|| format!("the database {name}"))?;
    storage::check_durable(file)?;
    // One after the other, where several servers start at once.
    connection::begin(&connection, Patience::COMMAND)?;
    let migrated = Migrated {
        from: migrations::version(&connection)?,
        to: migrations::SCRIPTS.len(),
    };
    let named = || format!("the database {name}");
    migrated.check(older).with_context(named)?;
    migrations::run(&connection, migrations::SCRIPTS)
        .with_context(|| format!("cannot bring the database {name} up to date"))?;
    let made_for = note_mode(&Tx::on(&connection), mode)?;
    ensure!(
        made_for == mode.as_str(),
        "the database {name} was made in {made_for} mode"
    );
    connection.execute_batch("COMMIT")?;
    Ok(migrated)
}

#[cfg(test)]
mod upgrade_tests;

#[cfg(test)]
mod tests;
