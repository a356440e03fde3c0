//! From a provider's word to a durable outcome.

pub(crate) mod dispute;
pub(crate) mod evidence;
pub(crate) mod redirect;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use oneclick_providers::{Outcome, PaymentStatus};
use oneclick_rules::DeclineReason;

use crate::engine::{Engine, milliseconds};
use crate::model::state::{State, Step};
use crate::payments::settle::evidence::{Past, deciding, is_ours, proves, step_of};
use crate::payments::settle::redirect::{is_listed, redirect_of};
use crate::store::attempts::{self, Attempt, Change, Schedule};
use crate::store::{self, Tx, cards, tokens};

/// The answer that decides, and what is to be made of it.
struct Judged<'a> {
    answer: &'a PaymentStatus,
    outcome: &'a Outcome,
    past: Past,
}

/// Why an answer was not taken.
enum Unsettled {
    /// Somebody changed the attempt in between: it is read anew.
    Changed,
    /// The store does not work.
    Store(store::Error),
}

impl From<store::Error> for Unsettled {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl Engine {
    /// Takes what the provider said of the attempt, in one transaction with
    /// its event. Starts again from what is durable when somebody was first.
    ///
    /// `answers` are all that the provider lists under our reference; money in
    /// more than one of them is duplicate for all but one. Returns the attempt
    /// as it is then and the outcome that counted.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub(crate) async fn settle(
        self: &Arc<Self>,
        attempt: &Attempt,
        answers: &[PaymentStatus],
        by: &str,
    ) -> store::Result<(Attempt, Outcome)> {
        loop {
            let (engine, id) = (Arc::clone(self), attempt.id.clone());
            let (answers, by) = (answers.to_vec(), String::from(by));
            let settle = move |tx: &Tx<'_>| {
                let present = attempts::find(tx, &id)?.ok_or(store::Error::Missing)?;
                let settled = engine.settle_once(tx, present, &answers, &by)?;
                settled.ok_or(Unsettled::Changed)
            };
            match self.store().write(settle).await {
                Ok(settled) => {
                    self.note_watch(&settled.0);
                    self.tell_change();
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
        answers: &[PaymentStatus],
        by: &str,
    ) -> store::Result<Option<(Attempt, Outcome)>> {
        let before = attempts::before_review(tx, &present)?;
        let past = Past {
            settled: false,
            was_over: before.is_some_and(State::is_over),
        };
        let Some(answer) = deciding(&present, answers, past) else {
            return Ok(Some((present, Outcome::Unknown)));
        };
        let outcome = self.trusted(&present, answer);
        let past = Past {
            settled: present.state.doubts(&outcome) && self.is_settled(&present),
            ..past
        };
        let judged = Judged {
            answer,
            outcome: &outcome,
            past,
        };
        let Some(settled) = self.apply(tx, present, &judged, by)? else {
            return Ok(None);
        };
        let Some(settled) = self.note_dispute(tx, settled, answer, by)? else {
            return Ok(None);
        };
        let noted = self.note_duplicates(tx, settled, answer, answers, past)?;
        // A capture that is under way in any of them is asked about again.
        let pending = answers
            .iter()
            .any(|answer| answer.outcome == Outcome::CapturePending);
        let outcome = if pending && outcome.moved_money() {
            Outcome::CapturePending
        } else {
            outcome
        };
        Ok(noted.map(|attempt| (attempt, outcome)))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        present: Attempt,
        judged: &Judged<'_>,
        by: &str,
    ) -> store::Result<Option<Attempt>> {
        let now = self.clock().now();
        let Judged {
            answer,
            outcome,
            past,
        } = *judged;
        let proven = proves(&present, answer);
        let Some(step) = step_of(&present, answer, outcome, past) else {
            return Ok(Some(present));
        };
        let redirect = redirect_of(outcome, now);
        let redirect = redirect.map(|(url, ends)| (url, ends.or(self.asked_end(&present))));
        let change = Change {
            kind: step.to.as_str(),
            by,
            detail: &answer.detail,
            decline_reason: step.reason,
            provider_payment_id: answer.provider_payment_id.as_deref(),
            redirect,
            schedule: self.next_look_up(&present, step.to, outcome),
            ..Change::default()
        };
        // Where another attempt holds the order, the store refuses this one
        // statement and the transaction goes on.
        let changed = match attempts::change(tx, &present, step.to, &change, now) {
            Err(error) if error.is_unique() => {
                let duplicate = Change {
                    kind: "duplicate",
                    schedule: Schedule::Never,
                    ..change
                };
                let changed = attempts::change(tx, &present, State::Duplicate, &duplicate, now)?;
                if let (Some(changed), Some(payment)) = (&changed, &answer.provider_payment_id) {
                    let ours = proven && is_ours(changed, answer);
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

    /// The answer's outcome as far as it may be believed: a stray answer or a
    /// redirect to a strange place says nothing.
    fn trusted(&self, attempt: &Attempt, answer: &PaymentStatus) -> Outcome {
        let stray = answer
            .reference
            .as_deref()
            .is_some_and(|reference| reference != attempt.reference.as_str());
        if stray && !answer.outcome.moved_money() {
            return Outcome::Unknown;
        }
        if let Outcome::ActionRequired { url, .. } = &answer.outcome
            && !self.may_redirect(attempt, url)
        {
            tracing::error!(payment = %attempt.id, "the provider asked for a redirect to a host that is not on its list");
            return Outcome::Pending;
        }
        // Nobody is there to go on at a redirect.
        if attempt.session.is_none() && matches!(answer.outcome, Outcome::ActionRequired { .. }) {
            return Outcome::Declined(DeclineReason::AuthenticationRequired);
        }
        answer.outcome.clone()
    }

    /// Whether the attempt changed so long ago that nothing which its provider
    /// says can be from before that. Measured by the wall clock, which may have
    /// stepped, and by this process's own, from the first word that may be.
    fn is_settled(&self, attempt: &Attempt) -> bool {
        let clock = self.clock();
        let here = format!("{} {}", attempt.id, attempt.version);
        let watched = clock.surely_since(self.watches.since(&here, clock));
        let age = watched.min(clock.now() - attempt.updated_at);
        self.not_found_after(&attempt.provider)
            .is_some_and(|after| age >= after)
    }

    fn may_redirect(&self, attempt: &Attempt, url: &str) -> bool {
        self.providers()
            .find(&attempt.provider)
            .is_some_and(|configured| is_listed(configured, url))
    }

    /// When the attempt is looked up next.
    pub(crate) fn next_look_up(
        &self,
        attempt: &Attempt,
        state: State,
        outcome: &Outcome,
    ) -> Schedule {
        let settings = &self.parts.settings;
        let now = self.clock().now();
        let within_watch = now < attempt.created_at + milliseconds(settings.review_after);
        let over_since = attempt.updated_at + milliseconds(settings.review_after);
        let just_over = state != attempt.state || now < over_since;
        // What may be old is asked again until it cannot be.
        if state.doubts(outcome) && !self.is_settled(attempt) {
            return Schedule::At(now + self.pause(attempt.look_ups));
        }
        match state {
            State::Created => Schedule::Keep,
            State::ActionRequired => Schedule::At(self.next_on_page(attempt, outcome)),
            State::Sent | State::Unknown | State::Processing => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            State::Authorised if *outcome == Outcome::CapturePending && within_watch => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            // A released reference is watched: what comes late is still money.
            State::NotFound | State::Expired if within_watch => {
                Schedule::At(now + 6 * milliseconds(settings.longest_pause))
            }
            // What waits for a shopper whom nobody sends there ends by itself.
            State::Declined if within_watch && waits_for_shopper(attempt, outcome) => {
                Schedule::At(now + 6 * milliseconds(settings.longest_pause))
            }
            // Some change their mind, and nobody may have told us.
            State::Declined if within_watch => {
                Schedule::At(now + 36 * milliseconds(settings.longest_pause))
            }
            // Money is listed although none should be with us: either the word is
            // old, or a person has to see to it.
            State::Cancelled | State::Refunded if just_over && outcome.moved_money() => {
                Schedule::At(now + self.pause(attempt.look_ups))
            }
            // What is cancelled may be captured all the same, and nobody tell us.
            State::Cancelled if just_over => {
                Schedule::At(now + 36 * milliseconds(settings.longest_pause))
            }
            State::Authorised
            | State::NotFound
            | State::Expired
            | State::NeedsReview
            | State::Captured
            | State::Cancelled
            | State::Refunded
            | State::Declined
            | State::Failed
            | State::Duplicate => Schedule::Never,
        }
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

/// Whether a charge without the shopper was refused because the bank wants to
/// see them: it may still be open at the provider.
fn waits_for_shopper(attempt: &Attempt, outcome: &Outcome) -> bool {
    let why = DeclineReason::AuthenticationRequired;
    attempt.session.is_none()
        && (attempt.decline_reason == Some(why) || *outcome == Outcome::Declined(why))
}
