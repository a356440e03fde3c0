//! Decides when what was kept for its time alone is looked for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Moment};
use crate::jobs::steady::SteadyClock;
use crate::store::retention::RetainedKind;

/// The pause after a look that found nothing, milliseconds.
const EVERY: i64 = 60_000;
/// The pause while there is more: payments go between.
const NEXT: i64 = 1_000;

/// Says when to look for what goes.
#[derive(Debug)]
pub(crate) struct Sweeps(Mutex<NextSweep>);

#[derive(Debug)]
struct NextSweep {
    clock: SteadyClock,
    /// When it was last done, and how long to pause after it, milliseconds.
    last: Option<(Moment, i64)>,
    /// In which order the kinds are looked for: each is first in its turn, so that one
    /// that fails or has much keeps no other from its own.
    kinds: [RetainedKind; RetainedKind::ALL.len()],
}

impl Sweeps {
    /// Watches the clock from now on.
    pub(crate) fn of(clock: &Clock) -> Self {
        Self(Mutex::new(NextSweep {
            clock: SteadyClock::of(clock),
            last: None,
            kinds: RetainedKind::ALL,
        }))
    }

    /// Returns the time by which what goes is judged, Unix milliseconds, and in which
    /// order it is looked for, if it is time to do so.
    pub(crate) fn due(
        &self,
        clock: &Clock,
    ) -> Option<(i64, [RetainedKind; RetainedKind::ALL.len()])> {
        let mut planned = self.lock();
        let now = planned.clock.look(clock)?;
        let rests = |(last, pause): (Moment, i64)| clock.monotonic_since(last) < pause;
        if planned.last.is_some_and(rests) {
            return None;
        }
        planned.last = Some((clock.moment(), EVERY));
        planned.kinds.rotate_left(1);
        Some((now, planned.kinds))
    }

    /// Notes that there may be more to take away than was taken.
    pub(crate) fn goes_on(&self, clock: &Clock) {
        let mut planned = self.lock();
        planned.last = Some((clock.moment(), NEXT));
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, NextSweep> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    #[test]
    fn a_page_is_followed_by_a_pause_and_each_kind_is_first_in_its_turn() {
        let clock = Environment::real().clock().clone();
        let sweeps = Sweeps::of(&clock);
        assert_eq!(sweeps.due(&clock), None);
        clock.advance(40 * 3_600_000);
        let mut first = Vec::new();
        for _ in RetainedKind::ALL {
            let (_, kinds) = sweeps.due(&clock).unwrap();
            first.push(kinds[0]);
            sweeps.goes_on(&clock);
            assert_eq!(sweeps.due(&clock), None, "payments go between");
            clock.advance(NEXT);
        }
        for kind in RetainedKind::ALL {
            assert!(first.contains(&kind), "{first:?}");
        }
        // Nothing was found.
        assert!(sweeps.due(&clock).is_some());
        clock.advance(NEXT);
        assert_eq!(sweeps.due(&clock), None);
        clock.advance(EVERY);
        assert!(sweeps.due(&clock).is_some());
    }
}
