//! Checks what a payment's state and its provider allow.

use oneclick_providers::{
    Balance, Call, Dispute, OperationKind, OperationRequest, OperationStatus, ProviderPayment,
};
use oneclick_rules::{ErrorCode, Violation};

use crate::model::attempt::Attempt;
use crate::model::operation::Operation;
use crate::model::state::State;
use crate::refusal::Refusal;
use crate::registry::Configured;

/// Tells whether the payment is in a state for that, and its provider can do it.
pub(crate) fn check_state(
    kind: OperationKind,
    attempt: &Attempt,
    configured: &Configured,
) -> Result<(), Refusal> {
    let can = configured.provider.capabilities();
    let (ability, fits) = match kind {
        OperationKind::Capture => (
            can.capture,
            attempt.state == State::Authorised
                || (attempt.state == State::Captured && can.multiple_captures),
        ),
        // Where there are no refunds, a capture is given back by a cancel.
        OperationKind::Cancel => (
            can.cancel,
            attempt.state == State::Authorised
                || (attempt.state == State::Captured && !can.refund.is_there()),
        ),
        // A capture that was under way may have come about: its balance says.
        // What the bank has taken back is not given back once more.
        OperationKind::Refund => (
            can.refund,
            matches!(attempt.state, State::Captured | State::Authorised)
                && !matches!(attempt.dispute, Some(Dispute::Lost | Dispute::ChargedBack)),
        ),
    };
    if !ability.is_there() {
        return Err(Refusal::OperationUnsupported);
    }
    if !fits {
        return Err(Refusal::PaymentState);
    }
    Ok(())
}

/// Returns the call, which is built before anything is written: what cannot be
/// built is refused and leaves no trace.
pub(crate) fn build(
    configured: &Configured,
    operation: &Operation,
    payment: ProviderPayment,
    balance: Balance,
) -> Result<Call<OperationStatus>, Refusal> {
    let request = operation_request(operation, payment, balance);
    let can = configured.provider.capabilities();
    let part = match operation.kind {
        OperationKind::Capture => can.partial_capture,
        OperationKind::Refund => can.partial_refund,
        OperationKind::Cancel => can.cancel,
    };
    if !request.is_whole() && !part.is_there() {
        return Err(Refusal::OperationUnsupported);
    }
    configured.provider.operation(&request).map_err(|code| {
        if code == ErrorCode::CaptureUnsupported {
            return Refusal::OperationUnsupported;
        }
        Refusal::Rules(vec![Violation::new(code, "amount")])
    })
}

/// Returns the operation as the provider is told it.
pub(crate) fn operation_request(
    operation: &Operation,
    payment: ProviderPayment,
    balance: Balance,
) -> OperationRequest {
    OperationRequest {
        kind: operation.kind,
        payment,
        reference: operation.reference.clone(),
        amount: operation.amount,
        before: balance,
        description: operation.description.clone(),
    }
}
