//! Carries out what a person decides about a duplicate.

use oneclick_rules::PaymentId;

use crate::model::duplicate::DuplicateState;
use crate::model::state::State;
use crate::model::webhook::told::DuplicateChange;
use crate::operations::OperationState;
use crate::payments::review::{Resolution, Reviews, check_own};
use crate::payments::settle::Settling;
use crate::refusal::Refusal;
use crate::store::{self, Tx, attempts, operations};

impl Reviews {
    /// Records that a duplicate was given back, or that the merchant keeps it.
    pub(crate) fn resolve_duplicate(
        &self,
        tx: &Tx<'_>,
        id: &PaymentId,
        wanted: Option<&str>,
        reversed: bool,
        resolution: &Resolution,
    ) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        let attempt = attempts::find(tx, id)?.ok_or(Refusal::Missing)?;
        let known = attempts::duplicate_states(tx, &attempt.id)?;
        let payment = if known.is_empty() && attempt.state == State::Duplicate {
            // The provider never told its id: the person who decides has found it.
            let named = wanted.or(resolution.provider_payment_id.as_deref());
            let named = named.ok_or_else(|| {
                Refusal::ReviewUnclear(String::from(
                    "the provider's id of the payment is not known: `duplicate` has to name it",
                ))
            })?;
            check_own(tx, &attempt, named)?;
            if !attempts::insert_duplicate(tx, &attempt, named, false, now)? {
                let words = format!("{named} is the provider's id of another payment's duplicate");
                return Err(Refusal::ReviewUnclear(words));
            }
            String::from(named)
        } else {
            choose(&known, wanted)?
        };
        let made = operations::of_attempt(tx, &attempt.id)?;
        let under_way = made.iter().find(|operation| {
            let state = operation.state;
            let is_open = state.counts() && state != OperationState::Succeeded;
            operation.provider_payment_id == payment && is_open
        });
        if let Some(operation) = under_way {
            let id = &operation.id;
            let words = format!("{id} is to give {payment} back: decide about that first");
            return Err(Refusal::NotInReview(words));
        }
        let provider = &attempt.provider;
        let (noted, change) = if reversed {
            let noted = attempts::note_reversed(tx, provider, &payment, now)?;
            (noted, DuplicateChange::Reversed)
        } else {
            let noted = attempts::note_duplicate_kept(tx, provider, &payment, now)?;
            (noted, DuplicateChange::Kept)
        };
        if !noted {
            return Err(Refusal::NotInReview(format!(
                "{payment} is not with a person"
            )));
        }
        let detail = format!("{payment}, {}", resolution.why);
        let change = (payment.as_str(), change);
        let by = &resolution.by;
        let told = Settling::of(&self.deployment).tell(tx, &attempt, change, by, &detail)?;
        told.ok_or(store::StoreError::Missing)?;
        Ok(())
    }
}

/// Returns the duplicate that a resolution is about.
fn choose(known: &[(String, DuplicateState)], wanted: Option<&str>) -> Result<String, Refusal> {
    let open: Vec<&str> = known
        .iter()
        .filter(|(_, state)| *state == DuplicateState::NeedsReview)
        .map(|(payment, _)| payment.as_str())
        .collect();
    let Some(wanted) = wanted else {
        return match open.as_slice() {
            [only] => Ok(String::from(*only)),
            [] => Err(Refusal::NotInReview(closed(known))),
            several => Err(Refusal::ReviewUnclear(format!(
                "more than one duplicate waits: `duplicate` has to name one of {}",
                several.join(", ")
            ))),
        };
    };
    match known.iter().find(|(payment, _)| payment == wanted) {
        Some((payment, DuplicateState::NeedsReview)) => Ok(payment.clone()),
        Some(closed_one) => Err(Refusal::NotInReview(closed(std::slice::from_ref(
            closed_one,
        )))),
        None => Err(Refusal::NotInReview(format!(
            "the payment has no duplicate {wanted}"
        ))),
    }
}

/// Says how far duplicates are that do not wait for a person.
fn closed(known: &[(String, DuplicateState)]) -> String {
    let one = |(payment, state): &(String, DuplicateState)| {
        let state = match state {
            DuplicateState::Due => "is still being given back by the server",
            DuplicateState::NeedsReview => "waits for a person",
            DuplicateState::Reversed => "has been given back",
            DuplicateState::Kept => "is kept, as a person decided",
        };
        format!("{payment} {state}")
    };
    if known.is_empty() {
        return String::from("the payment has no duplicate");
    }
    known.iter().map(one).collect::<Vec<_>>().join(", ")
}
