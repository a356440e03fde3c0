//! Noting what a look-up came to, and planning the next.

#[cfg(test)]
mod tests;

use oneclick_providers::Outcome;

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::look_up::{LookUpReport, LookUps};
use crate::payments::look_up_times::LookUpTimes;
use crate::recovery::Recoveries;
use crate::store::attempts::{self, LookedUp, Schedule};
use crate::store::queue::Lease;
use crate::store::{self, Tx};

impl LookUps {
    /// Notes a look-up that left the attempt as `seen`, plans the next, and frees the lease
    /// by which it was taken, if it was.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(super) async fn note(
        &self,
        seen: &Attempt,
        report: LookUpReport,
        lease: Option<Lease>,
    ) -> anyhow::Result<()> {
        let (this, id, version) = (self.clone(), seen.id.clone(), seen.version);
        let note = move |tx: &Tx<'_>| {
            let present = attempts::find(tx, &id)?.ok_or(store::StoreError::Missing)?;
            let is_unasked = Recoveries::of(&this.deployment).is_unasked(tx, &present)?;
            let planned = if present.version == version {
                this.planned(&present, report.outcome.as_ref())
            } else {
                // Whoever changed it has planned by newer words than these.
                present.look_up_at.into()
            };
            let times = LookUpTimes::of(&this.deployment);
            let next = match planned {
                Schedule::At(next) => Schedule::At(next.max(report.soonest)),
                // As it was judged: read again from the clock, it might not be old any more.
                _ if report.may_be_old => {
                    let paused = report.at + times.pause(present.look_ups);
                    Schedule::At(report.soonest.max(paused))
                }
                // What was to be asked has not been answered.
                Schedule::Never if !report.is_whole && present.state != State::NeedsReview => {
                    Schedule::At(report.in_silence)
                }
                // Its order is still to be asked for.
                Schedule::Never if is_unasked => Schedule::At(report.in_silence),
                never @ (Schedule::Keep | Schedule::Never) => never,
            };
            let made = LookedUp {
                at: report.at,
                empty_since: report.empty_since,
                next,
                answered: report.answered,
                retry: report.retry,
            };
            attempts::note_look_up(tx, &present.id, made)?;
            if let Some(lease) = &lease {
                attempts::LOOK_UPS.free(tx, lease)?;
            }
            Ok::<_, store::StoreError>((present, next, is_unasked))
        };
        let (present, next, is_unasked) = self.deployment.store.write(note).await?;
        LookUpTimes::of(&self.deployment).end_watches(&present, next);
        if is_unasked {
            let recoveries = Recoveries::of(&self.deployment);
            Box::pin(recoveries.ask_for_freed(&present)).await?;
        }
        Ok(())
    }

    fn planned(&self, attempt: &Attempt, outcome: Option<&Outcome>) -> Schedule {
        let times = LookUpTimes::of(&self.deployment);
        match outcome {
            Some(outcome) => times.next_look_up(attempt, attempt.state, outcome),
            None => times.next_after_silence(attempt),
        }
    }
}
