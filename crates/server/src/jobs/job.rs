//! The trait of a kind of background work: all that the worker knows of it.

use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx};

/// Says what becomes of the lease on a piece of work that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeaseEnd {
    /// It was freed in the transaction that noted what became of the work.
    Freed,
    /// The worker frees it.
    ToFree,
    /// It ends by itself: what became of the work could not be noted.
    Expires,
}

impl LeaseEnd {
    /// Says that the worker frees it if the work was noted.
    pub(crate) fn to_free_if(noted: bool) -> Self {
        if noted { Self::ToFree } else { Self::Expires }
    }
}

/// A kind of background work.
pub(crate) trait Job: Clone + Send + Sync + 'static {
    /// The row that one piece of it is about.
    type Row: Send + 'static;

    /// Its name in the log.
    const NAME: &'static str;
    /// Its rows in the store.
    const QUEUE: &'static Queue<Self::Row>;

    /// Carries one leased piece out, or plans the next time. Work that is done often
    /// frees its lease in its last transaction: a commit less.
    fn carry_out(
        self,
        row: Self::Row,
        lease: Lease,
    ) -> impl Future<Output = LeaseEnd> + Send + 'static;

    /// Makes due at a start what the last process may have left open.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    fn take_over(&self, _tx: &Tx<'_>) -> store::Result<()> {
        Ok(())
    }
}
