//! What the absence of a payment at its provider, or its silence, comes to.

use oneclick_providers::Outcome;

use crate::deployment::milliseconds;
use crate::environment::Moment;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::look_up::LookUps;
use crate::payments::look_up_times::LookUpTimes;
use crate::store::attempts::{self, Change, Schedule};
use crate::store::{self, Tx};

impl LookUps {
    /// Frees the order of an attempt of which the provider knows nothing under our
    /// exact reference: only when it has had time to know, and twice a while apart. What
    /// was `asked` is as old as the question, however long the answer was on its way or
    /// this process stood still with it.
    pub(super) async fn free_if_not_found(
        &self,
        attempt: Attempt,
        empty_since: i64,
        asked: Moment,
    ) -> store::Result<Attempt> {
        let settings = &self.deployment.settings;
        let now = self.deployment.clock().now();
        let Some(not_found_after) =
            LookUpTimes::of(&self.deployment).not_found_after(&attempt.provider)
        else {
            return Ok(attempt);
        };
        // Both waits by the wall clock, which other processes shared, and by
        // this process's own: either may have stepped or stood still.
        let (id, clock) = (attempt.id.as_str(), self.deployment.clock());
        let old = clock.perhaps_since(asked).max(0);
        let apart = milliseconds(settings.empty_look_ups_apart);
        let empty_here = clock.surely_since(self.deployment.watches.found_nothing(id, clock));
        let apart_long_enough = empty_here.min(now - empty_since) - old >= apart;
        let watched = clock.surely_since(self.deployment.watches.since(id, clock));
        let had_its_time = watched.min(now - attempt.awaited_since()) - old >= not_found_after;
        let never_seen = attempt.provider_payment_id.is_none();
        if !(apart_long_enough
            && had_its_time
            && never_seen
            && matches!(attempt.state, State::Sent | State::Unknown))
        {
            return Ok(attempt);
        }
        let change = Change {
            kind: "not_found",
            by: "look-up",
            detail: "not found",
            schedule: LookUpTimes::of(&self.deployment).next_look_up(
                &attempt,
                State::NotFound,
                &Outcome::Unknown,
            ),
            ..Change::default()
        };
        self.change_or_reread(attempt, State::NotFound, change)
            .await
    }

    /// Leaves to a person what has been silent for too long. It was asked
    /// about for a while at least: a clock that stepped makes no silence. What was `asked`
    /// is as old as the question: what has happened since, it does not tell.
    pub(super) async fn end_silence(
        &self,
        attempt: Attempt,
        asked: Moment,
    ) -> store::Result<Attempt> {
        let (id, clock) = (attempt.id.as_str(), self.deployment.clock());
        let old = clock.perhaps_since(asked).max(0);
        let silent_for = clock.now() - attempt.awaited_since() - old;
        let patience = milliseconds(self.deployment.settings.review_after);
        let watched = clock.surely_since(self.deployment.watches.since(id, clock)) - old;
        if !attempt.state.is_under_way()
            || silent_for < patience
            || !LookUpTimes::of(&self.deployment).is_long(watched, &attempt.provider)
        {
            return Ok(attempt);
        }
        tracing::error!(payment = %attempt.id, "a payment's outcome was not to be found; a person has to decide");
        let change = Change {
            kind: "needs_review",
            by: "engine",
            detail: "silence",
            schedule: Schedule::Never,
            ..Change::default()
        };
        self.change_or_reread(attempt, State::NeedsReview, change)
            .await
    }

    async fn change_or_reread(
        &self,
        attempt: Attempt,
        to: State,
        change: Change<'static>,
    ) -> store::Result<Attempt> {
        let now = self.deployment.clock().now();
        let change = move |tx: &Tx<'_>| match attempts::change(tx, &attempt, to, &change, now)? {
            Some(changed) => Ok(changed),
            None => attempts::find(tx, &attempt.id)?.ok_or(store::StoreError::Missing),
        };
        let present = self.deployment.store.write(change).await?;
        self.deployment.tell_change();
        Ok(present)
    }
}
