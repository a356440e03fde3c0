//! The way out of a review: a person says what became of a payment, of one of
//! its operations or of a duplicate.

pub(crate) mod duplicate;

use std::sync::Arc;

use oneclick_rules::{PaymentId, Violation};

use crate::address::check_words;
use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::duplicate::DuplicateState;
use crate::model::operation::Operation;
use crate::model::state::State;
use crate::model::webhook::told::Concern;
use crate::operations::OperationState;
use crate::operations::intent::Operations;
use crate::recovery::Recoveries;
use crate::refusal::Refusal;
use crate::store::attempts::{self, Change, Schedule};
use crate::store::{self, Tx, operations};

/// A person's decision.
#[derive(Clone, Debug)]
pub struct Resolution {
    /// What was decided, about what.
    pub ruling: Ruling,
    /// Who decided.
    pub by: String,
    /// Why.
    pub why: String,
    /// The provider's id of what was decided about, where there is one.
    pub provider_payment_id: Option<String>,
}

/// Says what a person decides. What is not named is the only one that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Whether the payment's money moved.
    Charged(bool),
    /// Whether an operation was done.
    Succeeded {
        /// The operation.
        operation: Option<String>,
        /// Whether it was done.
        succeeded: bool,
    },
    /// Whether a duplicate was given back; else the merchant keeps it.
    Reversed {
        /// The provider's id of the payment that is one.
        duplicate: Option<String>,
        /// Whether it was.
        reversed: bool,
    },
}

/// A thing of a payment that waits for a person.
#[derive(Clone, Debug)]
pub enum ReviewItem {
    /// The payment itself.
    Payment,
    /// An operation of it.
    Operation(Box<Operation>),
    /// A duplicate: the provider's id of it, where it is known.
    Duplicate(Option<String>),
}

impl Resolution {
    /// Judges its texts, whichever way they came: they are kept for ever, and
    /// people read them.
    fn check(&self) -> Result<(), Refusal> {
        let (operation, duplicate) = match &self.ruling {
            Ruling::Charged(_) => (None, None),
            Ruling::Succeeded { operation, .. } => (operation.as_ref(), None),
            Ruling::Reversed { duplicate, .. } => (None, duplicate.as_ref()),
        };
        let texts = [
            (Some(&self.by), "by"),
            (Some(&self.why), "why"),
            (self.provider_payment_id.as_ref(), "provider_payment_id"),
            (operation, "operation"),
            (duplicate, "duplicate"),
        ];
        let judged = texts.into_iter().filter_map(|(text, field)| {
            let code = check_words(text?).err()?;
            Some(Violation::new(code, field))
        });
        let broken: Vec<Violation> = judged.collect();
        if broken.is_empty() {
            return Ok(());
        }
        Err(Refusal::Rules(broken))
    }
}

/// Lists what waits for a person, and takes their decisions.
///
/// Its methods stand here and in `review/duplicate.rs`.
#[derive(Clone, Debug)]
pub struct Reviews {
    pub(crate) deployment: Arc<Deployment>,
}

impl Reviews {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Returns everything of an attempt that waits for a person.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub fn waiting(&self, tx: &Tx<'_>, attempt: &Attempt) -> store::Result<Vec<ReviewItem>> {
        let mut waiting = Vec::new();
        if attempt.state == State::NeedsReview {
            waiting.push(ReviewItem::Payment);
        }
        let made = operations::of_attempt(tx, &attempt.id)?;
        let in_review = made
            .into_iter()
            .filter(|operation| operation.state == OperationState::NeedsReview);
        waiting.extend(in_review.map(|operation| ReviewItem::Operation(Box::new(operation))));
        let duplicates = attempts::duplicate_states(tx, &attempt.id)?;
        if duplicates.is_empty() && attempt.state == State::Duplicate {
            waiting.push(ReviewItem::Duplicate(None));
        }
        let with_person = duplicates
            .into_iter()
            .filter(|(_, state)| *state == DuplicateState::NeedsReview);
        waiting.extend(with_person.map(|(payment, _)| ReviewItem::Duplicate(Some(payment))));
        Ok(waiting)
    }

