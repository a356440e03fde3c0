//! From a provider's word to a durable outcome.

use oneclick_providers::{Answer, Outcome};
use oneclick_rules::{DeclineReason, PaymentState};
use sqlx::SqliteConnection;

use super::state::{State, Step};
use super::{Configured, Engine, milliseconds};
use crate::config::Host;
use crate::store::attempts::{self, Attempt, Change, Schedule};
use crate::store::{cards, tokens};

impl Engine {
    /// Takes what the provider said of the attempt, in one transaction with
    /// its event. Starts again from what is durable when somebody was first.
    ///
    /// `answers` are all that the provider lists under our reference; money in
    /// more than one of them is surplus for all but one. Returns the attempt
    /// as it is then and the outcome that counted.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub(crate) async fn settle(
        &self,
        attempt: &Attempt,
        answers: &[Answer],
        by: &str,
    ) -> sqlx::Result<(Attempt, Outcome)> {
        loop {
            let mut writing = self.store().begin().await?;
            let present = attempts::find(&mut writing, &attempt.id)
                .await?
                .ok_or(sqlx::Error::RowNotFound)?;
            let settled = self.settle_once(&mut writing, present, answers, by).await?;
            if let Some(settled) = settled {
                writing.commit().await?;
                self.note_watch(&settled.0);
                self.tell_change();
                return Ok(settled);
            }
        }
    }

    async fn settle_once(
        &self,
        store: &mut SqliteConnection,
        present: Attempt,
        answers: &[Answer],
        by: &str,
    ) -> sqlx::Result<Option<(Attempt, Outcome)>> {
        let Some(answer) = weightiest(&present, answers) else {
            return Ok(Some((present, Outcome::Unknown)));
        };
        let outcome = self.trusted(&present, answer);
        let Some(settled) = self.apply(store, present, answer, &outcome, by).await? else {
            return Ok(None);
        };
        let Some(settled) = self.note_dispute(store, settled, answer, by).await? else {
            return Ok(None);
        };
        let noted = self.note_surpluses(store, settled, answer, answers).await?;
        Ok(noted.map(|attempt| (attempt, outcome)))
    }

    async fn apply(
        &self,
        store: &mut SqliteConnection,
        present: Attempt,
        answer: &Answer,
        outcome: &Outcome,
        by: &str,
    ) -> sqlx::Result<Option<Attempt>> {
        let now = self.clock().now();
        let proven = proves(&present, answer);
        let Some(step) = step_of(&present, answer, outcome) else {
            return Ok(Some(present));
        };
        let redirect = redirect_of(outcome, now);
        let change = Change {
            kind: step.to.as_str(),
            by,
            detail: &answer.detail,
            decline_reason: step.reason,
            provider_payment: answer.payment.as_deref(),
            redirect,
            schedule: self.next_look_up(&present, step.to, outcome),
            ..Change::default()
        };
        // Where another attempt holds the order, the store refuses this one
        // statement and the transaction goes on.
        let changed = match attempts::change(&mut *store, &present, step.to, &change, now).await {
            Err(error) if is_held(&error) => {
                let surplus = Change {
                    kind: "surplus",
                    schedule: Schedule::Never,
                    ..change
                };
                let changed =
                    attempts::change(&mut *store, &present, State::Surplus, &surplus, now).await?;
                if let (Some(changed), Some(payment)) = (&changed, &answer.payment) {
                    let ours = proven && is_ours(changed, answer);
                    attempts::insert_surplus(&mut *store, changed, payment, ours, now).await?;
                }
                tracing::error!(payment = %present.id, "money moved for an order that another attempt holds");
                changed
            }
            other => other?,
        };
        if let Some(changed) = &changed {
            self.note_card(store, changed, step, now).await?;
        }
        Ok(changed)
    }

    async fn note_card(
        &self,
        store: &mut SqliteConnection,
        attempt: &Attempt,
        step: Step,
        now: i64,
    ) -> sqlx::Result<()> {
        if matches!(attempt.state, State::Authorised | State::Captured) {
            attempts::note_due_keep(&mut *store, &attempt.id, now).await?;
        }
        let locks = matches!(
            step.reason,
            Some(DeclineReason::SuspectedFraud | DeclineReason::CardNotUsable)
        );
        if locks {
            tokens::lock(store, &attempt.id, now).await?;
        } else if let Some(card) = &attempt.card
            && matches!(step.to, State::Authorised | State::Captured)
        {
            cards::note_paid(store, card, now).await?;
        }
        Ok(())
    }

    /// The answer's outcome as far as it may be believed: a stray answer or a
    /// redirect to a strange place says nothing.
    fn trusted(&self, attempt: &Attempt, answer: &Answer) -> Outcome {
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
            State::Abandoned | State::Expired if within_watch => {
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
            State::Authorised
            | State::Abandoned
            | State::Expired
            | State::NeedsReview
            | State::Captured
            | State::Cancelled
            | State::Refunded
            | State::Declined
            | State::NotTaken
            | State::Surplus => Schedule::Never,
        }
    }
}

