//! Checks a payment by a new card.

use oneclick_rules::{ErrorCode, Limit, RedirectKind, Violation};

use crate::model::consent::Consent;
use crate::model::order::Order;
use crate::model::saving::{SaveState, Saving};
use crate::model::session::Session;
use crate::payments::create::attempt::Instrument;
use crate::payments::create::{Payments, RequestedPayment, free};
use crate::payments::send::new_card::Beginning;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::sessions::open::{can_save, not_takeable};
use crate::store::{Tx, attempts, limits, orders};

impl Payments {
    /// Checks what can be checked of a card that nobody has typed yet, and
    /// writes the intent, the consent to save the card with it.
    pub(crate) fn new_card(
        &self,
        tx: &Tx<'_>,
        session: Session,
        order: &Order,
        request: &RequestedPayment,
        save: Option<&Consent>,
    ) -> Result<Beginning, Refusal> {
        let now = self.deployment.clock().now();
        let owner = session.customer(order);
        let configured = self.deployment.providers.of(&session.terms);
        let configured = configured.ok_or_else(|| broken(ErrorCode::CardProvider, "new_card"))?;
        if save.is_some() {
            if owner.is_none() {
                return Err(broken(ErrorCode::CustomerMissing, "new_card.save"));
            }
            check_saving(configured, &session)?;
        }
        let customer = match owner {
            Some(owner) => orders::customer(tx, owner)?,
            None => None,
        };
        let terms = &session.terms;
        let refused = not_takeable(
            configured,
            terms,
            &order.reference,
            order.amount,
            customer.as_ref(),
        );
        if !refused.is_empty() {
            return Err(Refusal::Rules(refused));
        }
        self.check_declines(tx, order, owner)?;
        let until = limits::new_cards(tx, &order.reference, owner, now)?;
        free(Limit::NewCardsPerCustomer, until, now)?;
        let by = Instrument {
            provider: String::from(configured.provider.name().as_str()),
            card: None,
            cvc_given: false,
            page: RedirectKind::CardPage,
        };
        let mut attempt = self.new_attempt(&session, order, by)?;
        attempts::insert(tx, &attempt)?;
        request.bind_key(tx, &attempt)?;
        if let Some(consent) = save {
            let saving = Saving {
                uses: session.terms.save_uses.clone(),
                consent: consent.clone(),
                state: SaveState::Requested,
                tries: 0,
                prepared: None,
            };
            attempts::request_save(tx, &attempt.id, &saving)?;
            attempt.saving = Some(saving);
        }
        Ok(Beginning {
            attempt,
            session,
            customer,
            configured: configured.clone(),
        })
    }
}

/// Refuses consent to what the provider cannot do before anything is sent.
fn check_saving(configured: &Configured, session: &Session) -> Result<(), Refusal> {
    if !configured.provider.capabilities().hosted_page.is_there() {
        return Err(broken(ErrorCode::CardProvider, "new_card.save"));
    }
    if !can_save(configured, &session.terms.save_uses) {
        return Err(broken(ErrorCode::CardUse, "new_card.save"));
    }
    Ok(())
}

fn broken(code: ErrorCode, field: &'static str) -> Refusal {
    Refusal::Rules(vec![Violation::new(code, field)])
}
