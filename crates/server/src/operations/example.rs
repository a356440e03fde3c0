//! The operation that tests take as theirs.

use oneclick_providers::{AttemptReference, OperationKind};
use oneclick_rules::{Amount, Currency, PaymentId};

use crate::model::operation::{Before, Operation};
use crate::operations::OperationState;

/// Returns so many cents.
pub(crate) fn euro(minor: u64) -> Option<Amount> {
    Amount::new(minor, Currency::parse("EUR").unwrap()).ok()
}

/// Returns an operation by the merchant, of the payment that the provider calls `p`.
pub(crate) fn operation(kind: OperationKind, minor: u64, state: OperationState) -> Operation {
    Operation {
        id: String::from("op_1"),
        attempt: PaymentId::parse("pay_0123456789abcdef012345").unwrap(),
        provider_payment_id: String::from("p"),
        kind,
        amount: euro(minor).unwrap(),
        reference: AttemptReference::parse("abcdefghijklmnopqrstuvwxyz").unwrap(),
        state,
        by: String::from("merchant"),
        description: None,
        before: Before::default(),
        provider_operation_id: None,
        created_at: 0,
        version: 1,
        look_up_at: None,
        look_ups: 0,
        expedites: 0,
        unmoved_since: None,
        pending_since: None,
    }
}
