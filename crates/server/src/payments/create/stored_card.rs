//! Checks a payment by a stored card.

use oneclick_rules::{CardId, CvcPolicy, ErrorCode, RedirectKind};

use crate::model::order::Order;
use crate::model::session::Session;
use crate::payments::create::Payments;
use crate::payments::create::attempt::Instrument;
use crate::payments::create::requested_payment::RequestedPayment;
use crate::payments::limits::GuessLimits;
use crate::payments::send::stored_card::Charging;
use crate::refusal::Refusal;
use crate::sessions::open::Sessions;
use crate::store::{Tx, attempts, cards, limits, orders, tokens};

impl Payments {
    /// Checks the card and the code, and writes the intent.
    pub(crate) fn intend_stored_card(
        &self,
        tx: &Tx<'_>,
        session: Session,
        order: &Order,
        request: &RequestedPayment,
        card: &CardId,
        typed: Option<&str>,
    ) -> Result<Charging, Refusal> {
        let now = self.deployment.clock().now();
        let card = match session.customer(order) {
            Some(customer) => cards::find(tx, card, customer)?,
            None => None,
        };
        let card = card.ok_or(Refusal::CardUnknown)?;
        tx.read_ahead(|tx| {
            let _ = limits::cvc_tries(tx, &card, now);
            let _ = limits::may_be_reached(tx, &order.reference, Some(&card.customer), now);
            let _ = orders::customer(tx, &card.customer);
        });
        let guesses = GuessLimits::of(&self.deployment);
        let tries = limits::cvc_tries(tx, &card, now)?;
        if typed.is_some() {
            guesses.check_cvc(tries)?;
        }
        guesses.check_declines(tx, &order.reference, Some(&card.customer))?;
        let customer = orders::customer(tx, &card.customer)?;
        let sessions = Sessions::of(&self.deployment);
        let shown = sessions.stored_card(&session, order, customer.as_ref(), (&card, tries));
        let cvc = shown.check(typed, now / 1000).map_err(Refusal::Card)?;
        let configured = self
            .deployment
            .providers
            .find(&card.provider)
            .ok_or(Refusal::Card(vec![ErrorCode::CardProvider]))?;
        let by = Instrument {
            provider: card.provider.clone(),
            card: Some(card.id.clone()),
            cvc_given: cvc.is_some(),
            page: if shown.cvc == CvcPolicy::Hosted {
                RedirectKind::CvcPage
            } else {
                RedirectKind::Authentication
            },
        };
        let attempt = self.shoppers_attempt(tx, &session, order, request, by)?;
        attempts::insert(tx, &attempt)?;
        request.bind_key(tx, &attempt)?;
        tokens::note_use(tx, &attempt.id, &card)?;
        Ok(Charging {
            attempt,
            session,
            customer,
            card,
            shown,
            cvc,
            configured: configured.clone(),
        })
    }
}
