//! Shows a payment and a session.

use std::sync::Arc;

use oneclick_rules::wire::{Decline, PaymentView, Redirect};
use oneclick_rules::{DeclineReason, PaymentState};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::cancel_open::request::OpenPages;
use crate::store::{self, Tx, attempts};

/// Returns the attempt as the shopper sees it. `now` in Unix milliseconds.
fn payment(attempt: &Attempt, now: i64) -> PaymentView {
    let state = attempt.state.seen();
    let reason = attempt.decline_reason.unwrap_or(DeclineReason::Refused);
    let redirect = attempt.redirect_url.clone().map(|url| Redirect {
        url,
        expires_at: attempt.redirect_expires_at.map(|at| at / 1000),
        kind: attempt.redirect_kind,
        cancellable: false,
    });
    PaymentView {
        id: attempt.id.clone(),
        state,
        amount: attempt.amount,
        card: attempt.card.clone(),
        decline: (state == PaymentState::Declined).then(|| Decline {
            reason,
            retry: reason.retry(),
        }),
        failure: attempt.state.failure(),
        redirect: redirect.filter(|_| state == PaymentState::ActionRequired),
        poll_after: poll_after(attempt, now),
        needs_review: attempt.state == State::NeedsReview,
    }
}

/// Seconds after which asking again makes sense.
fn poll_after(attempt: &Attempt, now: i64) -> Option<u64> {
    let minutes = (now - attempt.created_at) / 60_000;
    match attempt.state {
        State::Created | State::Sent => Some(1),
        State::Unknown | State::Processing | State::ActionRequired if minutes < 2 => Some(2),
        State::Unknown | State::Processing | State::ActionRequired => Some(10),
        State::NeedsReview => Some(60),
        State::Authorised
        | State::Captured
        | State::Cancelled
        | State::Refunded
        | State::Declined
        | State::Failed
        | State::Expired
        | State::NotFound
        | State::Duplicate => None,
    }
}

/// Shows a payment to the shopper and to the merchant.
#[derive(Clone, Debug)]
pub struct PaymentViews {
    pub(crate) deployment: Arc<Deployment>,
}

impl PaymentViews {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Returns the payment as shopper and merchant see it.
    pub fn payment_view(&self, attempt: &Attempt) -> PaymentView {
        let mut view = payment(attempt, self.deployment.clock().now());
        if let Some(redirect) = &mut view.redirect {
            redirect.cancellable = OpenPages::of(&self.deployment).may_cancel_open(attempt);
        }
        view
    }

    /// Returns the payment as the merchant sees it: a duplicate that is back is none.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub fn merchants_view(&self, tx: &Tx<'_>, attempt: &Attempt) -> store::Result<PaymentView> {
        let mut view = self.payment_view(attempt);
        if attempt.state == State::Duplicate && attempts::is_reversed(tx, attempt)? {
            view.state = PaymentState::Refunded;
        }
        Ok(view)
    }
}
