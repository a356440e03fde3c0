//! Work that a clock has put off: the wall clock was set back, and what is due
//! would wait until it has caught up.

use std::sync::{Mutex, PoisonError};

use crate::deployment::milliseconds;
use crate::environment::{Clock, Moment};
use crate::jobs::worker::Jobs;
use crate::store;
use crate::store::mistimed::{self, Farthest};

/// How far back the wall clock has to go for that to be a step, milliseconds:
/// a clock that is set right slowly makes none.
const STEP: i64 = 5_000;
/// How often the store is looked through without a step of our own clock,
/// milliseconds: another server's may have been ahead.
const EVERY: i64 = 600_000;
/// How far ahead of ours the clock of another server is believed, milliseconds.
/// Without it two servers would take turns at making the other's work due.
const BELIEVED: i64 = 1_800_000;

/// When the store was last looked through.
#[derive(Debug, Default)]
pub(crate) struct Rounds(Mutex<Option<Moment>>);

impl Rounds {
    /// How far ahead another clock is believed in a round that is due now, if
    /// one is. At a start and after a step no clock is.
    fn due(&self, clock: &Clock) -> Option<i64> {
        let last = *self.lock();
        match last {
            None => Some(0),
            Some(last) if clock.set_back_since(last) >= STEP => Some(0),
            Some(last) => (clock.monotonic_since(last) >= EVERY).then_some(BELIEVED),
        }
    }

    fn note(&self, at: Moment) {
        *self.lock() = Some(at);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Moment>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// Makes due what no clock that is right can have put off so far.
    pub(crate) async fn heed_steps(&self) -> store::Result<()> {
        let clock = self.deployment.clock();
        let at = clock.moment();
        let Some(believed) = self.deployment.rounds.due(clock) else {
            return Ok(());
        };
        let farthest = self.farthest();
        let clock = clock.clone();
        let made_due = self
            .deployment
            .store
            .write(move |tx| {
                mistimed::make_due(tx, farthest.and(believed), farthest.undo, clock.now())
            })
            .await?;
        self.deployment.rounds.note(at);
        if made_due > 0 {
            tracing::warn!(
                rows = made_due,
                "work was planned for later than any is: a clock was set back, or was ahead; it is due now"
            );
        }
        Ok(())
    }

    /// How far ahead the engine ever plans its work.
    fn farthest(&self) -> Farthest {
        let settings = &self.deployment.settings;
        let longest = milliseconds(settings.longest_pause);
        // A pause is given or taken a fifth.
        let usual = (longest + longest / 5)
            .max(milliseconds(settings.look_up_spacing))
            .max(milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up))
            + 1_000;
        Farthest {
            usual,
            watched: usual.max(36 * longest + 1_000),
            undo: milliseconds(settings.delete_after),
        }
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
    fn a_slow_correction_is_no_step_and_every_round_comes() {
        let clock = Environment::real().clock().clone();
        let rounds = rounds(&clock);
        // 500 parts in a million.
        clock.advance(EVERY);
        clock.step(-EVERY / 2_000);
        assert_eq!(rounds.due(&clock), Some(BELIEVED));
    }
}
