//! An operation: sent once, in a task of its own.

use oneclick_providers::{OperationOutcome, OperationStatus};

use crate::environment::SendError;
use crate::model::operation::Operation;
use crate::operations::OperationState;
use crate::operations::intent::{Moving, Operations};
use crate::operations::settle::{KnownOutcome, SettledOperations};
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::send::retries::OutcomeRetries;

impl Operations {
    /// Sends the operation and makes its outcome durable.
    pub(crate) async fn send_operation(self, moving: Moving) {
        let id = moving.operation.id.clone();
        if let Err(error) = self.send_operation_once(moving).await {
            // Durable as `created` or `sent`: the worker goes on from there.
            tracing::error!(operation = %id, error = format!("{error:#}"), "an operation was interrupted");
        }
    }

    async fn send_operation_once(&self, moving: Moving) -> anyhow::Result<()> {
        self.deployment
            .watches
            .since(&moving.operation.id, self.deployment.clock());
        let sending = KnownOutcome {
            by: String::from("engine"),
            ..KnownOutcome::of(OperationState::Sent)
        };
        let Some(sent) = SettledOperations::of(&self.deployment)
            .settle_operation(&moving.operation.id, &sending)
            .await?
        else {
            return Ok(()); // Given up by the worker: nothing may be sent any more.
        };
        let Some(left) = LookUpTimes::of(&self.deployment).left_to_send(&sent.id, sent.created_at)
        else {
            return self.not_moved(&sent, "too late to send").await;
        };
        let name = moving.configured.provider.name();
        let answer = match self.deployment.move_money(name, moving.call, left).await {
            Ok(received) => {
                let answer = received.answer;
                if received.resent && answer.outcome == OperationOutcome::Refused {
                    // Says so of the second sending alone.
                    OperationStatus {
                        outcome: OperationOutcome::Unknown,
                        ..answer
                    }
                } else {
                    answer
                }
            }
            Err(SendError::NotBuilt(why) | SendError::NotSent(why)) => {
                return self.not_moved(&sent, why).await;
            }
            Err(SendError::Lost(why)) => OperationStatus {
                outcome: OperationOutcome::Unknown,
                id: None,
                detail: String::from(why),
            },
        };
        let known = KnownOutcome {
            to: OperationState::from(answer.outcome),
            id: answer.id,
            by: String::from(moving.configured.provider.name().as_str()),
            detail: answer.detail,
        };
        self.settle_operation_surely(&sent, &known).await
    }

    async fn not_moved(&self, sent: &Operation, why: &str) -> anyhow::Result<()> {
        let known = KnownOutcome {
            by: String::from("engine"),
            detail: String::from(why),
            ..KnownOutcome::of(OperationState::Failed)
        };
        self.settle_operation_surely(sent, &known).await
    }

    /// Makes what is known durable, however long the store takes to answer.
    async fn settle_operation_surely(
        &self,
        sent: &Operation,
        known: &KnownOutcome,
    ) -> anyhow::Result<()> {
        let settling = SettledOperations::of(&self.deployment);
        let mut retries = OutcomeRetries::default();
        loop {
            let Err(error) = settling.settle_operation(&sent.id, known).await else {
                return Ok(());
            };
            tracing::error!(operation = %sent.id, %error, "an outcome could not be written yet");
            let Some(pause) = retries.pause_after(&error) else {
                anyhow::bail!("the outcome could not be written");
            };
            self.deployment.environment.sleep(pause).await;
        }
    }
}
