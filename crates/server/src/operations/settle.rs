//! From what is known of an operation to a durable outcome, with its event and
//! what it makes of the payment.

use std::sync::Arc;

use oneclick_providers::{OperationKind, Outcome};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::operation::{Operation, kind_word};
use crate::model::state::State;
use crate::model::webhook::told::Concern;
use crate::operations::{OperationState, sums};
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::settle::Settling;
use crate::store::attempts::{self, Change, Schedule};
use crate::store::{self, Tx, operations};

/// Holds what is now known of an operation.
#[derive(Clone, Debug)]
pub(crate) struct KnownOutcome {
    pub to: OperationState,
    /// The provider's id of it.
    pub id: Option<String>,
    pub by: String,
    pub detail: String,
}

impl KnownOutcome {
    pub(crate) fn of(to: OperationState) -> Self {
        Self {
            to,
            id: None,
            by: String::from("look-up"),
            detail: String::new(),
        }
    }

    /// Says the same of an operation that the provider lists under this id.
    pub(crate) fn listed_as(self, id: Option<String>) -> Self {
        Self { id, ..self }
    }
}

/// An event of an operation, as it stands with its attempt's.
pub(crate) struct OperationEvent<'a> {
    operation: &'a Operation,
    kind: String,
    by: String,
    detail: String,
}

impl<'a> OperationEvent<'a> {
    /// Returns the event of the state that the operation has come to.
    pub(crate) fn of(operation: &'a Operation, by: &str, words: &str) -> Self {
        let amount = operation.amount;
        let mut detail = format!("{} {}", amount.decimal(), amount.currency());
        if !words.is_empty() {
            detail = format!("{detail}, {words}");
        }
        Self {
            operation,
            kind: format!("{}_{}", kind_word(operation.kind), operation.state.as_str()),
            by: String::from(by),
            detail,
        }
    }
}

impl<'a> OperationEvent<'a> {
    /// Returns the event of an operation that was made elsewhere.
    pub(crate) fn found(operation: &'a Operation, by: &str) -> Self {
        let kind = match (operation.kind, operation.state) {
            (OperationKind::Capture, OperationState::Succeeded) => "captured",
            (OperationKind::Cancel, OperationState::Succeeded) => "cancelled",
            (OperationKind::Refund, OperationState::Succeeded) => "refunded",
            _ => return Self::of(operation, by, ""),
        };
        Self {
            kind: String::from(kind),
            ..Self::of(operation, by, "")
        }
    }
}

/// Makes what a provider says of an operation durable.
#[derive(Clone, Debug)]
pub struct SettledOperations {
    pub(crate) deployment: Arc<Deployment>,
}

impl SettledOperations {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Takes what is known of the operation, in one transaction with its event
    /// and the payment's new state; `None` where it changes nothing.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) async fn settle_operation(
        &self,
        id: &str,
        known: &KnownOutcome,
    ) -> store::Result<Option<Operation>> {
        let this = self.clone();
        let (id, known) = (String::from(id), known.clone());
        let settled = self
            .deployment
            .store
            .write(move |tx| this.record_known(tx, &id, &known))
            .await?;
        let Some(changed) = settled else {
            return Ok(None);
        };
        if !matches!(
            changed.state,
            OperationState::Created | OperationState::Sent | OperationState::Unknown
        ) {
            self.deployment.watches.end(&changed.id);
        }
        self.deployment.tell_change();
        Ok(Some(changed))
    }

    /// Writes what is known of the operation, its event and what it makes of the
    /// payment; `None` where it changes nothing.
    pub(crate) fn record_known(
        &self,
        tx: &Tx<'_>,
        id: &str,
        known: &KnownOutcome,
    ) -> store::Result<Option<Operation>> {
        let now = self.deployment.clock().now();
        let present = operations::find(tx, id)?.ok_or(store::StoreError::Missing)?;
        // One that was left to a person because it stays pending still does.
        let stays = present.state == OperationState::NeedsReview
            && known.to == OperationState::Pending
            && present.pending_since.is_some();
        if stays || !present.state.may_become(known.to) {
            return Ok(None);
        }
        let attempt = attempts::find(tx, &present.attempt)?.ok_or(store::StoreError::Missing)?;
        let change = operations::OperationChange {
            to: known.to,
            provider_operation_id: known.id.as_deref(),
            look_up_at: self.next_follow_up(&present, known.to),
        };
        let Some(changed) = operations::change(tx, &present, &change, now)? else {
            return Ok(None);
        };
        let made = operations::of_attempt(tx, &attempt.id)?;
        let to = state_after(&attempt, &changed, &made);
        let event = OperationEvent::of(&changed, &known.by, &known.detail);
        let attempt = self.write_event(tx, &attempt, to, &event)?;
        if changed.state == OperationState::Succeeded {
            let payment = &changed.provider_payment_id;
            Settling::of(&self.deployment).note_reversed(tx, attempt, payment, &known.by)?;
        }
        Ok(Some(changed))
    }

    /// Writes an event of the attempt beside its own: all else stays, but for
    /// the state that it leads to.
    ///
    /// # Errors
    /// Fails if the database is unreachable, or the attempt has changed.
    pub(crate) fn write_event(
        &self,
        tx: &Tx<'_>,
        attempt: &Attempt,
        to: State,
        event: &OperationEvent<'_>,
    ) -> store::Result<Attempt> {
        let change = Change {
            kind: &event.kind,
            by: &event.by,
            detail: &event.detail,
            concern: Concern::Operation(event.operation),
            schedule: if to == attempt.state {
                Schedule::Keep
            } else {
                LookUpTimes::of(&self.deployment).next_look_up(attempt, to, &Outcome::Unknown)
            },
            ..Change::keeping(attempt)
        };
        let changed = attempts::change(tx, attempt, to, &change, self.deployment.clock().now())?;
        changed.ok_or(store::StoreError::Missing)
    }

    fn next_follow_up(&self, operation: &Operation, to: OperationState) -> Option<i64> {
        match to {
            OperationState::Created | OperationState::Sent => operation.look_up_at,
            OperationState::Unknown | OperationState::Pending => Some(
                self.deployment.clock().now()
                    + LookUpTimes::of(&self.deployment).pause(operation.look_ups),
            ),
            OperationState::NeedsReview
            | OperationState::Succeeded
            | OperationState::Declined
            | OperationState::Failed => None,
        }
    }
}

/// Returns what an operation makes of its payment. One of a duplicate makes nothing of it.
fn state_after(attempt: &Attempt, moved: &Operation, made: &[Operation]) -> State {
    let own = attempt.provider_payment_id.as_deref() == Some(moved.provider_payment_id.as_str());
    if !own || moved.state != OperationState::Succeeded {
        return attempt.state;
    }
    match (moved.kind, attempt.state) {
        (OperationKind::Capture, State::Authorised) => State::Captured,
        (OperationKind::Cancel, State::Authorised) => State::Cancelled,
        (OperationKind::Cancel, State::Captured) => State::Refunded,
        (OperationKind::Refund, State::Captured | State::Authorised) => {
            let others = sums(
                made.iter().filter(|other| other.id != moved.id),
                &moved.provider_payment_id,
            );
            // What went back before without us, and what of ours is done.
            let foreign = moved.before.refunded.saturating_sub(others.refunded);
            let done = foreign + others.refunded_done + moved.amount.minor();
            if done >= moved.before.captured {
                State::Refunded
            } else {
                attempt.state
            }
        }
        (_, state) => state,
    }
}
