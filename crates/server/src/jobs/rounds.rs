//! Decides when the store is looked through for work that a clock has put off.

use std::sync::{Mutex, PoisonError};

use crate::environment::{Clock, Moment};

/// How far back the wall clock has to go for that to be a step, milliseconds:
/// a clock that is set right slowly makes none.
const STEP: i64 = 5_000;
/// How often the store is looked through without a step of our own clock,
/// milliseconds: another server's may have been ahead.
const EVERY: i64 = 600_000;
/// For how long after a step back the store is looked through again and again,
/// milliseconds: what was under way then is written with times of before.
const SETTLING: i64 = 150_000;
/// How often that is, milliseconds.
const AGAIN: i64 = 1_000;
/// How far ahead of ours the clock of another server is believed, milliseconds.
/// Without it two servers would take turns at making the other's work due.
const BELIEVED: i64 = 1_800_000;

/// Says when the store was last looked through.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<Option<Round>>);

/// A look through the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    at: Moment,
    /// When the first one after the last step back was.
    stepped: Option<Moment>,
}

impl Rounds {
    /// Says how far ahead another clock is believed in a round that is due now, if
    /// one is. At a start and after a step no clock is.
    pub(crate) fn due(&self, clock: &Clock) -> Option<i64> {
        let last = *self.lock();
        let Some(Round { at, stepped }) = last else {
            return Some(0);
        };
        let since = clock.monotonic_since(at);
        let settles = stepped.is_some_and(|step| clock.monotonic_since(step) < SETTLING);
        if clock.set_back_since(at) >= STEP || (settles && since >= AGAIN) {
            return Some(0);
        }
        (since >= EVERY).then_some(BELIEVED)
    }

    /// Notes that it was looked through at this moment.
    pub(crate) fn note(&self, at: Moment) {
        let mut last = self.lock();
        let stepped = last.and_then(|last| {
            let is_step = -at.stepped_since(last.at) >= STEP;
            if is_step { Some(at) } else { last.stepped }
        });
        *last = Some(Round { at, stepped });
    }

    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Option<Round>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::Environment;

    fn rounds(clock: &Clock) -> Rounds {
        let rounds = Rounds::default();
        rounds.note(clock.moment());
        rounds
    }

    #[test]
    fn a_start_and_a_step_back_believe_no_clock() {
        let clock = Environment::real().clock().clone();
        assert_eq!(Rounds::default().due(&clock), Some(0));
        let rounds = rounds(&clock);
        assert_eq!(rounds.due(&clock), None);
        clock.step(-STEP - 1_000);
        assert_eq!(rounds.due(&clock), Some(0));
    }

    #[test]
    fn time_that_passes_and_a_step_forward_hide_no_step_back() {
        let clock = Environment::real().clock().clone();
        let rounds = rounds(&clock);
        clock.step(86_400_000);
        assert_eq!(rounds.due(&clock), None);
        rounds.note(clock.moment());
        clock.advance(60_000);
        clock.step(-86_400_000);
        assert_eq!(rounds.due(&clock), Some(0));
    }

    #[test]
    fn what_was_under_way_at_a_step_back_is_looked_for_again() {
        let clock = Environment::real().clock().clone();
        let rounds = rounds(&clock);
        clock.step(-STEP - 1_000);
        for _ in 0..3 {
            assert_eq!(rounds.due(&clock), Some(0));
            rounds.note(clock.moment());
            assert_eq!(rounds.due(&clock), None);
            clock.advance(AGAIN);
        }
        clock.advance(SETTLING);
        assert_eq!(rounds.due(&clock), None);
    }

    #[test]
    fn a_slow_correction_is_no_step_and_every_round_comes() {
        let clock = Environment::real().clock().clone();
        let rounds = rounds(&clock);
        // 500 parts in a million.
        clock.advance(EVERY);
        clock.step(-EVERY / 2_000);
        assert_eq!(rounds.due(&clock), Some(BELIEVED));
    }
}
