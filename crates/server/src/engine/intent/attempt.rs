//! A new attempt of the shopper's.

use oneclick_rules::{CardId, CardUse};

use super::PayRequest;
use crate::engine::state::State;
use crate::engine::{Engine, Refusal, milliseconds};
use crate::random;
use crate::store::attempts::Attempt;
use crate::store::orders::Order;
use crate::store::sessions::Session;

/// By what an attempt is made.
pub(super) struct Instrument {
    pub provider: String,
    pub card: Option<CardId>,
    pub cvc_given: bool,
}

impl Engine {
    pub(super) fn new_attempt(
        &self,
        session: &Session,
        order: &Order,
        request: &PayRequest,
        by: Instrument,
    ) -> Result<Attempt, Refusal> {
        let now = self.clock().now();
        let settings = &self.parts.settings;
        // Should this process end before the answer, the worker takes over.
        let takeover =
            milliseconds(settings.provider_timeout) + milliseconds(settings.first_look_up);
        Ok(Attempt {
            id: random::payment_id()?,
            order: order.reference.clone(),
            session: Some(session.id.clone()),
            card: by.card,
            card_use: CardUse::OneClick,
            provider: by.provider,
            reference: random::provider_reference()?,
            return_reference: random::return_reference()?,
            state: State::Created,
            amount: order.amount,
            key: request.key.clone(),
            fingerprint: request.fingerprint(),
            cvc_given: by.cvc_given,
            provider_payment: None,
            payment_hint: None,
            decline_reason: None,
            dispute: None,
            redirect_url: None,
            redirect_expires_at: None,
            created_at: now,
            updated_at: now,
            version: 1,
            look_up_at: Some(now + takeover),
            look_ups: 0,
            empty_since: None,
            keep: None,
        })
    }
}
