//! Checks a payment by a new card.

use oneclick_providers::CardUses;
use oneclick_rules::wire::NewCardView;
use oneclick_rules::{Customer, ErrorCode, RedirectKind, Violation};

use crate::model::consent::Consent;
use crate::model::order::Order;
use crate::model::saving::{SaveState, Saving};
use crate::model::session::Session;
use crate::payments::create::Payments;
use crate::payments::create::attempt::Instrument;
use crate::payments::create::requested_payment::RequestedPayment;
use crate::payments::limits::GuessLimits;
use crate::payments::send::new_card::Beginning;
use crate::refusal::Refusal;
use crate::registry::Configured;
use crate::sessions::open::not_takeable;
use crate::store::{Tx, attempts, orders};

impl Payments {
    /// Checks what can be checked of a card that nobody has typed yet, and
    /// writes the intent, the consent to save the card with it.
    pub(crate) fn intend_new_card(
        &self,
        tx: &Tx<'_>,
        session: Session,
        order: &Order,
        request: &RequestedPayment,
        save: Option<&Consent>,
    ) -> Result<Beginning, Refusal> {
        let owner = session.customer(order);
        let customer = owner
            .map(|owner| orders::customer(tx, owner))
            .transpose()?
            .flatten();
        let configured =
            self.check_new_card(tx, &session, order, customer.as_ref(), save.is_some())?;
        let by = Instrument {
            provider: String::from(configured.provider.name().as_str()),
            card: None,
            cvc_given: false,
            page: RedirectKind::CardPage,
        };
        let mut attempt = self.shoppers_attempt(tx, &session, order, request, by)?;
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

    /// Returns what may be done with a new card; `None` while none would be taken.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn new_card_view(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        customer: Option<&Customer>,
    ) -> Result<Option<NewCardView>, Refusal> {
        match self.check_new_card(tx, session, order, customer, false) {
            Ok(configured) => Ok(Some(NewCardView {
                save: check_saving(configured, session, order).is_ok(),
            })),
            Err(Refusal::Internal(error)) => Err(Refusal::Internal(error)),
            Err(_) => Ok(None),
        }
    }

    /// Checks that a new card would be taken, and saved if `save`: returns its provider.
    fn check_new_card(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        customer: Option<&Customer>,
        save: bool,
    ) -> Result<&Configured, Refusal> {
        let owner = session.customer(order);
        let configured = self.deployment.providers.of(&session.terms);
        let configured = configured.ok_or_else(|| broken(ErrorCode::CardProvider, "new_card"))?;
        if save {
            check_saving(configured, session, order)?;
        }
        let refused = not_takeable(
            configured,
            &session.terms,
            &order.reference,
            order.amount,
            customer,
        );
        if !refused.is_empty() {
            return Err(Refusal::Rules(refused));
        }
        GuessLimits::of(&self.deployment).check_new_card(tx, &order.reference, owner)?;
        Ok(configured)
    }
}

/// Refuses consent to what the provider cannot do, and a guest's, before anything is sent.
fn check_saving(configured: &Configured, session: &Session, order: &Order) -> Result<(), Refusal> {
    if session.customer(order).is_none() {
        return Err(broken(ErrorCode::CustomerMissing, "new_card.save"));
    }
    let can = configured.provider.capabilities();
    if !can.hosted_page.is_there() {
        return Err(broken(ErrorCode::CardProvider, "new_card.save"));
    }
    if !can.can_keep(CardUses::of(&session.terms.save_uses)) {
        return Err(broken(ErrorCode::CardUse, "new_card.save"));
    }
    Ok(())
}

fn broken(code: ErrorCode, field: &'static str) -> Refusal {
    Refusal::Rules(vec![Violation::new(code, field)])
}
