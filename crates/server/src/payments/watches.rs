//! Keeps since when this process has watched what an absence may free.
//!
//! Times in the store are a wall clock's, which may step. An order is freed
//! only when this process has waited as long by its own clocks too; one that
//! has just started waits in full again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Moment};

/// How many are watched before those that were decided elsewhere are looked for.
const MANY: usize = 1_024;
/// After so long without a look, milliseconds, nobody watches it here any more.
const DELETED_AFTER: i64 = 7 * 86_400_000;

/// Holds what this process watches, by the id of the attempt or of the operation.
#[derive(Debug, Default)]
pub(crate) struct Watches {
    watched: Mutex<HashMap<String, Watch>>,
}

#[derive(Clone, Copy, Debug)]
struct Watch {
    since: Moment,
    empty_since: Option<Moment>,
    looked: Moment,
}

impl Watches {
    /// Says since when it is watched here: from now on, if it was not before.
    pub(crate) fn since(&self, id: &str, clock: &Clock) -> Moment {
        self.watch(id, clock, |_| ()).since
    }

    /// Says since when it is watched here, if it is.
    pub(crate) fn known(&self, id: &str) -> Option<Moment> {
        self.lock().get(id).map(|watch| watch.since)
    }

    /// Notes that a look found nothing; since when looks have found nothing.
    pub(crate) fn found_nothing(&self, id: &str, clock: &Clock) -> Moment {
        let now = clock.moment();
        let watch = self.watch(id, clock, |watch| {
            watch.empty_since.get_or_insert(now);
        });
        watch.empty_since.unwrap_or(now)
    }

    /// Notes that a look found something.
    pub(crate) fn found(&self, id: &str, clock: &Clock) {
        self.watch(id, clock, |watch| watch.empty_since = None);
    }

    /// Ends the watch: it is decided.
    pub(crate) fn end(&self, id: &str) {
        self.lock().remove(id);
    }

    fn watch(&self, id: &str, clock: &Clock, note: impl FnOnce(&mut Watch)) -> Watch {
        let now = clock.moment();
        let mut watched = self.lock();
        if watched.len() >= MANY && !watched.contains_key(id) {
            watched.retain(|_, watch| clock.surely_since(watch.looked) < DELETED_AFTER);
        }
        let watch = watched.entry(id.to_owned()).or_insert(Watch {
            since: now,
            empty_since: None,
            looked: now,
        });
        watch.looked = now;
        note(watch);
        *watch
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Watch>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
