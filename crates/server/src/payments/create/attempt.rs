//! A new attempt.

use oneclick_rules::{CardId, CardUse, RedirectKind, SessionId};

use crate::deployment::milliseconds;
use crate::model::attempt::Attempt;
use crate::model::order::Order;
use crate::model::session::Session;
use crate::model::state::State;
use crate::payments::create::Payments;
use crate::refusal::Refusal;

/// By what an attempt is made.
pub(crate) struct Instrument {
    pub provider: String,
    pub card: Option<CardId>,
    pub cvc_given: bool,
    /// What the provider's page asks for, where the shopper is sent to one.
    pub page: RedirectKind,
}

/// From what request an attempt comes.
pub(crate) struct Asking {
    /// The shopper's session; `None` for the merchant.
    pub session: Option<SessionId>,
    pub card_use: CardUse,
}

impl Payments {
    pub(crate) fn new_attempt(
        &self,
        session: &Session,
        order: &Order,
        by: Instrument,
    ) -> Result<Attempt, Refusal> {
        let asking = Asking {
            session: Some(session.id.clone()),
            card_use: CardUse::OneClick,
        };
        self.attempt_of(order, asking, by)
    }

    /// Returns an attempt to have the order paid, of which no byte has left.
    ///
    /// # Errors
    /// Fails if the operating system has no randomness to give.
    pub(crate) fn attempt_of(
        &self,
        order: &Order,
        asking: Asking,
        by: Instrument,
    ) -> Result<Attempt, Refusal> {
        let random = self.deployment.environment.random();
        let now = self.deployment.clock().now();
        let settings = &self.deployment.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Attempt {
            id: random.payment_id()?,
            order: order.reference.clone(),
            session: asking.session,
            card: by.card,
            card_use: asking.card_use,
            provider: by.provider,
            reference: random.attempt_reference()?,
            return_token: random.return_token()?,
            state: State::Created,
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
