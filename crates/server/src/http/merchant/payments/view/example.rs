//! What the description shows of a payment as the merchant sees it.

use oneclick_rules::CardUse;
use oneclick_rules::wire::PaymentView;

use crate::http::example::Example;
use crate::http::merchant::payments::view::{EventView, MerchantPaymentView};
use crate::model::example::{self, PAID_AT};
use crate::model::state::State;

impl Example for MerchantPaymentView {
    fn example() -> Option<Self> {
        let attempt = example::attempt(State::Captured)?;
        let event = |kind: State, from: Option<State>, by: &str| EventView {
            at: PAID_AT,
            kind: String::from(kind.as_str()),
            from: from.map(|from| String::from(from.as_str())),
            to: String::from(kind.as_str()),
            by: String::from(by),
            detail: String::new(),
        };
        Some(Self {
            payment: PaymentView::example()?,
            dispute: None,
            card_use: CardUse::OneClick,
            captured: 995,
            refunded: 0,
            save: None,
            operations: Vec::new(),
            order: attempt.order,
            customer: example::customer(),
            session: attempt.session,
            provider: attempt.provider,
            attempt_reference: String::from(attempt.reference.as_str()),
            provider_payment_id: attempt.provider_payment_id,
            attempt_state: attempt.state.as_str(),
            duplicates: Vec::new(),
            review: Vec::new(),
            created_at: PAID_AT,
            events: vec![
                EventView {
                    kind: String::from("intent"),
                    ..event(State::Created, None, "shopper")
                },
                event(State::Sent, Some(State::Created), "engine"),
                event(State::Captured, Some(State::Sent), "charge"),
            ],
        })
    }
}
