//! What the description shows of a card as the merchant sees it.

use crate::http::example::Example;
use crate::http::merchant::cards::{
    CardView, CardsView, ConsentView, CvcAttemptsView, RecordedView,
};
use crate::model::example;
use crate::store::limits::CvcTries;

impl Example for CardView {
    fn example() -> Option<Self> {
        let card = example::card()?;
        Some(Self {
            id: card.id,
            provider: card.provider,
            brand: card.brand,
            last_four: card.last_four,
            expiry: card.expiry,
            default: card.default,
            consents: vec![RecordedView {
                consent: ConsentView::of(card.consent),
                uses: card.uses.clone(),
                session: None,
                payment: None,
            }],
            uses: card.uses,
            consent: ConsentView::of(example::consent()),
            initial_transaction: card.initial_transaction,
            locked: false,
            cvc_attempts: CvcAttemptsView {
                counted: 0,
                limit: CvcTries::WRONG,
                blocked_until: None,
            },
        })
    }
}

impl Example for CardsView {
    fn example() -> Option<Self> {
        let cards = vec![CardView::example()?];
        Some(Self { cards })
    }
}
