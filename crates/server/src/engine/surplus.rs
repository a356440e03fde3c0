//! Money that moved beyond an order's one charge, given back by the engine
//! itself.

mod note;

use std::sync::Arc;

use anyhow::Context as _;
use oneclick_providers::{OperationKind, Outcome};

use super::movements::{Decision, MovementState, Wish};
use super::{Configured, Engine, Refusal, milliseconds};
use crate::store::attempts::{self, Attempt, Surplus};
use crate::store::movements;

/// What is to become of a surplus now.
enum Step {
    /// Move all of it back.
    Move(OperationKind),
    /// Nothing of it is with us any more.
    Back,
    /// Not yet to be said.
    Wait,
}

impl Engine {
    /// Gives one leased surplus back, or plans the next time; `false` where
    /// that failed, and the lease is to end by itself.
    pub(crate) async fn give_back(self: Arc<Self>, surplus: Surplus) -> bool {
        let engine = Arc::clone(&self);
        if let Err(error) = engine.give_back_once(&surplus).await {
            tracing::error!(payment = %surplus.attempt, error = format!("{error:#}"), "a surplus could not be given back yet");
            let planned = if self.is_overdue(&surplus) {
                self.leave_to_person(&surplus).await
            } else {
                self.plan(&surplus, 1).await.map_err(anyhow::Error::from)
            };
            if let Err(error) = planned {
                tracing::error!(payment = %surplus.attempt, %error, "a surplus could not be planned");
                return false;
            }
        }
        true
    }

    async fn give_back_once(self: Arc<Self>, surplus: &Surplus) -> anyhow::Result<()> {
        let mut store = self.store().reader().acquire().await?;
        let attempt = attempts::find(&mut store, &surplus.attempt).await?;
        let attempt = attempt.context("a surplus has no attempt")?;
        let made = movements::of_attempt(&mut store, &attempt.id).await?;
        drop(store);
        let earlier: Vec<_> = made
            .iter()
            .filter(|movement| movement.provider_payment == surplus.payment)
            .collect();
        let tries = i64::try_from(earlier.len()).unwrap_or(i64::MAX);
        let under_way = |state: MovementState| state.counts() && state != MovementState::Done;
        if earlier.iter().any(|movement| under_way(movement.state)) {
            return Ok(self.plan(surplus, tries).await?);
        }
        let configured = self.providers().find(&attempt.provider);
        let configured = configured.context("its provider is not configured")?;
        let wish = match self.step(&attempt, configured, surplus, tries).await? {
            Step::Back => {
                let mut writing = self.store().begin().await?;
                let present = attempts::find(&mut writing, &attempt.id).await?;
                let present = present.context("a surplus has no attempt")?;
                self.note_given_back(&mut writing, present, &surplus.payment, "engine")
                    .await?;
                return Ok(writing.commit().await?);
            }
            Step::Wait if self.is_overdue(surplus) => return self.leave_to_person(surplus).await,
            Step::Wait => return Ok(self.plan(surplus, tries).await?),
            Step::Move(kind) => Wish::give_back(kind, &surplus.payment),
        };
        if self.needs_person(configured, surplus, wish.kind) {
            return self.leave_to_person(surplus).await;
        }
        match self.intend_to_move(&attempt, configured, &wish).await {
            Ok(Some(Decision::Move(moving))) => {
                Arc::clone(&self).send_movement(*moving).await;
            }
            Ok(Some(Decision::Answer(_)) | None) => {}
            Err(Refusal::Internal(error)) => return Err(error),
            Err(refusal) => {
                tracing::warn!(payment = %attempt.id, ?refusal, "a surplus could not be given back yet");
            }
        }
        Ok(self.plan(surplus, tries + 1).await?)
    }

    async fn step(
        &self,
        attempt: &Attempt,
        configured: &Configured,
        surplus: &Surplus,
        tries: i64,
    ) -> anyhow::Result<Step> {
        let payment = self.payment_at(attempt, &surplus.payment);
        let totals = self.read_totals(configured, &payment).await?;
        let can = configured.provider.capabilities();
        let all_back = totals.captured.is_some() && totals.captured == totals.refunded;
        Ok(match totals.outcome {
            Outcome::Captured if all_back => Step::Wait,
            Outcome::Captured if !can.refund.is_there() && can.cancel.is_there() => {
                Step::Move(OperationKind::Cancel)
            }
            Outcome::Captured => Step::Move(OperationKind::Refund),
            Outcome::Authorised => Step::Move(OperationKind::Cancel),
            // It may still be stopped; else it is given back once it is captured.
            Outcome::CapturePending if tries == 0 && can.cancel.is_there() => {
                Step::Move(OperationKind::Cancel)
            }
            Outcome::Cancelled | Outcome::Refunded => Step::Back,
            Outcome::CapturePending
            | Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Unknown => Step::Wait,
        })
    }

    /// Whether the engine cannot do it: there is no such call, or it has been
    /// tried for as long as anything is.
    fn needs_person(
        &self,
        configured: &Configured,
        surplus: &Surplus,
        kind: OperationKind,
    ) -> bool {
        let can = configured.provider.capabilities();
        let ability = match kind {
            OperationKind::Cancel => can.cancel,
            OperationKind::Refund | OperationKind::Capture => can.refund,
        };
        !ability.is_there() || self.is_overdue(surplus)
    }

    fn is_overdue(&self, surplus: &Surplus) -> bool {
        self.clock().now() - surplus.found_at
            >= milliseconds(self.parts.settings.surplus_review_after)
    }

    async fn leave_to_person(&self, surplus: &Surplus) -> anyhow::Result<()> {
        let mut writing = self.store().begin().await?;
        let attempt = attempts::find(&mut writing, &surplus.attempt).await?;
        let attempt = attempt.context("a surplus has no attempt")?;
        attempts::plan_give_back(&mut writing, surplus, None).await?;
        let by = "engine";
        self.tell(
            &mut writing,
            &attempt,
            ("surplus_needs_person", by),
            &surplus.payment,
        )
        .await?;
        writing.commit().await?;
        tracing::error!(payment = %surplus.attempt, "a surplus cannot be given back by the engine; a person has to");
        Ok(())
    }

    /// Tries again after the pause of so many tries, or one as long as it has
    /// waited already; after as long as anything is tried, a person has to.
    async fn plan(&self, surplus: &Surplus, tries: i64) -> sqlx::Result<()> {
        let now = self.clock().now();
        let first = milliseconds(self.parts.settings.first_look_up).max(1);
        let doublings = ((now - surplus.found_at) / first).max(1).ilog2();
        let next = now + self.pause(tries.max(i64::from(doublings)));
        let mut store = self.store().reader().acquire().await?;
        attempts::plan_give_back(&mut store, surplus, Some(next)).await
    }
}
