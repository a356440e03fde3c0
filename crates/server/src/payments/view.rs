//! Shows a payment and a session.

use std::sync::Arc;

use oneclick_rules::wire::{Decline, PaymentView, Redirect};
use oneclick_rules::{DeclineReason, PaymentState};

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::payments::cancel_open::request::OpenPages;
use crate::store::{self, Tx, attempts, recovery};

/// Seconds between two questions about what takes minutes.
const SELDOM: u64 = 10;

/// Returns the attempt as the shopper sees it. `now` in Unix milliseconds. While the store
/// `is_closed`, one that took no money in it may have taken some since.
fn payment(attempt: &Attempt, now: i64, is_closed: bool) -> PaymentView {
    let told = attempt.state.seen();
    let is_doubtful = is_closed && told.frees_the_order();
    let state = if is_doubtful {
        PaymentState::Processing
    } else {
        told
    };
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
        failure: attempt.state.failure().filter(|_| !is_doubtful),
        redirect: redirect.filter(|_| state == PaymentState::ActionRequired),
        poll_after: if is_doubtful {
            Some(SELDOM)
        } else {
            poll_after(attempt, now)
        },
        needs_review: attempt.state == State::NeedsReview,
    }
}

/// Seconds after which asking again makes sense.
fn poll_after(attempt: &Attempt, now: i64) -> Option<u64> {
    let minutes = (now - attempt.awaited_since()) / 60_000;
    match attempt.state {
        State::Created | State::Sent => Some(1),
        State::Unknown | State::Processing | State::ActionRequired if minutes < 2 => Some(2),
        State::Unknown | State::Processing | State::ActionRequired => Some(SELDOM),
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

    /// Returns the payment as shopper and merchant see it. What the store has as not charged
    /// is under way while the store is closed: nobody is told that they may pay again.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub fn payment_view(&self, tx: &Tx<'_>, attempt: &Attempt) -> store::Result<PaymentView> {
        let now = self.deployment.clock().now();
        let mut view = payment(attempt, now, recovery::is_closed(tx)?);
        if let Some(redirect) = &mut view.redirect {
            redirect.cancellable = OpenPages::of(&self.deployment).may_cancel_open(attempt);
        }
        Ok(view)
    }

    /// Returns the payment as the merchant sees it: a duplicate that is back is none.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub fn merchants_view(&self, tx: &Tx<'_>, attempt: &Attempt) -> store::Result<PaymentView> {
        let mut view = self.payment_view(tx, attempt)?;
        if attempt.state == State::Duplicate && attempts::is_reversed(tx, attempt)? {
            view.state = PaymentState::Refunded;
        }
        Ok(view)
    }
}
