//! Operations that were made at the provider, without us: written as ours are,
//! with their events, once.

use oneclick_providers::{Balance, OperationKind};
use oneclick_rules::PaymentId;

use crate::model::attempt::Attempt;
use crate::model::operation::{Before, Operation, kind_word};
use crate::model::operation_state::OperationState;
use crate::model::state::State;
use crate::operations::compare::{minor, sums};
use crate::operations::follow_up::FollowUps;
use crate::operations::settle::{OperationEvent, SettledOperations};
use crate::operations::unexplained::{RecordedPayment, Unexplained, unexplained};
use crate::payments::look_up_times::LookUpTimes;
use crate::store::{Tx, attempts, operations};

/// Who is said to have made them.
const PROVIDER: &str = "provider";

impl FollowUps {
    /// Takes what the balance of an attempt's own payment tells beyond what is
    /// known of it.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) async fn note_found(&self, id: &PaymentId, balance: &Balance) -> anyhow::Result<()> {
        let this = self.clone();
        let (id, balance) = (id.clone(), balance.clone());
        let wrote = self
            .deployment
            .store
            .write(move |tx| this.record_found(tx, &id, &balance))
            .await?;
        if wrote {
            self.deployment.tell_change();
        }
        Ok(())
    }

    /// Writes what no operation of ours explains, each with its event; whether
    /// there was any.
    fn record_found(&self, tx: &Tx<'_>, id: &PaymentId, balance: &Balance) -> anyhow::Result<bool> {
        let Some(mut attempt) = attempts::find(tx, id)? else {
            return Ok(false);
        };
        let before = attempts::before_review(tx, &attempt)?;
        let Some(payment) = attempt.provider_payment_id.clone() else {
            return Ok(false);
        };
        let captures_itself = match before.unwrap_or(attempt.state) {
            State::Authorised | State::Captured | State::Refunded => true,
            State::Cancelled => false,
            State::Created
            | State::Sent
            | State::Unknown
            | State::ActionRequired
            | State::Processing
            | State::NeedsReview
            | State::Declined
            | State::Failed
            | State::Expired
            | State::NotFound
            | State::Duplicate => return Ok(false),
        };
        let mut made = operations::of_attempt(tx, id)?;
        let known = RecordedPayment {
            payment: &payment,
            whole: attempt.amount,
            captures_itself,
            made: &made,
        };
        let explained = (known.captured(minor(balance.captured)), known.refunded());
        let mut wrote = false;
        for found in unexplained(known, balance) {
            let operation = self.operation_of(&attempt, &payment, found, explained, balance)?;
            if !operations::insert_found(tx, &operation)? {
                continue;
            }
            tracing::warn!(payment = %attempt.id, kind = kind_word(operation.kind), "money moved at the provider without us");
            made.push(operation.clone());
            let to = state_with(&attempt, &made, balance);
            let event = OperationEvent::found(&operation, PROVIDER);
            attempt =
                SettledOperations::of(&self.deployment).write_event(tx, &attempt, to, &event)?;
            wrote = true;
        }
        Ok(wrote)
    }

    fn operation_of(
        &self,
        attempt: &Attempt,
        payment: &str,
        found: Unexplained,
        (captured, refunded): (u64, u64),
        balance: &Balance,
    ) -> anyhow::Result<Operation> {
        let random = self.deployment.environment.random();
        let now = self.deployment.clock().now();
        let is_pending = found.state == OperationState::Pending;
        let listed = match found.kind {
            OperationKind::Capture => captured,
            OperationKind::Cancel | OperationKind::Refund => minor(balance.captured),
        };
        Ok(Operation {
            id: random.operation_id()?,
            attempt: attempt.id.clone(),
            provider_payment_id: String::from(payment),
            kind: found.kind,
            amount: found.amount,
            reference: random.operation_reference()?,
            state: found.state,
            by: String::from(PROVIDER),
            description: None,
            before: Before {
                captured: listed,
                refunded,
                refunds: Vec::new(),
            },
            provider_operation_id: found.id,
            created_at: now,
            version: 1,
            look_up_at: is_pending.then(|| now + LookUpTimes::of(&self.deployment).pause(0)),
            look_ups: 0,
            expedites: 0,
            unmoved_since: None,
            pending_since: is_pending.then_some(now),
        })
    }
}

/// Returns what the newest of the operations, found at the provider, makes of the payment.
fn state_with(attempt: &Attempt, made: &[Operation], balance: &Balance) -> State {
    let payment = attempt.provider_payment_id.as_deref().unwrap_or_default();
    let kind = made.last().map(|newest| newest.kind);
    let captured = minor(balance.captured);
    let is_back = captured > 0 && sums(made, payment).refunded_done >= captured;
    match (kind, attempt.state) {
        (Some(OperationKind::Capture), State::Authorised) => State::Captured,
        // Money that moved after all of it was given back.
        (Some(OperationKind::Capture), State::Cancelled | State::Refunded) => State::NeedsReview,
        (Some(OperationKind::Refund), State::Authorised | State::Captured | State::NeedsReview)
            if is_back =>
        {
            State::Refunded
        }
        (_, state) => state,
    }
}
