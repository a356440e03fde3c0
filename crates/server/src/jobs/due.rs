//! What is due of one kind of background work.

use crate::store::queue::{DueProvider, Queue};
use crate::store::{self, Tx};

/// Says what is due of one kind.
#[derive(Debug)]
pub(crate) struct DueRows {
    /// The providers for which something can be taken.
    pub(crate) waiting: Vec<DueProvider>,
    /// When the next row is due, Unix milliseconds.
    pub(crate) next: Option<i64>,
}

impl DueRows {
    /// Reads it.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn read<T>(tx: &Tx<'_>, queue: &Queue<T>, now: i64) -> store::Result<Self> {
        Ok(Self {
            waiting: queue.waiting(tx, now)?,
            next: queue.next(tx, now)?,
        })
    }
}
