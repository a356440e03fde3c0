//! Decides when what was kept for its time alone is looked for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Moment};
use crate::jobs::steady::SteadyClock;

/// The pause between two rounds, milliseconds.
const EVERY: i64 = 60_000;
/// The pause while there is more: payments go between.
const NEXT: i64 = 1_000;

/// Says when to look for what goes.
#[derive(Debug, Default)]
pub(crate) struct Sweeps(Mutex<NextSweep>);

#[derive(Debug, Default)]
struct NextSweep {
    clock: SteadyClock,
    /// When it was last done, and how long to pause after it, milliseconds.
    last: Option<(Moment, i64)>,
}

impl Sweeps {
    /// Returns the time by which what goes is judged, Unix milliseconds, if it is time to
    /// look for it.
    pub(crate) fn due(&self, clock: &Clock) -> Option<i64> {
        let mut planned = self.lock();
        let now = planned.clock.look(clock)?;
        let rests = |(last, pause): (Moment, i64)| clock.monotonic_since(last) < pause;
        if planned.last.is_some_and(rests) {
            return None;
        }
        planned.last = Some((clock.moment(), EVERY));
        Some(now)
    }

    /// Notes that there was more to take away than was taken.
    pub(crate) fn goes_on(&self, clock: &Clock) {
        let mut planned = self.lock();
        planned.last = Some((clock.moment(), NEXT));
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, NextSweep> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
