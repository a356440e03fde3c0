//! From a provider's word to a durable outcome.

pub(crate) mod dispute;
pub(crate) mod evidence;
pub(crate) mod redirect;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use oneclick_providers::{Outcome, PaymentStatus};
use oneclick_rules::DeclineReason;

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::state::{State, Step};
use crate::model::webhook::told::{Concern, DuplicateChange};
use crate::payments::look_up_times::LookUpTimes;
use crate::payments::settle::evidence::{
    Past, deciding, in_words, is_ours, is_stray, proves, step_of, without_duplicates,
};
use crate::payments::settle::redirect::{is_listed, redirect_of};
use crate::store::attempts::{self, Change, Schedule};
use crate::store::{self, Tx, cards, tokens};

/// The payment status that decides, and what is to be made of it.
struct Judged<'a> {
    status: &'a PaymentStatus,
    outcome: &'a Outcome,
    past: Past,
}

/// Holds what a provider's word came to.
#[derive(Debug)]
pub(crate) struct SettledPayment {
    /// The attempt as it is then.
    pub attempt: Attempt,
    /// The outcome that counted.
    pub outcome: Outcome,
    /// Whether the word counted for nothing only because it may be from before
    /// the attempt changed: it is to be asked for again.
    pub may_be_old: bool,
}

/// Says why a payment status was not taken.
enum Unsettled {
    /// Somebody changed the attempt in between: it is read anew.
    Changed,
    /// The store does not work.
    Store(store::StoreError),
}

impl From<store::StoreError> for Unsettled {
    fn from(error: store::StoreError) -> Self {
        Self::Store(error)
    }
}

/// Makes what a provider says of an attempt durable.
///
/// Its methods stand here, in `settle/dispute.rs` and `duplicate/note.rs`.
#[derive(Clone, Debug)]
pub struct Settling {
    pub(crate) deployment: Arc<Deployment>,
}

