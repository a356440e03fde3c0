//! The trait of a kind of background work: all that the worker knows of it.

use crate::store::queue::Queue;
use crate::store::{self, Tx};

/// A kind of background work.
pub(crate) trait Job: Clone + Send + Sync + 'static {
    /// The row that one piece of it is about.
    type Row: Send + 'static;

    /// Its name in the log.
    const NAME: &'static str;
    /// Its rows in the store.
    const QUEUE: &'static Queue<Self::Row>;

    /// Carries one leased piece out, or plans the next time; returns `false` if that
    /// failed, and the lease is to end by itself.
    fn carry_out(self, row: Self::Row) -> impl Future<Output = bool> + Send + 'static;

    /// Makes due at a start what the last process may have left open.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    fn take_over(&self, _tx: &Tx<'_>) -> store::Result<()> {
        Ok(())
    }
}
