//! How far a storm is: how many shoppers have left, and whether the servers' store is being
//! restored.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// How far a storm is.
#[derive(Default)]
pub struct StormProgress {
    left: AtomicU64,
    upset: AtomicBool,
    restoring: AtomicBool,
    restored: AtomicU64,
    calm: AtomicBool,
    charges: Mutex<Vec<i64>>,
}

impl StormProgress {
    /// Counts a shopper who has left.
    pub fn note_left(&self) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }

    /// Waits until so many have.
    pub async fn until_left(&self, count: u64) {
        while self.left.load(Ordering::Relaxed) < count {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Notes that of all that is to befall processes one each has.
    pub fn note_upset(&self) {
        self.upset.store(true, Ordering::Relaxed);
    }

    /// Waits until it has.
    pub async fn until_upset(&self) {
        while !self.upset.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Says whether the store is being restored: servers alone are killed then.
    pub fn set_restoring(&self, is_so: bool) {
        self.restoring.store(is_so, Ordering::Relaxed);
    }

    /// Notes that the store was restored.
    pub fn note_restored(&self) {
        self.restored.fetch_add(1, Ordering::Relaxed);
    }

    /// How often it was.
    pub fn restored(&self) -> u64 {
        self.restored.load(Ordering::Relaxed)
    }

    pub fn is_restoring(&self) -> bool {
        self.restoring.load(Ordering::Relaxed)
    }

    /// Says whether no fault begins for a while.
    pub fn set_calm(&self, is_so: bool) {
        self.calm.store(is_so, Ordering::Relaxed);
    }

    pub fn is_calm(&self) -> bool {
        self.calm.load(Ordering::Relaxed)
    }

    /// Notes that a charge has come to a provider.
    pub fn note_charge(&self) {
        if self.is_restoring() {
            self.charges().push(Timestamp::now().as_millisecond());
        }
    }

    /// How many charges have come between these times, Unix milliseconds, while the store
    /// was being restored.
    pub fn charges_between(&self, first: i64, last: i64) -> usize {
        let charges = self.charges();
        charges
            .iter()
            .filter(|at| (first..last).contains(at))
            .count()
    }

    fn charges(&self) -> MutexGuard<'_, Vec<i64>> {
        self.charges.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
