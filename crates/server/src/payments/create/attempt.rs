//! A new attempt.

use oneclick_rules::{CardId, CardUse, RedirectKind, SessionId};

use crate::deployment::milliseconds;
use crate::model::attempt::Attempt;
use crate::model::order::Order;
use crate::model::session::Session;
use crate::model::state::State;
use crate::payments::create::Payments;
use crate::payments::create::requested_payment::RequestedPayment;
use crate::refusal::Refusal;
use crate::store::{Tx, attempts};

/// By what an attempt is made.
pub(crate) struct Instrument {
    pub provider: String,
    pub card: Option<CardId>,
    pub cvc_given: bool,
    /// What the provider's page asks for, where the shopper is sent to one.
    pub page: RedirectKind,
}

/// Who asked for an attempt, and for what use of the card.
pub(crate) struct AttemptOrigin {
    /// The shopper's session; `None` for the merchant.
    pub session: Option<SessionId>,
    /// Whether the shopper asked on the pay page.
    pub on_pay_page: bool,
    pub card_use: CardUse,
}

impl Payments {
    /// Returns a new attempt that the shopper of this session asked for.
    ///
    /// # Errors
    /// Fails as [`Self::new_attempt`] does.
    pub(crate) fn shoppers_attempt(
        &self,
        tx: &Tx<'_>,
        session: &Session,
        order: &Order,
        request: &RequestedPayment,
        by: Instrument,
    ) -> Result<Attempt, Refusal> {
        let origin = AttemptOrigin {
            session: Some(session.id.clone()),
            on_pay_page: request.on_pay_page,
            card_use: CardUse::OneClick,
        };
        self.new_attempt(tx, order, origin, by)
    }

    /// Returns a new attempt to have the order paid, with the order's amount and the
    /// reference of the next number; no byte of it has left.
    ///
    /// # Errors
    /// Fails if the database is unreachable, or the operating system has no randomness to
    /// give.
    pub(crate) fn new_attempt(
        &self,
        tx: &Tx<'_>,
        order: &Order,
        origin: AttemptOrigin,
        by: Instrument,
    ) -> Result<Attempt, Refusal> {
        let random = self.deployment.environment.random();
        let now = self.deployment.clock().now();
        let settings = &self.deployment.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        let number = attempts::next_number(tx, &order.reference)?;
        let references = &self.deployment.references;
        Ok(Attempt {
            id: random.payment_id()?,
            order: order.reference.clone(),
            number,
            session: origin.session,
            card: by.card,
            card_use: origin.card_use,
            provider: by.provider,
            reference: references.reference(&order.reference, number)?,
            return_token: references.return_token(&order.reference, number),
            state: State::Created,
            on_pay_page: origin.on_pay_page,
            amount: order.amount,
            cvc_given: by.cvc_given,
            provider_payment_id: None,
            payment_hints: Vec::new(),
            decline_reason: None,
            dispute: None,
            redirect_url: None,
            redirect_expires_at: None,
            redirect_kind: by.page,
            cancel_asked_at: None,
            created_at: now,
            recovered_at: None,
            updated_at: now,
            version: 1,
            look_up_at: Some(now + takeover),
            look_ups: 0,
            expedites: 0,
            expedited_at: None,
            empty_since: None,
            saving: None,
        })
    }
}
