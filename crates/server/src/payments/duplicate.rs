//! Gives money that moved beyond an order's one charge back, by the engine
//! itself.

pub(crate) mod note;

use std::sync::Arc;

use anyhow::Context as _;
use oneclick_providers::{OperationKind, Outcome};
use oneclick_rules::PaymentId;

use crate::deployment::{Deployment, milliseconds};
use crate::jobs::job::{Job, LeaseEnd};
use crate::model::attempt::Attempt;
use crate::model::duplicate::Duplicate;
use crate::model::webhook::told::DuplicateChange;
use crate::operations::follow_up::FollowUps;
use crate::operations::intent::Operations;
use crate::operations::{OperationDecision, OperationState, RequestedOperation};
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::settle::Settling;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx, attempts, operations};

/// Says what is to become of a duplicate now.
pub(crate) enum Reversal {
    /// Move all of it back.
    Move(OperationKind),
    /// Nothing of it is with us any more.
    Back,
    /// Not yet to be said.
    Wait,
}

/// Reverses duplicate charges.
#[derive(Clone, Debug)]
pub struct Duplicates {
    pub(crate) deployment: Arc<Deployment>,
}

impl Job for Duplicates {
    type Row = Duplicate;
    const NAME: &'static str = "duplicates";
    const QUEUE: &'static Queue<Duplicate> = attempts::REVERSALS;

    async fn carry_out(self, duplicate: Duplicate, _lease: Lease) -> LeaseEnd {
        let this = self.clone();
        if let Err(error) = Box::pin(this.reverse_once(&duplicate)).await {
            tracing::error!(payment = %duplicate.attempt, error = format!("{error:#}"), "a duplicate could not be given back yet");
            let planned = if self.is_overdue(&duplicate) {
                self.leave_to_person(&duplicate).await
            } else {
                self.plan(&duplicate, 1).await.map_err(anyhow::Error::from)
            };
            if let Err(error) = planned {
                tracing::error!(payment = %duplicate.attempt, %error, "a duplicate could not be planned");
                return LeaseEnd::Expires;
            }
        }
        LeaseEnd::ToFree
    }
}

