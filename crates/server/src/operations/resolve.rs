//! Carries out what a person decides about an operation.

use crate::model::operation::Operation;
use crate::operations::OperationState;
use crate::operations::intent::Operations;
use crate::operations::settle::{KnownOutcome, SettledOperations};
use crate::payments::review::Resolution;
use crate::refusal::Refusal;

impl Operations {
    /// Records whether one of the payment's operations in review was done;
    /// without `wanted` the only one.
    ///
    /// # Errors
    /// Fails with [`Refusal::NotInReview`], [`Refusal::ReviewUnclear`].
    pub(crate) async fn resolve_operation(
        &self,
        made: &[Operation],
        wanted: Option<&str>,
        done: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let operation = choose(made, wanted)?;
        let known = KnownOutcome {
            to: if done {
                OperationState::Succeeded
            } else {
                OperationState::Failed
            },
            id: resolution.provider_payment_id.clone(),
            by: resolution.by.clone(),
            detail: resolution.why.clone(),
        };
        let settled = SettledOperations::of(&self.deployment)
            .settle_operation(&operation.id, &known)
            .await?;
        settled
            .map(drop)
            .ok_or_else(|| Refusal::NotInReview(format!("{} has just been decided", operation.id)))
    }
}

/// Returns the operation that a resolution is about.
fn choose<'a>(made: &'a [Operation], wanted: Option<&str>) -> Result<&'a Operation, Refusal> {
    let is_open = |operation: &&Operation| operation.state == OperationState::NeedsReview;
    let Some(wanted) = wanted else {
        let open: Vec<&Operation> = made.iter().filter(is_open).collect();
        return match open.as_slice() {
            [only] => Ok(only),
            [] => Err(Refusal::NotInReview(String::from(
                "none of the payment's operations waits for a person",
            ))),
            several => {
                let ids: Vec<&str> = several.iter().map(|one| one.id.as_str()).collect();
                Err(Refusal::ReviewUnclear(format!(
                    "more than one operation waits: `operation` has to name one of {}",
                    ids.join(", ")
                )))
            }
        };
    };
    let found = made.iter().find(|operation| operation.id == wanted);
    let found = found
        .ok_or_else(|| Refusal::NotInReview(format!("the payment has no operation {wanted}")))?;
    if is_open(&found) {
        Ok(found)
    } else {
        let state = found.state.as_str();
        Err(Refusal::NotInReview(format!("{wanted} is {state}")))
    }
}
