//! What a person decides about a movement.

use super::MovementState;
use super::settle::Known;
use crate::engine::{Engine, Refusal, Resolution};
use crate::store::movements::Movement;

impl Engine {
    /// Records whether one of the payment's movements in review was done;
    /// without `wanted` the only one.
    ///
    /// # Errors
    /// [`Refusal::NotInReview`], [`Refusal::ReviewUnclear`].
    pub(crate) async fn resolve_movement(
        &self,
        made: &[Movement],
        wanted: Option<&str>,
        done: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let movement = choose(made, wanted)?;
        let known = Known {
            to: if done {
                MovementState::Done
            } else {
                MovementState::NotTaken
            },
            id: resolution.provider_payment.as_deref(),
            by: &resolution.by,
            detail: &resolution.why,
        };
        let settled = self.settle_movement(&movement.id, &known).await?;
        settled
            .map(drop)
            .ok_or_else(|| Refusal::NotInReview(format!("{} has just been decided", movement.id)))
    }
}

/// The movement that a resolution is about.
fn choose<'a>(made: &'a [Movement], wanted: Option<&str>) -> Result<&'a Movement, Refusal> {
    let is_open = |movement: &&Movement| movement.state == MovementState::NeedsReview;
    let Some(wanted) = wanted else {
        let open: Vec<&Movement> = made.iter().filter(is_open).collect();
        return match open.as_slice() {
            [only] => Ok(only),
            [] => Err(Refusal::NotInReview(String::from(
                "none of the payment's movements waits for a person",
            ))),
            several => {
                let ids: Vec<&str> = several.iter().map(|one| one.id.as_str()).collect();
                Err(Refusal::ReviewUnclear(format!(
                    "more than one movement waits: `movement` has to name one of {}",
                    ids.join(", ")
                )))
            }
        };
    };
    let found = made.iter().find(|movement| movement.id == wanted);
    let found = found
        .ok_or_else(|| Refusal::NotInReview(format!("the payment has no movement {wanted}")))?;
    if is_open(&found) {
        Ok(found)
    } else {
        let state = found.state.as_str();
        Err(Refusal::NotInReview(format!("{wanted} is {state}")))
    }
}
