//! Says whether the wall clock can be believed about days.

use crate::environment::{Clock, Moment};

/// By how much the wall clock may go otherwise than the monotonic one from one look to the
/// next, milliseconds: a clock that is set right slowly makes no step.
const STEP: i64 = 5_000;
/// For how long it has to go like the monotonic one, milliseconds. What was written down
/// by a clock that was wrong and is right now looks older than it is: a session of four
/// hours, and the day for which its token reads the outcome, are over by then.
const STEADY_FOR: i64 = 30 * 3_600_000;

/// Watches whether the wall clock goes as the monotonic one does.
#[derive(Debug)]
pub(crate) struct SteadyClock {
    /// Since the last step, or the start of this process.
    since: Moment,
    last: Moment,
}

impl SteadyClock {
    /// Watches from now on.
    pub(crate) fn of(clock: &Clock) -> Self {
        let now = clock.moment();
        Self {
            since: now,
            last: now,
        }
    }

    /// Looks at the clocks, which is to be done often; returns the time, Unix milliseconds,
    /// if the wall clock has made no step for thirty hours of the monotonic one, all of them
    /// in this process.
    ///
    /// A clock that was wrong for a moment, or is set right after a start, decides nothing
    /// then.
    pub(crate) fn look(&mut self, clock: &Clock) -> Option<i64> {
        let now = clock.moment();
        if now.stepped_since(self.last).abs() >= STEP {
            self.since = now;
        }
        self.last = now;
        (now.monotonic_since(self.since) >= STEADY_FOR).then(|| now.wall())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    fn steady(clock: &Clock) -> SteadyClock {
        let mut steady = SteadyClock::of(clock);
        clock.advance(STEADY_FOR);
        assert!(steady.look(clock).is_some());
        steady
    }

    #[test]
    fn it_is_believed_after_hours_and_not_after_a_step_in_either_direction() {
        for step in [365 * 86_400_000, -3_600_000, STEP + 1_000, -STEP - 1_000] {
            let clock = Environment::real().clock().clone();
            let mut steady = steady(&clock);
            clock.step(step);
            assert_eq!(steady.look(&clock), None, "{step}");
            clock.step(-step);
            assert_eq!(steady.look(&clock), None, "set right after {step}");
            clock.advance(STEADY_FOR - 60_000);
            assert_eq!(steady.look(&clock), None, "too soon after {step}");
            clock.advance(60_000);
            assert!(steady.look(&clock).is_some());
        }
    }

    #[test]
    fn a_clock_that_is_set_right_slowly_is_believed() {
        let clock = Environment::real().clock().clone();
        let mut steady = steady(&clock);
        for _ in 0..100 {
            // 500 parts in a million.
            clock.advance(60_000);
            clock.step(-30);
            assert!(steady.look(&clock).is_some());
        }
    }
}