    /// Records a decision on what waits for a person, as an event like any other.
    ///
    /// # Errors
    /// Fails with [`Refusal::Rules`] for a text that does not show what it says, or is too
    /// long; [`Refusal::Missing`]; [`Refusal::NotInReview`] if there is nothing to
    /// decide, or it was decided before; [`Refusal::ReviewUnclear`] if the
    /// resolution does not say about which.
    pub async fn resolve(
        &self,
        id: &PaymentId,
        resolution: &Resolution,
    ) -> Result<Attempt, Refusal> {
        resolution.check()?;
        match &resolution.ruling {
            Ruling::Charged(charged) => {
                let (this, id) = (self.clone(), id.clone());
                let (resolution, charged) = (resolution.clone(), *charged);
                let resolving =
                    move |tx: &Tx<'_>| this.resolve_payment(tx, &id, charged, &resolution);
                self.deployment.store.write(resolving).await?;
                self.deployment.tell_change();
            }
            Ruling::Succeeded {
                operation,
                succeeded,
            } => {
                let asked = id.clone();
                let reading = move |tx: &Tx<'_>| -> Result<Vec<Operation>, Refusal> {
                    attempts::find(tx, &asked)?.ok_or(Refusal::Missing)?;
                    Ok(operations::of_attempt(tx, &asked)?)
                };
                let made = self.deployment.store.read(reading).await?;
                Operations::of(&self.deployment)
                    .resolve_operation(&made, operation.as_deref(), *succeeded, resolution)
                    .await?;
            }
            Ruling::Reversed {
                duplicate,
                reversed,
            } => {
                let (this, id) = (self.clone(), id.clone());
                let (wanted, reversed) = (duplicate.clone(), *reversed);
                let resolution = resolution.clone();
                let resolving = move |tx: &Tx<'_>| {
                    this.resolve_duplicate(tx, &id, wanted.as_deref(), reversed, &resolution)
                };
                self.deployment.store.write(resolving).await?;
                self.deployment.tell_change();
            }
        }
        let id = id.clone();
        let resolved = self
            .deployment
            .store
            .read(move |tx| attempts::find(tx, &id))
            .await?;
        resolved.ok_or(Refusal::Missing)
    }

    /// Writes whether the payment's money moved, with its event.
    fn resolve_payment(
        &self,
        tx: &Tx<'_>,
        id: &PaymentId,
        charged: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        let attempt = attempts::find(tx, id)?.ok_or(Refusal::Missing)?;
        if attempt.state != State::NeedsReview {
            let history = attempts::events(tx, id)?;
            let decided = history.iter().rfind(|event| event.kind == "resolved");
            return Err(Refusal::NotInReview(match decided {
                Some(event) => format!("{} decided before: {}", event.by, event.to),
                None => format!("the payment is {}", attempt.state.as_str()),
            }));
        }
        if let Some(named) = &resolution.provider_payment_id {
            check_own(tx, &attempt, named)?;
        }
        let to = state_decided(tx, &attempt, charged)?;
        let change = Change {
            kind: "resolved",
            by: &resolution.by,
            detail: &resolution.why,
            concern: Concern::Resolution(&resolution.by, &resolution.why),
            provider_payment_id: resolution.provider_payment_id.as_deref(),
            schedule: Schedule::Never,
            ..Change::default()
        };
        let decided = attempts::change(tx, &attempt, to, &change, now)?;
        let decided =
            decided.ok_or_else(|| Refusal::NotInReview(String::from("it has just changed")))?;
        if Recoveries::of(&self.deployment).is_unasked(tx, &decided)? {
            attempts::expedite(tx, id, None, 0, now)?;
        }
        if charged {
            attempts::note_due_save(tx, id, now)?;
        }
        Ok(())
    }
}

/// Judges an id that a person found at the provider: a payment there is that of one attempt.
fn check_own(tx: &Tx<'_>, attempt: &Attempt, named: &str) -> Result<(), Refusal> {
    match attempts::find_by_payment(tx, &attempt.provider, named)? {
        Some(other) if other.id != attempt.id => Err(Refusal::ReviewUnclear(format!(
            "{named} is the provider's id of another payment, {}",
            other.id
        ))),
        _ => Ok(()),
    }
}

/// Returns what a payment in review becomes by the decision whether its money moved.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn state_decided(tx: &Tx<'_>, attempt: &Attempt, charged: bool) -> store::Result<State> {
    if charged {
        return Ok(State::Captured);
    }
    Ok(match attempts::before_review(tx, attempt)? {
        // A paid order is never payable again.
        Some(State::Cancelled) => State::Cancelled,
        Some(State::Refunded | State::Captured) => State::Refunded,
        _ => State::NotFound,
    })
}
