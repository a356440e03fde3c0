//! What is told of a payment and of a session.

use std::sync::Arc;

use oneclick_rules::wire::{CheckoutView, Decline, PaymentView, Redirect};
use oneclick_rules::{
    CardUse, Customer, CvcPolicy, DeclineReason, PaymentState, StoredCard, Unusable,
};

use crate::engine::Engine;
use crate::model::state::State;
use crate::payments::standing::{Standing, standing};
use crate::refusal::Refusal;
use crate::sessions::open::{as_it_stands, not_takeable};
use crate::store::attempts::{self, Attempt};
use crate::store::cards::{self, Card};
use crate::store::orders::{self, Order};
use crate::store::sessions::Session;
use crate::store::{self, Tx, limits};

/// The attempt as the shopper sees it. `now` in Unix milliseconds.
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

impl Engine {
    /// The payment as shopper and merchant see it.
    pub fn payment_view(&self, attempt: &Attempt) -> PaymentView {
        let mut view = payment(attempt, self.clock().now());
        if let Some(redirect) = &mut view.redirect {
            redirect.cancellable = self.may_cancel_open(attempt);
        }
        view
    }

    /// The payment as the merchant sees it: a duplicate that is back is none.
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

    /// Everything that the element needs to draw.
    ///
    /// # Errors
    /// [`Refusal::SessionExpired`], [`Refusal::Superseded`] while nothing of
    /// the order is to be shown.
    pub async fn checkout_view(
        self: &Arc<Self>,
        session: &Session,
    ) -> Result<CheckoutView, Refusal> {
        let engine = Arc::clone(self);
        let session = session.clone();
        let (session, standing, mut shown) = self
            .store()
            .read(move |tx| engine.read_checkout(tx, session))
            .await?;
        // The list is ordered: what comes first and can pay is the default card.
        if let Some(first) = shown.iter_mut().find(|card| card.unusable.is_none()) {
            first.default = true;
        }
        let now = self.clock().now();
        let payment = standing.shown().map(|attempt| self.payment_view(attempt));
        let holder = standing.holder.as_ref();
        let amount = holder.map_or(session.amount, |holder| holder.amount);
        if let Some(open) = standing.holder.filter(|attempt| attempt.state.is_open()) {
            self.expedite(&open.order).await?;
        }
        Ok(CheckoutView {
            session: session.id.clone(),
            mode: session.mode,
            merchant: self.parts.merchant.clone(),
            order: session.order.as_str().to_owned(),
            amount,
            language: session.terms.language.clone(),
            now: now / 1000,
            expires_at: session.expires_at / 1000,
            cards: shown,
            payment,
        })
    }

    /// Reads the session as it stands, its order's attempts and the customer's cards.
    fn read_checkout(
        &self,
        tx: &Tx<'_>,
        session: Session,
    ) -> Result<(Session, Standing, Vec<StoredCard>), Refusal> {
        let standing = standing(tx, &session.order)?;
        self.may_read(&session, &standing)?;
        let order = orders::find(tx, &session.order)?.ok_or(Refusal::Missing)?;
        // It may have been changed since the token was read.
        let session = as_it_stands(tx, session, &order)?;
        if standing.holder.is_none() && order.amount != session.amount {
            return Err(Refusal::Superseded);
        }
        let mut shown = Vec::new();
        // After its lifetime a token reads its order's payment alone.
        if self.clock().now() < session.expires_at
            && let Some(id) = session.customer(&order)
        {
            let customer = orders::customer(tx, id)?;
            for card in cards::of_customer(tx, id)? {
                shown.push(self.stored_card(tx, &session, &order, customer.as_ref(), &card)?);
            }
        }
        Ok((session, standing, shown))
    }

    /// The card under the session's terms for this order and its customer.
    /// `default` is still to be decided.
    pub(crate) fn stored_card(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        customer: Option<&Customer>,
        card: &Card,
    ) -> Result<StoredCard, Refusal> {
        let now = self.clock().now();
        let configured = self.providers().find(&card.provider);
        let support = configured.map(|configured| configured.provider.capabilities().cvc);
        let blocked_until = limits::cvc_tries(tx, card, now)?.blocked_until;
        let guessed = blocked_until.is_some();
        let hosted = support.is_some_and(|support| support.hosted);
        let takes = configured.is_some_and(|configured| {
            let terms = &session.terms;
            not_takeable(configured, terms, &order.reference, order.amount, customer).is_empty()
        });
        let unusable = if !takes {
            Some(Unusable::Provider)
        } else if card.locked_at.is_some() {
            Some(Unusable::Locked)
        } else if guessed && !hosted {
            Some(Unusable::CvcAttempts)
        } else if !card.uses.contains(&CardUse::OneClick) {
            Some(Unusable::Use)
        } else if card
            .expiry
            .is_some_and(|expiry| expiry.has_ended_everywhere(now / 1000))
        {
            Some(Unusable::Expired)
        } else {
            None
        };
        let wanted = if guessed {
            CvcPolicy::Hosted
        } else {
            session.terms.cvc
        };
        Ok(StoredCard {
            id: card.id.clone(),
            brand: card.brand,
            last_four: card.last_four.clone(),
            expiry: card.expiry,
            default: false,
            cvc: support.map_or(CvcPolicy::Never, |support| {
                CvcPolicy::resolve(wanted, support)
            }),
            cvc_blocked_until: blocked_until.map(|until| until / 1000),
            unusable,
        })
    }
}
