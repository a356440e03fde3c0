//! What a person decides about a surplus.

use super::Resolution;
use crate::engine::movements::MovementState;
use crate::engine::state::State;
use crate::engine::{Engine, Refusal};
use crate::store::attempts::{self, Attempt, SurplusState};
use crate::store::movements;

impl Engine {
    /// Records that a surplus was given back, or that the merchant keeps it.
    pub(super) async fn resolve_surplus(
        &self,
        attempt: &Attempt,
        wanted: Option<&str>,
        given_back: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let now = self.clock().now();
        let mut writing = self.store().begin().await?;
        let attempt = attempts::find(&mut writing, &attempt.id).await?;
        let attempt = attempt.ok_or(Refusal::Missing)?;
        let known = attempts::surplus_states(&mut writing, &attempt.id).await?;
        let payment = if known.is_empty() && attempt.state == State::Surplus {
            // The provider never told its id: whoever decides has found it.
            let named = wanted.or(resolution.provider_payment.as_deref());
            let named = named.ok_or_else(|| {
                Refusal::ReviewUnclear(String::from(
                    "the provider's id of the payment is not known: `surplus` has to name it",
                ))
            })?;
            attempts::insert_surplus(&mut writing, &attempt, named, false, now).await?;
            String::from(named)
        } else {
            choose(&known, wanted)?
        };
        let made = movements::of_attempt(&mut writing, &attempt.id).await?;
        let under_way = made.iter().find(|movement| {
            let state = movement.state;
            let is_open = state.counts() && state != MovementState::Done;
            movement.provider_payment == payment && is_open
        });
        if let Some(movement) = under_way {
            let id = &movement.id;
            let words = format!("{id} is to give {payment} back: decide about that first");
            return Err(Refusal::NotInReview(words));
        }
        let provider = &attempt.provider;
        let (noted, kind) = if given_back {
            let noted = attempts::note_given_back(&mut writing, provider, &payment, now);
            (noted.await?, "surplus_given_back")
        } else {
            let noted = attempts::note_surplus_kept(&mut writing, provider, &payment, now);
            (noted.await?, "surplus_kept")
        };
        if !noted {
            return Err(Refusal::NotInReview(format!(
                "{payment} is not with a person"
            )));
        }
        let detail = format!("{payment}, {}", resolution.why);
        let told = self.tell(&mut writing, &attempt, (kind, &resolution.by), &detail);
        told.await?.ok_or(sqlx::Error::RowNotFound)?;
        writing.commit().await?;
        self.tell_change();
        Ok(())
    }
}

/// The surplus that a resolution is about.
fn choose(known: &[(String, SurplusState)], wanted: Option<&str>) -> Result<String, Refusal> {
    let open: Vec<&str> = known
        .iter()
        .filter(|(_, state)| *state == SurplusState::NeedsReview)
        .map(|(payment, _)| payment.as_str())
        .collect();
    let Some(wanted) = wanted else {
        return match open.as_slice() {
            [only] => Ok(String::from(*only)),
            [] => Err(Refusal::NotInReview(closed(known))),
            several => Err(Refusal::ReviewUnclear(format!(
                "more than one surplus waits: `surplus` has to name one of {}",
                several.join(", ")
            ))),
        };
    };
    match known.iter().find(|(payment, _)| payment == wanted) {
        Some((payment, SurplusState::NeedsReview)) => Ok(payment.clone()),
        Some(closed_one) => Err(Refusal::NotInReview(closed(std::slice::from_ref(
            closed_one,
        )))),
        None => Err(Refusal::NotInReview(format!(
            "the payment has no surplus {wanted}"
        ))),
    }
}

/// How far surpluses are that do not wait for a person.
fn closed(known: &[(String, SurplusState)]) -> String {
    let one = |(payment, state): &(String, SurplusState)| {
        let state = match state {
            SurplusState::Due => "is still being given back by the server",
            SurplusState::NeedsReview => "waits for a person",
            SurplusState::GivenBack => "has been given back",
            SurplusState::Kept => "is kept, as a person decided",
        };
        format!("{payment} {state}")
    };
    if known.is_empty() {
        return String::from("the payment has no surplus");
    }
    known.iter().map(one).collect::<Vec<_>>().join(", ")
}
