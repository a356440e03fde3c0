//! A body for each webhook, as the server writes it of a change that it is told for.

use jiff::Timestamp;
use oneclick_providers::{Dispute, OperationKind};
use oneclick_rules::DeclineReason;
use serde_json::Value;

use crate::model::attempt::Attempt;
use crate::model::example::{self, DUPLICATE, PAID_AT};
use crate::model::operation_state::OperationState;
use crate::model::state::State;
use crate::model::webhook::body::{WebhookBody, WebhookData};
use crate::model::webhook::told::{Concern, DuplicateChange, types};

/// Returns the body of a type; `None` for one that the server never tells, or tells of
/// another change.
pub fn body_of(kind: &str) -> Option<Value> {
    let (family, change) = kind.split_once('.')?;
    match family {
        "payment" => of_payment(kind, change),
        "dispute" => of_dispute(kind, change),
        "card" => of_card(kind, change),
        _ => of_operation(kind),
    }
}

fn of_payment(kind: &str, change: &str) -> Option<Value> {
    let duplicate = |change| {
        (
            Concern::Duplicate(DUPLICATE, change),
            State::Captured,
            State::Captured,
        )
    };
    let payment = |from, to| (Concern::Payment, from, to);
    let (concern, from, to) = match change {
        "succeeded" => payment(State::Sent, State::Captured),
        "captured" => payment(State::Authorised, State::Captured),
        "declined" => payment(State::Sent, State::Declined),
        "failed" => payment(State::Sent, State::Failed),
        "expired" => payment(State::ActionRequired, State::Expired),
        "cancelled" => payment(State::Authorised, State::Cancelled),
        "refunded" => payment(State::Captured, State::Refunded),
        "needs_review" => payment(State::Unknown, State::NeedsReview),
        "resolved" => (
            Concern::Resolution(
                "Kari at support",
                "The provider's own pages show it as captured",
            ),
            State::NeedsReview,
            State::Captured,
        ),
        "duplicate_charge" => duplicate(DuplicateChange::Found),
        "duplicate_reversed" => duplicate(DuplicateChange::Reversed),
        "duplicate_needs_review" => duplicate(DuplicateChange::NeedsReview),
        "duplicate_kept" => duplicate(DuplicateChange::Kept),
        _ => return None,
    };
    let attempt = example::attempt(to)?;
    let reason = (to == State::Declined).then_some(DeclineReason::InsufficientFunds);
    let is_known = to != State::Failed;
    let attempt = Attempt {
        decline_reason: reason,
        provider_payment_id: attempt.provider_payment_id.filter(|_| is_known),
        ..attempt
    };
    told(kind, concern, from, &attempt)
}

fn of_dispute(kind: &str, change: &str) -> Option<Value> {
    let dispute = match change {
        "opened" => Dispute::Open,
        "won" => Dispute::Won,
        "lost" => Dispute::Lost,
        "charged_back" => Dispute::ChargedBack,
        _ => return None,
    };
    let attempt = Attempt {
        dispute: Some(dispute),
        ..example::attempt(State::Captured)?
    };
    told(kind, Concern::Dispute(dispute), State::Captured, &attempt)
}

fn of_operation(kind: &str) -> Option<Value> {
    let kinds = OperationKind::ALL.into_iter();
    let mut all = kinds.flat_map(|kind| OperationState::ALL.map(|state| (kind, state)));
    all.find_map(|(moved, state)| {
        let before = if moved == OperationKind::Refund {
            State::Captured
        } else {
            State::Authorised
        };
        let after = match (moved, state) {
            (OperationKind::Capture, OperationState::Succeeded) => State::Captured,
            (OperationKind::Cancel, OperationState::Succeeded) => State::Cancelled,
            _ => before,
        };
        let (operation, attempt) = (example::operation(moved, state)?, example::attempt(after)?);
        told(kind, Concern::Operation(&operation), before, &attempt)
    })
}

fn of_card(kind: &str, change: &str) -> Option<Value> {
    let (card, payment) = (example::card()?, example::payment_id()?);
    let is_known = matches!(change, "saved" | "removed" | "restored" | "deleted");
    let payment = (change == "saved").then_some(&payment);
    is_known.then(|| written(kind, &WebhookData::of_card(&card, payment)))?
}

/// Writes the webhook if the server tells it of this change.
fn told(kind: &str, concern: Concern<'_>, from: State, attempt: &Attempt) -> Option<Value> {
    let is_told = types(concern, Some(from), attempt).contains(&kind);
    is_told.then(|| written(kind, &WebhookData::of_payment(attempt, concern)))?
}

fn written(kind: &str, data: &WebhookData<'_>) -> Option<Value> {
    let body = WebhookBody {
        kind,
        timestamp: Timestamp::from_second(PAID_AT).ok()?.to_string(),
        mode: "test",
        sequence: 1,
        data,
    };
    serde_json::to_value(body).ok()
}
