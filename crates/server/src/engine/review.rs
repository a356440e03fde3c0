//! The way out of a review: a person says what became of a payment, of one of
//! its movements or of a surplus.

mod surplus;

use oneclick_rules::{PaymentId, Violation};
use sqlx::SqliteConnection;

use super::movements::MovementState;
use super::state::State;
use super::{Engine, Refusal};
use crate::address::check_words;
use crate::store::attempts::{self, Attempt, Change, Schedule, SurplusState};
use crate::store::movements::{self, Movement};

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
    pub provider_payment: Option<String>,
}

/// What a person decides. What is not named is the only one that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Whether the payment's money moved.
    Charged(bool),
    /// Whether a movement was done.
    Done {
        /// The movement.
        movement: Option<String>,
        /// Whether it was done.
        done: bool,
    },
    /// Whether a surplus was given back; else the merchant keeps it.
    GivenBack {
        /// The provider's id of the payment that is one.
        surplus: Option<String>,
        /// Whether it was.
        given_back: bool,
    },
}

/// A thing of a payment that waits for a person.
#[derive(Clone, Debug)]
pub enum Waiting {
    /// The payment itself.
    Payment,
    /// A movement of it.
    Movement(Box<Movement>),
    /// A surplus: the provider's id of it, where it is known.
    Surplus(Option<String>),
}

impl Resolution {
    /// Judges its texts, whichever way they came: they are kept for ever, and
    /// people read them.
    fn check(&self) -> Result<(), Refusal> {
        let (movement, surplus) = match &self.ruling {
            Ruling::Charged(_) => (None, None),
            Ruling::Done { movement, .. } => (movement.as_ref(), None),
            Ruling::GivenBack { surplus, .. } => (None, surplus.as_ref()),
        };
        let texts = [
            (Some(&self.by), "by"),
            (Some(&self.why), "why"),
            (self.provider_payment.as_ref(), "provider_payment"),
            (movement, "movement"),
            (surplus, "surplus"),
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

impl Engine {
    /// Everything of an attempt that waits for a person.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn waiting(
        &self,
        store: &mut SqliteConnection,
        attempt: &Attempt,
    ) -> sqlx::Result<Vec<Waiting>> {
        let mut waiting = Vec::new();
        if attempt.state == State::NeedsReview {
            waiting.push(Waiting::Payment);
        }
        let made = movements::of_attempt(&mut *store, &attempt.id).await?;
        let in_review = made
            .into_iter()
            .filter(|movement| movement.state == MovementState::NeedsReview);
        waiting.extend(in_review.map(|movement| Waiting::Movement(Box::new(movement))));
        let surpluses = attempts::surplus_states(&mut *store, &attempt.id).await?;
        if surpluses.is_empty() && attempt.state == State::Surplus {
            waiting.push(Waiting::Surplus(None));
        }
        let with_person = surpluses
            .into_iter()
            .filter(|(_, state)| *state == SurplusState::NeedsReview);
        waiting.extend(with_person.map(|(payment, _)| Waiting::Surplus(Some(payment))));
        Ok(waiting)
    }

    /// Records a decision on what waits for a person, as an event like any other.
    ///
    /// # Errors
    /// [`Refusal::Rules`] for a text that does not show what it says, or is too
    /// long; [`Refusal::Missing`]; [`Refusal::NotInReview`] if there is nothing to
    /// decide, or it was decided before; [`Refusal::ReviewUnclear`] if the
    /// resolution does not say about which.
    pub async fn resolve(
        &self,
        id: &PaymentId,
        resolution: &Resolution,
    ) -> Result<Attempt, Refusal> {
        resolution.check()?;
        let mut store = self.store().reader().acquire().await?;
        let attempt = attempts::find(&mut store, id).await?;
        let attempt = attempt.ok_or(Refusal::Missing)?;
        let made = movements::of_attempt(&mut store, id).await?;
        drop(store);
        match &resolution.ruling {
            Ruling::Charged(charged) => {
                let mut in_review = made
                    .iter()
                    .filter(|movement| movement.state == MovementState::NeedsReview);
                if attempt.state == State::NeedsReview || in_review.next().is_none() {
                    self.resolve_payment(id, *charged, resolution).await?;
                } else {
                    self.resolve_movement(&made, None, *charged, resolution)
                        .await?;
                }
            }
            Ruling::Done { movement, done } => {
                self.resolve_movement(&made, movement.as_deref(), *done, resolution)
                    .await?;
            }
            Ruling::GivenBack {
                surplus,
                given_back,
            } => {
                self.resolve_surplus(&attempt, surplus.as_deref(), *given_back, resolution)
                    .await?;
            }
        }
        let mut store = self.store().reader().acquire().await?;
        let attempt = attempts::find(&mut store, id).await?;
        attempt.ok_or(Refusal::Missing)
    }

    async fn resolve_payment(
        &self,
        id: &PaymentId,
        charged: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let now = self.clock().now();
        let mut writing = self.store().begin().await?;
        let attempt = attempts::find(&mut writing, id).await?;
        let attempt = attempt.ok_or(Refusal::Missing)?;
        if attempt.state != State::NeedsReview {
            let history = attempts::events(&mut writing, id).await?;
            let decided = history.iter().rfind(|event| event.kind == "resolved");
            return Err(Refusal::NotInReview(match decided {
                Some(event) => format!("{} decided before: {}", event.by, event.to),
                None => format!("the payment is {}", attempt.state.as_str()),
            }));
        }
        let to = if charged {
            State::Captured
        } else {
            match attempts::before_review(&mut writing, &attempt).await? {
                // A paid order is never payable again.
                Some(State::Cancelled) => State::Cancelled,
                Some(State::Refunded | State::Captured) => State::Refunded,
                _ => State::Abandoned,
            }
        };
        let change = Change {
            kind: "resolved",
            by: &resolution.by,
            detail: &resolution.why,
            provider_payment: resolution.provider_payment.as_deref(),
            schedule: Schedule::Never,
            ..Change::default()
        };
        let decided = attempts::change(&mut writing, &attempt, to, &change, now).await?;
        decided.ok_or_else(|| Refusal::NotInReview(String::from("it has just changed")))?;
        if charged {
            attempts::note_due_keep(&mut writing, id, now).await?;
        }
        writing.commit().await?;
        self.tell_change();
        Ok(())
    }
}