/// The answer that decides: money before anything else, then what may still
/// become money, so that nothing is released while it may; and of several the
/// one that is already known as this attempt's.
fn weightiest<'a>(attempt: &Attempt, answers: &'a [Answer]) -> Option<&'a Answer> {
    let known =
        |answer: &&Answer| answer.payment.is_some() && answer.payment == attempt.provider_payment;
    let proven = |answer: &&Answer| answer.outcome.moved_money() && proves(attempt, answer);
    let money = || answers.iter().filter(|answer| answer.outcome.moved_money());
    let open = || answers.iter().filter(|answer| answer.outcome.is_open());
    money()
        .find(known)
        .or_else(|| answers.iter().find(proven))
        .or_else(|| money().next())
        .or_else(|| open().find(known))
        .or_else(|| open().next())
        .or_else(|| answers.iter().find(known))
        .or_else(|| answers.last())
}

/// The step that an answer takes. A dispute is told beside: it does not undo a
/// payment.
fn step_of(attempt: &Attempt, answer: &Answer, outcome: &Outcome) -> Option<Step> {
    let step = attempt.state.after(outcome, proves(attempt, answer))?;
    let undoes = attempt.state.seen() == PaymentState::Succeeded && !step.to.is_paid();
    (answer.dispute.is_none() || !undoes).then_some(step)
}

/// Whether a success names our reference (where it names one) and our amount.
fn proves(attempt: &Attempt, answer: &Answer) -> bool {
    answer
        .reference
        .as_deref()
        .is_none_or(|reference| reference == attempt.reference.as_str())
        && answer.amount == Some(attempt.amount)
}

/// Whether the answer shows our reference.
pub(super) fn is_ours(attempt: &Attempt, answer: &Answer) -> bool {
    answer.reference.as_deref() == Some(attempt.reference.as_str())
}

/// Whether a charge without the shopper was refused because the bank wants to
/// see them: it may still be open at the provider.
fn waits_for_shopper(attempt: &Attempt, outcome: &Outcome) -> bool {
    let why = DeclineReason::AuthenticationRequired;
    attempt.session.is_none()
        && (attempt.decline_reason == Some(why) || *outcome == Outcome::Declined(why))
}

fn is_held(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

fn is_listed(configured: &Configured, url: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(url) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    let safe = match url.scheme() {
        "https" => true,
        "http" => matches!(Host::of(host), Host::Loopback),
        _ => false,
    };
    safe && url.username().is_empty()
        && configured
            .redirect_hosts
            .iter()
            .any(|listed| listed.covers(host))
}

/// The redirect and until when it works, Unix milliseconds. A provider that
/// says more than a year says nothing.
pub(super) fn redirect_of(outcome: &Outcome, now: i64) -> Option<(&str, Option<i64>)> {
    const YEAR_SECONDS: i64 = 366 * 86_400;
    let Outcome::ActionRequired { url, lifetime } = outcome else {
        return None;
    };
    let lifetime = lifetime
        .and_then(|seconds| i64::try_from(seconds).ok())
        .filter(|seconds| *seconds <= YEAR_SECONDS);
    Some((url, lifetime.map(|seconds| now + seconds * 1000)))
}

#[cfg(test)]
mod tests;
