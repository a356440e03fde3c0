//! Reads what the element needs to draw.

use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{CardUse, Customer, CvcPolicy, OrderReference, StoredCard, Unusable};

use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::order::Order;
use crate::model::session::Session;
use crate::payments::create::Payments;
use crate::payments::limits::GuessLimits;
use crate::payments::look_up::LookUps;
use crate::payments::standing::{Standing, standing};
use crate::payments::view::PaymentViews;
use crate::refusal::Refusal;
use crate::sessions::open::{Sessions, as_it_stands, not_takeable};
use crate::store::limits::{self, CvcTries};
use crate::store::{Tx, cards, orders, recovery};

impl Sessions {
    /// Returns everything that the element needs to draw.
    ///
    /// # Errors
    /// Fails with [`Refusal::SessionExpired`], [`Refusal::Superseded`] while nothing of
    /// the order is to be shown, and with [`Refusal::Recovering`] while it is not known
    /// whether the order was paid.
    pub async fn checkout_view(&self, session: &Session) -> Result<CheckoutView, Refusal> {
        let this = self.clone();
        let session = session.clone();
        let (view, is_open) = self
            .deployment
            .store
            .read(move |tx| this.read_checkout(tx, session))
            .await?;
        if let Some(order) = is_open {
            LookUps::of(&self.deployment).bring_forward(&order).await?;
        }
        Ok(view)
    }

    /// Reads the checkout as it stands, and the order if its payment's outcome is open.
    fn read_checkout(
        &self,
        tx: &Tx<'_>,
        session: Session,
    ) -> Result<(CheckoutView, Option<OrderReference>), Refusal> {
        let (session, order, standing) = self.standing_session(tx, session)?;
        let now = self.deployment.clock().now();
        // After its lifetime a token reads its order's payment alone.
        let (cards, new_card, limited) = if now < session.expires_at {
            let owner = session.customer(&order);
            let customer = owner
                .map(|owner| orders::customer(tx, owner))
                .transpose()?
                .flatten();
            let customer = customer.as_ref();
            let payments = Payments::of(&self.deployment);
            let new_card = payments.new_card_view(tx, &session, &order, customer)?;
            let limits = GuessLimits::of(&self.deployment);
            let limited = limits.limited(tx, &order.reference, owner)?;
            let cards = self.stored_cards(tx, &session, &order, customer)?;
            (cards, new_card, limited)
        } else {
            (Vec::new(), None, None)
        };
        let views = PaymentViews::of(&self.deployment);
        let payment = standing.shown().map(|shown| views.payment_view(tx, shown));
        let payment = payment.transpose()?;
        if payment.is_none() && recovery::is_closed(tx)? {
            return Err(Refusal::Recovering);
        }
        let holder = standing.holder;
        let view = CheckoutView {
            session: session.id,
            mode: session.mode,
            merchant: self.deployment.merchant.clone(),
            order: session.order.as_str().to_owned(),
            amount: holder
                .as_ref()
                .map_or(session.amount, |holder| holder.amount),
            language: session.terms.language,
            now: now / 1000,
            expires_at: session.expires_at / 1000,
            cards,
            cards_editable: true,
            new_card,
            payment,
            limited,
        };
        let open = holder.filter(|attempt| attempt.state.is_open());
        Ok((view, open.map(|attempt| attempt.order)))
    }

    /// Returns the session as it stands, its order, and how its attempts stand.
    pub(crate) fn standing_session(
        &self,
        tx: &Tx<'_>,
        session: Session,
    ) -> Result<(Session, Order, Standing), Refusal> {
        let standing = standing(tx, &session.order)?;
        self.may_read(&session, &standing)?;
        let order = orders::find(tx, &session.order)?.ok_or(Refusal::Missing)?;
        // It may have been changed since the token was read.
        let session = as_it_stands(tx, session, &order)?;
        if standing.holder.is_none() && order.amount != session.amount {
            return Err(Refusal::Superseded);
        }
        Ok((session, order, standing))
    }

    /// Returns the customer's cards in the order to show them.
    fn stored_cards(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        customer: Option<&Customer>,
    ) -> Result<Vec<StoredCard>, Refusal> {
        let (mut shown, now) = (Vec::new(), self.deployment.clock().now());
        if let Some(id) = session.customer(order) {
            for card in cards::of_customer(tx, id)? {
                let tries = limits::cvc_tries(tx, &card, now)?;
                shown.push(self.stored_card(session, order, customer, (&card, tries)));
            }
        }
        // The list is ordered: what comes first and can pay is the default card.
        if let Some(first) = shown.iter_mut().find(|card| card.unusable.is_none()) {
            first.default = true;
        }
        Ok(shown)
    }

    /// Returns the card, whose code was tried so often, under the session's terms for this
    /// order and its customer. `default` is still to be decided.
    pub(crate) fn stored_card(
        &self,
        session: &Session,
        order: &Order,
        customer: Option<&Customer>,
        (card, tries): (&Card, CvcTries),
    ) -> StoredCard {
        let now = self.deployment.clock().now();
        let configured = self.deployment.providers.find(&card.provider);
        let support = configured.map(|configured| configured.provider.capabilities().cvc);
        let blocked_until = tries.blocked_until;
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
        StoredCard {
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
            uses: card.uses.clone(),
        }
    }

    /// Refuses a session that may not read its order any more. After its lifetime it
    /// still may, until the outcome is final and for 24 hours after.
    pub(crate) fn may_read(&self, session: &Session, standing: &Standing) -> Result<(), Refusal> {
        let now = self.deployment.clock().now();
        let recent = |attempt: &Attempt| {
            attempt.state.is_open() || now < attempt.updated_at + 24 * 3_600_000
        };
        if now < session.expires_at || standing.shown().is_some_and(recent) {
            Ok(())
        } else {
            Err(Refusal::SessionExpired)
        }
    }
}
