//! The movement that tests take as theirs.

use oneclick_providers::{AttemptReference, OperationKind};
use oneclick_rules::{Amount, Currency, PaymentId};

use super::MovementState;
use crate::store::movements::{Before, Movement};

/// So many cents.
pub(super) fn euro(minor: u64) -> Option<Amount> {
    Amount::new(minor, Currency::parse("EUR").unwrap()).ok()
}

/// A movement by the merchant, of the payment that the provider calls `p`.
pub(super) fn movement(kind: OperationKind, minor: u64, state: MovementState) -> Movement {
    Movement {
        id: String::from("mov_1"),
        attempt: PaymentId::parse("pay_0123456789abcdef012345").unwrap(),
        provider_payment: String::from("p"),
        kind,
        amount: euro(minor).unwrap(),
        reference: AttemptReference::parse("abcdefghijklmnopqrstuvwxyz").unwrap(),
        state,
        by: String::from("merchant"),
        description: None,
        before: Before::default(),
        provider_movement: None,
        created_at: 0,
        version: 1,
        look_up_at: None,
        look_ups: 0,
        expedites: 0,
        unmoved_since: None,
        pending_since: None,
    }
}
