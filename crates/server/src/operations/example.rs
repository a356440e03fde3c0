//! The operation that tests take as theirs.

use oneclick_providers::OperationKind;

use crate::model::example;
pub(crate) use crate::model::example::euro;
use crate::model::operation::Operation;
use crate::operations::OperationState;

/// Returns an operation by the merchant, of the payment that the provider calls `p`.
pub(crate) fn operation(kind: OperationKind, minor: u64, state: OperationState) -> Operation {
    Operation {
        id: String::from("op_1"),
        provider_payment_id: String::from("p"),
        amount: euro(minor).unwrap(),
        provider_operation_id: None,
        created_at: 0,
        ..example::operation(kind, state).unwrap()
    }
}
