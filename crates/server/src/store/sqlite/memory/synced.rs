//! A connection that knows which of its commits are synced.

use rusqlite::Connection;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::connection::run;
use crate::store::sqlite::memory::patched::{PatchedConnection, StatementPatch};
use crate::store::sqlite::memory::recorded::{RecordedConnection, RecordedStatement};
use crate::store::tx::{Dialect, Tx};

/// How many transactions are synced together where they are synced late: about as many as
/// SQLite with `synchronous = NORMAL` leaves to its next checkpoint.
const TOGETHER: u64 = 1_000;

/// Says how many transactions had run by then, and after how many power cuts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ran {
    power_cuts: u64,
    transactions: u64,
}

/// A connection on which transactions run as savepoints of one that is open until they
/// are synced, as the writer of a file runs them.
pub(super) struct SyncedConnection {
    pub(super) connection: Connection,
    /// Answers before the sync, by mistake.
    pub(super) syncs_late: bool,
    ran: Ran,
    /// How many of them are synced.
    synced: u64,
    /// The transactions that have changed something, each with its number, where that is
    /// asked for.
    pub(super) recording: Option<Vec<(u64, Vec<RecordedStatement>)>>,
}

impl SyncedConnection {
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            connection,
            syncs_late: false,
            ran: Ran::default(),
            synced: 0,
            recording: None,
        }
    }

    /// Says what has run.
    pub(super) fn ran(&self) -> Ran {
        self.ran
    }

    /// Runs a transaction, which is not synced yet.
    pub(super) fn run<T, E: From<StoreError>>(
        &mut self,
        patches: &'static [StatementPatch],
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let connection = &self.connection;
        if connection.is_autocommit() {
            run(connection, "BEGIN IMMEDIATE")?;
        }
        run(connection, "SAVEPOINT one")?;
        let mistaken = PatchedConnection {
            connection,
            patches,
        };
        let dialect: &dyn Dialect = if patches.is_empty() {
            connection
        } else {
            &mistaken
        };
        let (before, recorded) = (connection.total_changes(), RecordedConnection::of(dialect));
        let outcome = if self.recording.is_some() {
            Tx::on(&recorded).caught(transaction)
        } else {
            Tx::on(dialect).caught(transaction)
        };
        if outcome.is_err() {
            run(connection, "ROLLBACK TO one")?;
        }
        run(connection, "RELEASE one")?;
        self.ran.transactions += 1;
        if let Some(recording) = &mut self.recording
            && outcome.is_ok()
            && connection.total_changes() != before
        {
            recording.push((self.ran.transactions, recorded.statements()));
        }
        outcome
    }

    /// Makes durable what had run by then, and whatever has run since.
    ///
    /// # Errors
    /// Fails if the power was cut meanwhile.
    pub(super) fn sync_until(&mut self, ran: Ran) -> Result<()> {
        if ran.power_cuts != self.ran.power_cuts {
            return Err(StoreError::Unknown);
        }
        if self.synced < ran.transactions {
            self.sync_unless_late()?;
        }
        Ok(())
    }

    pub(super) fn sync_unless_late(&mut self) -> Result<()> {
        if self.syncs_late && self.ran.transactions - self.synced < TOGETHER {
            return Ok(());
        }
        self.sync()
    }

    /// Makes all durable that has run.
    pub(super) fn sync(&mut self) -> Result<()> {
        if !self.connection.is_autocommit() {
            run(&self.connection, "COMMIT")?;
        }
        self.synced = self.ran.transactions;
        Ok(())
    }

    /// Loses what is not synced; whether there was anything.
    pub(super) fn lose(&mut self) -> Result<bool> {
        let lost = self.synced < self.ran.transactions;
        if !self.connection.is_autocommit() {
            run(&self.connection, "ROLLBACK")?;
        }
        if let Some(recording) = &mut self.recording {
            recording.retain(|(number, _)| *number <= self.synced);
        }
        self.ran.power_cuts += 1;
        self.synced = self.ran.transactions;
        Ok(lost)
    }
}
