//! Finding out at the provider, never charging to find out.

mod absence;
pub(crate) mod listed;
mod noted;
pub(crate) mod parts;
mod search;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use oneclick_providers::{NotReadable, Outcome};

use crate::deployment::{Deployment, milliseconds};
use crate::jobs::job::{Job, LeaseEnd};
use crate::metrics::LookUpTold;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::operations::follow_up::FollowUps;
use crate::payments::look_up::listed::ListedPayments;
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::settle::Settling;
use crate::store::attempts::{self, Change, LookedUp, Schedule};
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx};

/// What a look-up came to. Times in Unix milliseconds.
#[derive(Clone, Debug)]
struct LookUpReport {
    /// The outcome that counted; `None` where it said nothing.
    outcome: Option<Outcome>,
    /// When the last answer came.
    at: i64,
    /// Since when look-ups have found nothing.
    empty_since: Option<i64>,
    /// Whether the provider told all that it has.
    is_whole: bool,
    /// Whether the word counted for nothing only because it may be from before the attempt
    /// changed.
    may_be_old: bool,
    /// How many of those who asked for a look-up it answers.
    answered: i64,
    /// Before when no other is made.
    soonest: i64,
    /// When another is made where this one did not say all.
    in_silence: i64,
    /// By when those who have asked since are answered.
    retry: i64,
}

/// Looks attempts up at their provider.
///
/// Its methods stand here, in `absence.rs`, in `noted.rs` and in `notified.rs`.
#[derive(Clone, Debug)]
pub struct LookUps {
    pub(crate) deployment: Arc<Deployment>,
}

impl Job for LookUps {
    type Row = Attempt;
    const NAME: &'static str = "look-ups";
    const QUEUE: &'static Queue<Attempt> = attempts::LOOK_UPS;

    async fn carry_out(self, attempt: Attempt, lease: Lease) -> LeaseEnd {
        let id = attempt.id.clone();
        match Box::pin(self.look_up_once(attempt, Some(lease))).await {
            Ok(_) => LeaseEnd::Freed,
            Err(error) => {
                tracing::error!(payment = %id, error = format!("{error:#}"), "a look-up could not be noted");
                LeaseEnd::Expires
            }
        }
    }

    fn take_over(&self, tx: &Tx<'_>) -> store::Result<()> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        attempts::bring_all_open_forward(tx, spacing, self.deployment.clock().now())
    }
}

impl LookUps {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Looks an attempt up once, and frees the lease by which it was taken, if it was;
    /// `false` if the provider did not say all that it knows.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) async fn look_up_once(
        &self,
        attempt: Attempt,
        lease: Option<Lease>,
    ) -> anyhow::Result<bool> {
        if attempt.state == State::Created {
            self.give_up_unsent(attempt, lease).await?;
            return Ok(true);
        }
        let (watches, clock) = (&self.deployment.watches, self.deployment.clock());
        watches.since(attempt.id.as_str(), clock);
        let answering = attempt.expedites;
        let asked = clock.moment();
        let found = match self.deployment.providers.find(&attempt.provider) {
            Some(configured) => {
                ListedPayments::of(&self.deployment)
                    .ask(configured, &attempt, None)
                    .await
            }
            None => Err(NotReadable("its provider is not configured".into())),
        };
        let told = match &found {
            Err(_) => LookUpTold::Unreadable,
            Ok(found) if !found.is_whole => LookUpTold::Part,
            Ok(found) if found.statuses.is_empty() => LookUpTold::Nothing,
            Ok(_) => LookUpTold::Payments,
        };
        self.deployment.metrics.looked_up(&attempt.provider, told);
        let now = clock.now();
        let soonest = now + milliseconds(self.deployment.settings.look_up_spacing);
        let is_whole = found.as_ref().is_ok_and(|found| found.is_whole);
        let (mut said_all, mut was_read) = (is_whole, is_whole);
        let found = found.map(|found| found.statuses);
        let mut may_be_old = false;
        let in_silence =
            soonest.max(now + LookUpTimes::of(&self.deployment).pause_in_silence(&attempt));
        let (attempt, empty_since, outcome) = match found {
            Ok(statuses) if statuses.is_empty() => {
                let empty_since = attempt.empty_since.unwrap_or(now).min(now);
                (
                    self.free_if_not_found(attempt, empty_since, asked).await?,
                    Some(empty_since),
                    Some(Outcome::Unknown),
                )
            }
            Ok(statuses) => {
                watches.found(attempt.id.as_str(), clock);
                let compared = FollowUps::of(&self.deployment)
                    .compare_balance(&attempt, statuses)
                    .await?;
                was_read &= compared.were_read;
                said_all =
                    was_read || !LookUpTimes::of(&self.deployment).is_waited_for_still(&attempt);
                let statuses = compared.statuses;
                let settled = Settling::of(&self.deployment)
                    .settle(&attempt, &statuses, "look-up")
                    .await?;
                may_be_old = settled.may_be_old;
                (settled.attempt, None, Some(settled.outcome))
            }
            Err(error) => {
                tracing::warn!(payment = %attempt.id, %error, "a look-up said nothing");
                let empty_since = attempt.empty_since;
                (attempt, empty_since, None)
            }
        };
        // A look-up that did not say all answers none of those who asked for one.
        let (answered, retry) = if said_all {
            (answering, soonest)
        } else {
            (0, in_silence)
        };
        let attempt = self.end_silence(attempt, asked).await?;
        let report = LookUpReport {
            outcome,
            at: now,
            empty_since,
            is_whole,
            may_be_old,
            answered,
            soonest,
            in_silence,
            retry,
        };
        self.note(&attempt, report, lease).await?;
        Ok(was_read)
    }

    /// Gives up an intent that nobody sent: `sent` would be durable before a byte left.
    async fn give_up_unsent(&self, attempt: Attempt, lease: Option<Lease>) -> store::Result<()> {
        let now = self.deployment.clock().now();
        let left = LookUpTimes::of(&self.deployment).left_to_its_sender(attempt.id.as_str());
        let soonest = now + milliseconds(self.deployment.settings.look_up_spacing);
        let end = move |tx: &Tx<'_>| {
            let mut given_up = None;
            if left.is_none() {
                let change = Change {
                    kind: "failed",
                    by: "engine",
                    detail: "never sent",
                    schedule: Schedule::Never,
                    ..Change::default()
                };
                given_up = attempts::change(tx, &attempt, State::Failed, &change, now)?;
            }
            // Its sender may have been first after all; then it is looked up like any other.
            let after = now + left.map_or(0, milliseconds) + 1;
            let next = given_up.is_none().then_some(soonest.max(after));
            let made = LookedUp {
                at: now,
                empty_since: None,
                next: next.into(),
                answered: attempt.expedites,
                retry: soonest,
            };
            attempts::note_look_up(tx, &attempt.id, made)?;
            if let Some(lease) = &lease {
                attempts::LOOK_UPS.free(tx, lease)?;
            }
            Ok::<_, store::StoreError>(given_up)
        };
        let given_up = self.deployment.store.write(end).await?;
        if let Some(given_up) = &given_up {
            LookUpTimes::of(&self.deployment).end_watch_if_over(given_up);
        }
        self.deployment.tell_change();
        Ok(())
    }
}
