//! Captures, cancels and refunds: durable before a byte leaves, sent once,
//! found out by the provider's balance.

pub(crate) mod balance;
pub(crate) mod check;
pub(crate) mod compare;
#[cfg(test)]
mod example;
pub(crate) mod follow_up;
pub(crate) mod found;
pub(crate) mod intent;
pub(crate) mod request;
pub(crate) mod resolve;
pub(crate) mod send;
pub(crate) mod settle;
pub(crate) mod unexplained;

pub use crate::model::operation_state::OperationState;
pub(crate) use crate::operations::compare::sums;
pub use crate::operations::compare::{Told, told};
pub(crate) use crate::operations::intent::OperationDecision;
pub use crate::operations::request::MoveRequest;
pub(crate) use crate::operations::request::RequestedOperation;

use crate::carry_out::{Decided, carry_out};
use crate::model::operation::Operation;
use crate::operations::intent::Operations;
use crate::refusal::Refusal;
use crate::store::operations;

/// Answers such a request.
#[derive(Clone, Debug)]
pub struct MoneyMoved {
    /// The operation as it stands now.
    pub operation: Operation,
    /// Whether the same request had been made before.
    pub replayed: bool,
}

impl Operations {
    /// Captures, cancels or refunds, at most once. Waits for the outcome as
    /// long as the settings say, then answers what is known; a caller that goes
    /// away stops nothing.
    ///
    /// # Errors
    /// Fails with [`Refusal`]; nothing was sent then.
    pub async fn move_money(&self, request: MoveRequest) -> Result<MoneyMoved, Refusal> {
        let this = self.clone();
        let decide = async move {
            Ok(match this.intend_operation(&request).await? {
                OperationDecision::Answer(id) => Decided {
                    id,
                    replayed: true,
                    sending: None,
                },
                OperationDecision::Move(moving) => Decided {
                    id: moving.operation.id.clone(),
                    replayed: false,
                    sending: Some(Box::pin(this.send_operation(*moving))),
                },
            })
        };
        let (id, replayed) = carry_out(&self.deployment, decide).await?;
        let found = self
            .deployment
            .store
            .read(move |tx| operations::find(tx, &id))
            .await?;
        let operation = found.ok_or(Refusal::Missing)?;
        let runs = matches!(
            operation.state,
            OperationState::Created | OperationState::Sent
        );
        if replayed && runs {
            return Err(Refusal::Running(Some(operation.attempt)));
        }
        Ok(MoneyMoved {
            operation,
            replayed,
        })
    }
}
