//! Draws what was paid, or is being checked: shop, order, amount, card, and the payment's id.

use super::card_name;
use super::markup::Markup;
use crate::flow::{Flow, Polling, State};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the receipt once the order is paid, or a person has to find out.
pub fn draw(flow: &Flow, messages: &Messages) -> Option<Markup> {
    let checkout = flow.session().checkout()?;
    let (State::Succeeded | State::Processing(Polling::Review)) = flow.state() else {
        return None;
    };
    let card = flow.session().picked_card();
    let payment = flow.charge().seen();
    let lines = [
        (Key::ReceiptAmount, messages.amount(Some(checkout))),
        (
            Key::CardCard,
            card.map_or_else(String::new, |card| card_name::name(card, messages)),
        ),
        (Key::ReceiptShop, checkout.merchant.clone()),
        (Key::ReceiptOrder, checkout.order.clone()),
        (
            Key::ReceiptPayment,
            payment.map_or_else(String::new, |id| id.as_str().to_owned()),
        ),
    ];
    let lines = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let lines = lines.map(|(key, text)| {
        // A card's name is a phrase of the language, though it begins with a Latin name.
        let direction = if key == Key::CardCard { "" } else { "dir=auto" };
        Markup::new("div", "class=receipt-line; part=receipt-line")
            .child(Markup::new("dt", "").text(messages.get(key)))
            .child(Markup::new("dd", direction).text(text))
    });
    Some(Markup::new("dl", "class=receipt; part=receipt").children(lines.collect()))
}