impl Settling {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Takes what the provider said of the attempt, in one transaction with
    /// its event. Starts again from what is durable when somebody was first.
    ///
    /// `statuses` are all that the provider lists under our reference; money in
    /// more than one of them is duplicate for all but one.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) async fn settle(
        &self,
        attempt: &Attempt,
        statuses: &[PaymentStatus],
        by: &str,
    ) -> store::Result<SettledPayment> {
        loop {
            let (this, id) = (self.clone(), attempt.id.clone());
            let (statuses, by) = (statuses.to_vec(), String::from(by));
            let settle = move |tx: &Tx<'_>| {
                tx.read_ahead(|tx| {
                    let _ = attempts::find(tx, &id);
                    let _ = attempts::duplicate_states(tx, &id);
                });
                let present = attempts::find(tx, &id)?.ok_or(store::StoreError::Missing)?;
                let settled = this.settle_once(tx, present, &statuses, &by)?;
                settled.ok_or(Unsettled::Changed)
            };
            match self.deployment.store.write(settle).await {
                Ok(settled) => {
                    LookUpTimes::of(&self.deployment).end_watch_if_over(&settled.attempt);
                    if settled.attempt.state != attempt.state {
                        // By what the shopper reads to the support.
                        let state = settled.attempt.state.as_str();
                        tracing::info!(payment = %attempt.id, state, "settled");
                    }
                    self.deployment.tell_change();
                    return Ok(settled);
                }
                Err(Unsettled::Changed) => {}
                Err(Unsettled::Store(error)) => return Err(error),
            }
        }
    }

    fn settle_once(
        &self,
        tx: &Tx<'_>,
        present: Attempt,
        statuses: &[PaymentStatus],
        by: &str,
    ) -> store::Result<Option<SettledPayment>> {
        let before = attempts::before_review(tx, &present)?;
        let duplicates = attempts::duplicate_states(tx, &present.id)?;
        let past = Past {
            surely_newer: false,
            was_given_back: before.is_some_and(State::is_given_back),
        };
        let counting = without_duplicates(&present, statuses, &duplicates);
        let Some(status) = deciding(&present, &counting, past) else {
            let noted = self.note_duplicates(tx, present, None, statuses, past)?;
            return Ok(noted.map(|attempt| SettledPayment {
                attempt,
                outcome: Outcome::Unknown,
                may_be_old: false,
            }));
        };
        let outcome = self.trusted(&present, status);
        let doubted = present.state.doubts(&outcome);
        let past = Past {
            surely_newer: doubted && LookUpTimes::of(&self.deployment).is_surely_newer(&present),
            ..past
        };
        let judged = Judged {
            status,
            outcome: &outcome,
            past,
        };
        let Some(settled) = self.apply(tx, present, &judged, by)? else {
            return Ok(None);
        };
        let Some(settled) = self.note_dispute(tx, settled, status, by)? else {
            return Ok(None);
        };
        let noted = self.note_duplicates(tx, settled, Some(status), statuses, past)?;
        // A capture that is under way in any of them is asked about again.
        let pending = statuses
            .iter()
            .any(|status| status.outcome == Outcome::CapturePending);
        let outcome = if pending && outcome.moved_money() {
            Outcome::CapturePending
        } else {
            outcome
        };
        Ok(noted.map(|attempt| SettledPayment {
            attempt,
            outcome,
            may_be_old: doubted && !past.surely_newer,
        }))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        present: Attempt,
        judged: &Judged<'_>,
        by: &str,
    ) -> store::Result<Option<Attempt>> {
        let now = self.deployment.clock().now();
        let Judged {
            status,
            outcome,
            past,
        } = *judged;
        let proven = proves(&present, status);
        let Some(step) = step_of(&present, status, outcome, past) else {
            return Ok(Some(present));
        };
        let redirect = redirect_of(outcome, now);
        let redirect = redirect.map(|(url, ends)| {
            (
                url,
                ends.or(LookUpTimes::of(&self.deployment).asked_end(&present)),
            )
        });
        let detail = in_words(&present, status, !proven);
        let change = Change {
            kind: step.to.as_str(),
            by,
            detail: &detail,
            decline_reason: step.reason,
            // Of a status with another reference too: it may be the answer to our own charge,
            // which must not be freed as one that nobody has.
            provider_payment_id: status.provider_payment_id.as_deref(),
            redirect,
            schedule: LookUpTimes::of(&self.deployment).next_look_up(&present, step.to, outcome),
            ..Change::default()
        };
        // Where another attempt holds the order, the store refuses this one
        // statement and the transaction goes on.
        let changed = match attempts::change(tx, &present, step.to, &change, now) {
            Err(error) if error.is_unique() => {
                let id = status.provider_payment_id.as_deref();
                let found = |id| Concern::Duplicate(id, DuplicateChange::Found);
                let duplicate = Change {
                    kind: "duplicate",
                    schedule: Schedule::Never,
                    concern: id.map_or(Concern::Payment, found),
                    ..change
                };
                let changed = attempts::change(tx, &present, State::Duplicate, &duplicate, now)?;
                if let (Some(changed), Some(payment)) = (&changed, &status.provider_payment_id) {
                    let ours = proven && is_ours(changed, status);
                    attempts::insert_duplicate(tx, changed, payment, ours, now)?;
                }
                tracing::error!(payment = %present.id, "money moved for an order that another attempt holds");
                changed
            }
            other => other?,
        };
        if let Some(changed) = &changed {
            note_card(tx, changed, step, now)?;
        }
        Ok(changed)
    }

    /// Returns the outcome as far as it may be believed: a stray payment status or a
    /// redirect to a strange place says nothing.
    fn trusted(&self, attempt: &Attempt, status: &PaymentStatus) -> Outcome {
        if is_stray(attempt, status) && !status.outcome.moved_money() {
            return Outcome::Unknown;
        }
        let Outcome::ActionRequired { url, declined, .. } = &status.outcome else {
            return status.outcome.clone();
        };
        if let Some(declined) = declined
            && LookUpTimes::of(&self.deployment).is_final(attempt, *declined)
        {
            return Outcome::Declined(declined.reason);
        }
        if !self.may_redirect(attempt, url) {
            tracing::error!(payment = %attempt.id, "the provider asked for a redirect to a host that is not on its list");
            return Outcome::Pending;
        }
        // No shopper is there to go on at a redirect.
        if attempt.is_by_merchant() {
            return Outcome::Declined(DeclineReason::AuthenticationRequired);
        }
        status.outcome.clone()
    }

    fn may_redirect(&self, attempt: &Attempt, url: &str) -> bool {
        self.deployment
            .providers
            .find(&attempt.provider)
            .is_some_and(|configured| is_listed(configured, url))
    }
}

/// Notes on the card what became of the charge.
fn note_card(tx: &Tx<'_>, attempt: &Attempt, step: Step, now: i64) -> store::Result<()> {
    if matches!(attempt.state, State::Authorised | State::Captured) {
        attempts::note_due_save(tx, &attempt.id, now)?;
    }
    let locks = matches!(
        step.reason,
        Some(DeclineReason::SuspectedFraud | DeclineReason::CardNotUsable)
    );
    if locks {
        tokens::lock(tx, &attempt.id, now)?;
    } else if let Some(card) = &attempt.card
        && matches!(step.to, State::Authorised | State::Captured)
    {
        cards::note_paid(tx, card, now)?;
    }
    Ok(())
}