impl Duplicates {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    async fn reverse_once(self, duplicate: &Duplicate) -> anyhow::Result<()> {
        let id = duplicate.attempt.clone();
        let reading = move |tx: &Tx<'_>| -> anyhow::Result<_> {
            Ok((attempt_of(tx, &id)?, operations::of_attempt(tx, &id)?))
        };
        let (attempt, made) = self.deployment.store.read(reading).await?;
        let earlier: Vec<_> = made
            .iter()
            .filter(|operation| operation.provider_payment_id == duplicate.payment)
            .collect();
        let tries = i64::try_from(earlier.len()).unwrap_or(i64::MAX);
        let under_way =
            |state: OperationState| state.counts() && state != OperationState::Succeeded;
        if earlier.iter().any(|operation| under_way(operation.state)) {
            return Ok(self.plan(duplicate, tries).await?);
        }
        let configured = self.deployment.providers.find(&attempt.provider);
        let configured = configured.context("its provider is not configured")?;
        let requested = match self.step(&attempt, configured, duplicate, tries).await? {
            Reversal::Back => {
                let this = self.clone();
                let duplicate = duplicate.clone();
                let noting = move |tx: &Tx<'_>| -> anyhow::Result<()> {
                    let present = attempt_of(tx, &duplicate.attempt)?;
                    Settling::of(&this.deployment).note_reversed(
                        tx,
                        present,
                        &duplicate.payment,
                        "engine",
                    )?;
                    Ok(())
                };
                return self.deployment.store.write(noting).await;
            }
            Reversal::Wait if self.is_overdue(duplicate) => {
                return self.leave_to_person(duplicate).await;
            }
            Reversal::Wait => return Ok(self.plan(duplicate, tries).await?),
            Reversal::Move(kind) => RequestedOperation::reverse(kind, &duplicate.payment),
        };
        if self.needs_person(configured, duplicate, requested.kind) {
            return self.leave_to_person(duplicate).await;
        }
        let operations = Operations::of(&self.deployment);
        match operations
            .intend_to_move(&attempt, configured, &requested)
            .await
        {
            Ok(Some(OperationDecision::Move(moving))) => {
                operations.send_operation(*moving).await;
            }
            Ok(Some(OperationDecision::Answer(_)) | None) => {}
            Err(Refusal::Internal(error)) => return Err(error),
            Err(refusal) => {
                tracing::warn!(payment = %attempt.id, ?refusal, "a duplicate could not be given back yet");
            }
        }
        Ok(self.plan(duplicate, tries + 1).await?)
    }

    pub(crate) async fn step(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        duplicate: &Duplicate,
        tries: i64,
    ) -> anyhow::Result<Reversal> {
        let payment = FollowUps::of(&self.deployment).payment_at(attempt, &duplicate.payment);
        let balance = FollowUps::of(&self.deployment)
            .read_balance(configured, &payment)
            .await?;
        let can = configured.provider.capabilities();
        let all_back = balance.captured.is_some() && balance.captured == balance.refunded;
        Ok(match balance.outcome {
            Outcome::Captured if all_back => Reversal::Wait,
            Outcome::Captured if !can.refund.is_there() && can.cancel.is_there() => {
                Reversal::Move(OperationKind::Cancel)
            }
            Outcome::Captured => Reversal::Move(OperationKind::Refund),
            Outcome::Authorised => Reversal::Move(OperationKind::Cancel),
            // It may still be stopped; else it is given back once it is captured.
            Outcome::CapturePending if tries == 0 && can.cancel.is_there() => {
                Reversal::Move(OperationKind::Cancel)
            }
            Outcome::Cancelled | Outcome::Refunded => Reversal::Back,
            Outcome::CapturePending
            | Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Unknown => Reversal::Wait,
        })
    }

    /// Tells whether the engine cannot do it: there is no such call, or it has been
    /// tried for as long as anything is.
    fn needs_person(
        &self,
        configured: &Configured,
        duplicate: &Duplicate,
        kind: OperationKind,
    ) -> bool {
        let can = configured.provider.capabilities();
        let ability = match kind {
            OperationKind::Cancel => can.cancel,
            OperationKind::Refund | OperationKind::Capture => can.refund,
        };
        !ability.is_there() || self.is_overdue(duplicate)
    }

    /// Tells whether it has been tried for as long as anything is, here for a while at
    /// least: a clock that stepped leaves nothing to a person.
    fn is_overdue(&self, duplicate: &Duplicate) -> bool {
        let clock = self.deployment.clock();
        let here = format!("{} {} goes back", duplicate.provider, duplicate.payment);
        let since = self.deployment.watches.since(&here, clock);
        let patience = milliseconds(self.deployment.settings.duplicate_review_after);
        clock.now() - duplicate.found_at >= patience
            && LookUpTimes::of(&self.deployment).has_watched(since, &duplicate.provider)
    }

    async fn leave_to_person(&self, duplicate: &Duplicate) -> anyhow::Result<()> {
        let this = self.clone();
        let left = duplicate.clone();
        let leaving = move |tx: &Tx<'_>| -> anyhow::Result<()> {
            let attempt = attempt_of(tx, &left.attempt)?;
            attempts::plan_reversal(tx, &left, None)?;
            let needs_review = (left.payment.as_str(), DuplicateChange::NeedsReview);
            Settling::of(&this.deployment).tell(
                tx,
                &attempt,
                needs_review,
                "engine",
                &left.payment,
            )?;
            Ok(())
        };
        self.deployment.store.write(leaving).await?;
        tracing::error!(payment = %duplicate.attempt, "a duplicate cannot be given back by the engine; a person has to");
        Ok(())
    }

    /// Tries again after the pause of so many tries, or one as long as it has
    /// waited already; after as long as anything is tried, a person has to.
    async fn plan(&self, duplicate: &Duplicate, tries: i64) -> store::Result<()> {
        let now = self.deployment.clock().now();
        let first = milliseconds(self.deployment.settings.first_look_up).max(1);
        let doublings = ((now - duplicate.found_at) / first).max(1).ilog2();
        let next = now + LookUpTimes::of(&self.deployment).pause(tries.max(i64::from(doublings)));
        let duplicate = duplicate.clone();
        let planning = move |tx: &Tx<'_>| attempts::plan_reversal(tx, &duplicate, Some(next));
        self.deployment.store.write(planning).await
    }
}

fn attempt_of(tx: &Tx<'_>, id: &PaymentId) -> anyhow::Result<Attempt> {
    attempts::find(tx, id)?.context("a duplicate has no attempt")
}
