//! What the description shows of the element's answers.

use oneclick_rules::wire::{CheckoutView, ExtendedView, NewCardView, PaymentView};
use oneclick_rules::{CvcPolicy, Mode, PaymentState, StoredCard};

use crate::http::example::Example;
use crate::model::example::{self, PAID_AT};

impl Example for PaymentView {
    fn example() -> Option<Self> {
        Some(Self {
            id: example::payment_id()?,
            state: PaymentState::Succeeded,
            amount: example::euro(995)?,
            card: example::card_id(),
            decline: None,
            failure: None,
            redirect: None,
            poll_after: None,
            needs_review: false,
        })
    }
}

impl Example for CheckoutView {
    fn example() -> Option<Self> {
        let card = example::card()?;
        Some(Self {
            session: example::session_id()?,
            mode: Mode::Test,
            merchant: String::from("Nordlys"),
            order: example::order()?.to_string(),
            amount: example::euro(995)?,
            language: Some(String::from("en")),
            now: PAID_AT - 60,
            expires_at: PAID_AT + 3540,
            cards: vec![StoredCard {
                id: card.id,
                brand: card.brand,
                last_four: card.last_four,
                expiry: card.expiry,
                default: card.default,
                cvc: CvcPolicy::Required,
                cvc_blocked_until: None,
                unusable: None,
                uses: card.uses,
            }],
            cards_editable: true,
            new_card: Some(NewCardView { save: true }),
            payment: None,
            limited: None,
        })
    }
}

impl Example for ExtendedView {
    fn example() -> Option<Self> {
        Some(Self {
            expires_at: PAID_AT + 7200,
            now: PAID_AT + 3600,
        })
    }
}
