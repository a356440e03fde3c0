//! What the description shows of an operation.

use oneclick_providers::OperationKind;

use crate::http::example::Example;
use crate::http::merchant::operations::OperationView;
use crate::model::example;
use crate::model::operation_state::OperationState;

impl Example for OperationView {
    fn example() -> Option<Self> {
        let operation = example::operation(OperationKind::Refund, OperationState::Succeeded)?;
        Some(Self::of(&operation))
    }
}
