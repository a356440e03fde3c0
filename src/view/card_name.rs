//! Names a card: to the eye, and to a shopper who listens.

use oneclick_rules::StoredCard;

use crate::messages::{MessageKey as Key, Messages};

/// Returns the card's name: "Visa ending in 4242".
pub fn name(card: &StoredCard, messages: &Messages) -> String {
    let ending = messages.fill(Key::CardEnding, card.last_four.as_str());
    [&brand(card, messages), " ", &ending].concat()
}

/// Returns the card's name as it is written, in one piece: "Visa •••• 4242".
pub fn label(card: &StoredCard, messages: &Messages) -> String {
    [
        &brand(card, messages),
        "\u{a0}••••\u{a0}",
        card.last_four.as_str(),
    ]
    .concat()
}

/// Returns the name of the card's brand.
pub fn brand(card: &StoredCard, messages: &Messages) -> String {
    match card.brand.name() {
        Some(name) => name.to_owned(),
        None => messages.get(Key::CardCard),
    }
}
