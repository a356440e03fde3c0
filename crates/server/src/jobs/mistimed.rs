//! Work that a clock has put off: the wall clock was set back, and what is due
//! would wait until it has caught up.

use crate::deployment::milliseconds;
use crate::jobs::worker::Jobs;
use crate::store;
use crate::store::mistimed::{self, Farthest};

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

    /// Says how far ahead the engine ever plans its work.
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
            watched: usual.max(milliseconds(settings.seldom_pause()) + 1_000),
            undo: milliseconds(settings.delete_after),
            webhooks: self
                .deployment
                .webhooks
                .as_ref()
                .map_or(i64::MAX / 4, |webhooks| {
                    let longest = milliseconds(webhooks.settings.longest_pause);
                    longest + longest / 5 + 1_000
                }),
        }
    }
}
