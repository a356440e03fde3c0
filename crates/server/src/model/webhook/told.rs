//! Decides what the merchant is told of a change of a payment.

use oneclick_providers::{Dispute, OperationKind};

use crate::model::attempt::Attempt;
use crate::model::operation::Operation;
use crate::model::operation_state::OperationState;
use crate::model::state::State;

/// Says what a change of an attempt is about, beside its state.
#[derive(Clone, Copy, Debug, Default)]
pub enum Concern<'a> {
    /// The payment alone.
    #[default]
    Payment,
    /// One of its operations, as it is then.
    Operation(&'a Operation),
    /// A duplicate charge, by the provider's id of it.
    Duplicate(&'a str, DuplicateChange),
    /// A dispute over it.
    Dispute(Dispute),
    /// A person's decision about the payment: who, and why.
    Resolution(&'a str, &'a str),
}

/// Says what became of a duplicate charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateChange {
    /// It was found.
    Found,
    /// Its money is back.
    Reversed,
    /// A person has to decide.
    NeedsReview,
    /// A person decided that the merchant keeps the money.
    Kept,
}

/// Lists the types of the webhooks that a change makes, in their order: what it is
/// about first, what it makes of the payment then. `attempt` is as it is after the change.
pub(crate) fn types(
    concern: Concern<'_>,
    from: Option<State>,
    attempt: &Attempt,
) -> Vec<&'static str> {
    let of_concern = match concern {
        Concern::Payment => None,
        Concern::Operation(operation) => of_operation(operation, attempt),
        Concern::Duplicate(_, change) => Some(of_duplicate(change)),
        Concern::Dispute(dispute) => Some(of_dispute(dispute)),
        Concern::Resolution(..) => Some("payment.resolved"),
    };
    let changed = from != Some(attempt.state);
    let of_state = changed.then(|| of_state(from, attempt.state)).flatten();
    // An attempt that is itself the duplicate is told once.
    let of_state = of_state.filter(|kind| Some(*kind) != of_concern);
    of_concern.into_iter().chain(of_state).collect()
}

/// What is open is nothing to act on, but for what a person has to decide.
fn of_state(from: Option<State>, to: State) -> Option<&'static str> {
    match to {
        State::Created
        | State::Sent
        | State::Unknown
        | State::ActionRequired
        | State::Processing => None,
        State::NeedsReview => Some("payment.needs_review"),
        State::Captured if from == Some(State::Authorised) => Some("payment.captured"),
        State::Authorised | State::Captured => Some("payment.succeeded"),
        State::Cancelled => Some("payment.cancelled"),
        State::Refunded => Some("payment.refunded"),
        State::Declined => Some("payment.declined"),
        State::Failed | State::NotFound => Some("payment.failed"),
        State::Expired => Some("payment.expired"),
        State::Duplicate => Some(of_duplicate(DuplicateChange::Found)),
    }
}

/// What gives a duplicate back is told as what becomes of the duplicate, unless a
/// person has to decide about it.
fn of_operation(operation: &Operation, attempt: &Attempt) -> Option<&'static str> {
    let payment = attempt.provider_payment_id.as_deref();
    let is_own = payment == Some(operation.provider_payment_id.as_str())
        && attempt.state != State::Duplicate;
    if !is_own && operation.state != OperationState::NeedsReview {
        return None;
    }
    let [pending, succeeded, declined, failed, needs_review] = match operation.kind {
        OperationKind::Capture => [
            "capture.pending",
            "capture.succeeded",
            "capture.declined",
            "capture.failed",
            "capture.needs_review",
        ],
        OperationKind::Cancel => [
            "cancel.pending",
            "cancel.succeeded",
            "cancel.declined",
            "cancel.failed",
            "cancel.needs_review",
        ],
        OperationKind::Refund => [
            "refund.pending",
            "refund.succeeded",
            "refund.declined",
            "refund.failed",
            "refund.needs_review",
        ],
    };
    match operation.state {
        OperationState::Created | OperationState::Sent | OperationState::Unknown => None,
        OperationState::NeedsReview => Some(needs_review),
        OperationState::Pending => Some(pending),
        OperationState::Succeeded => Some(succeeded),
        OperationState::Declined => Some(declined),
        OperationState::Failed => Some(failed),
    }
}

fn of_duplicate(change: DuplicateChange) -> &'static str {
    match change {
        DuplicateChange::Found => "payment.duplicate_charge",
        DuplicateChange::Reversed => "payment.duplicate_reversed",
        DuplicateChange::NeedsReview => "payment.duplicate_needs_review",
        DuplicateChange::Kept => "payment.duplicate_kept",
    }
}

fn of_dispute(dispute: Dispute) -> &'static str {
    match dispute {
        Dispute::Open => "dispute.opened",
        Dispute::Won => "dispute.won",
        Dispute::Lost => "dispute.lost",
        Dispute::ChargedBack => "dispute.charged_back",
    }
}

impl DuplicateChange {
    /// Returns the kind of the event that it makes.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Found => "duplicate_found",
            Self::Reversed => "duplicate_reversed",
            Self::NeedsReview => "duplicate_needs_review",
            Self::Kept => "duplicate_kept",
        }
    }
}
