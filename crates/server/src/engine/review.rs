//! The way out of a review: a person says what was charged.

use oneclick_rules::PaymentId;

use super::state::State;
use super::{Engine, Refusal};
use crate::store::attempts::{self, Attempt, Change, Schedule};

/// A person's decision.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// Whether money moved.
    pub charged: bool,
    /// Who decided.
    pub by: String,
    /// Why.
    pub why: String,
    /// The provider's id of the payment, where there is one.
    pub provider_payment: Option<String>,
}

impl Engine {
    /// Records a decision on a payment in review, or on its movement that is,
    /// as an event like any other.
    ///
    /// # Errors
    /// [`Refusal::Missing`]; [`Refusal::NotInReview`] where there is nothing to decide.
    pub async fn resolve(
        &self,
        id: &PaymentId,
        resolution: &Resolution,
    ) -> Result<Attempt, Refusal> {
        let mut writing = self.store().begin().await?;
        let attempt = attempts::find(&mut writing, id)
            .await?
            .ok_or(Refusal::Missing)?;
        if attempt.state != State::NeedsReview {
            drop(writing);
            self.resolve_movement(&attempt, resolution).await?;
            let mut store = self.store().reader().acquire().await?;
            let attempt = attempts::find(&mut store, id).await?;
            return attempt.ok_or(Refusal::Missing);
        }
        let to = if resolution.charged {
            State::Captured
        } else {
            State::Abandoned
        };
        let change = Change {
            kind: "resolved",
            by: &resolution.by,
            detail: &resolution.why,
            provider_payment: resolution.provider_payment.as_deref(),
            schedule: Schedule::Never,
            ..Change::default()
        };
        let changed =
            attempts::change(&mut writing, &attempt, to, &change, self.clock().now()).await?;
        let changed = changed.ok_or(Refusal::NotInReview)?;
        if resolution.charged {
            attempts::note_due_keep(&mut writing, id, self.clock().now()).await?;
        }
        writing.commit().await?;
        self.tell_change();
        Ok(changed)
    }
}
