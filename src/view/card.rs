//! Draws the cards of the list.

use oneclick_rules::{Brand, CvcPolicy, Expiry, StoredCard, Unusable, decimal_digits};

use super::callbacks::ViewCallbacks;
use super::cvc;
use super::markup::{Markup, Property};
use crate::flow::{Flow, FlowEvent, Pick};
use crate::messages::{MessageKey as Key, Messages};

/// Draws a card that can pay: one radio of the group, with its security code beside it.
pub fn draw(
    flow: &Flow,
    card: &StoredCard,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Markup {
    let picked = flow
        .session()
        .picked_card()
        .is_some_and(|one| one.id == card.id);
    // A field that has gone is explained where it stood.
    let blocked = picked && card.cvc_blocked_until.is_some();
    let mut spoken = name(card, messages);
    if let Some(expiry) = card.expiry {
        spoken = spoken + ", " + &messages.fill(Key::CardExpires, &messages.month(expiry));
    }
    let elsewhere = (card.cvc == CvcPolicy::Hosted).then(|| {
        // The comma is heard before what follows.
        spoken.push_str(", ");
        Markup::new("span", "class=elsewhere").text(messages.get(Key::CvcHosted))
    });
    let mut radio = radio(flow, Pick::Stored(card.id.clone()), picked, callbacks);
    if blocked {
        radio = radio.attribute("aria-describedby", "cvc-problem");
    }
    let choice = details(Markup::new("label", "class=choice").child(radio), card)
        .child(Markup::new("span", "class=unseen").text(spoken))
        .child(elsewhere);
    let drawn = Markup::new("div", "class=card; part=card")
        .key(card.id.as_str())
        .truth("data-picked", picked)
        .child(choice);
    if picked && card.cvc.asks() {
        cvc::draw(drawn, flow, card, messages)
    } else if blocked {
        drawn.child(cvc::problem(messages.get(Key::CvcBlocked)))
    } else {
        drawn
    }
}

/// Draws the radio of a choice.
pub fn radio(flow: &Flow, pick: Pick, picked: bool, callbacks: &ViewCallbacks) -> Markup {
    Markup::new("input", "class=radio; type=radio; name=card")
        .attribute("value", pick.as_str().to_owned())
        .property(Property::Checked, picked)
        .truth("aria-disabled", !flow.may_press())
        .on(
            "change",
            callbacks.sending(move || FlowEvent::Picked(pick.clone())),
        )
        // Keys and clicks alike pass here before the browser moves the mark.
        .on("click", callbacks.holding())
}

/// Draws the cards that cannot pay: text with the reason, outside the radios.
pub fn draw_unusable(flow: &Flow, messages: &Messages) -> Option<Markup> {
    let cards: Vec<_> = flow
        .session()
        .unusable_cards()
        .map(|card| {
            let reason = card.unusable.map(|why| messages.get(reason(why)));
            let item = Markup::new("li", "class=card unusable; part=card-unusable");
            details(item.key(card.id.as_str()), card)
                // The comma is heard before the reason.
                .child(Markup::new("span", "class=unseen").text(name(card, messages) + ", "))
                .child(Markup::new("span", "class=reason").text(reason.unwrap_or_default()))
        })
        .collect();
    (!cards.is_empty()).then(|| {
        Markup::new("ul", "class=cards")
            .attribute("aria-label", messages.get(Key::CardUnusable))
            .children(cards)
    })
}

/// Returns the message of why a card cannot pay.
fn reason(unusable: Unusable) -> Key {
    match unusable {
        Unusable::Expired => Key::CardExpired,
        Unusable::Locked => Key::CardLocked,
        Unusable::CvcAttempts => Key::CardCvcAttempts,
        Unusable::Use => Key::CardUse,
        Unusable::Provider => Key::CardProvider,
    }
}

/// Returns the card's name: "Visa ending in 4242".
pub fn name(card: &StoredCard, messages: &Messages) -> String {
    [
        &brand(card.brand, messages),
        " ",
        &messages.fill(Key::CardEnding, card.last_four.as_str()),
    ]
    .concat()
}

/// Draws the card details for the eye; a screen reader reads them elsewhere, once.
fn details(around: Markup, card: &StoredCard) -> Markup {
    let mark = Markup::new("span", "class=mark; part=mark; aria-hidden=true")
        .attribute("data-brand", card.brand.as_str())
        .text(mark(card.brand));
    let number = Markup::new("span", "class=number")
        .child(Markup::new("span", "class=dots").text("•••• "))
        .text(card.last_four.as_str().to_owned());
    let expiry = card.expiry.map(date).unwrap_or_default();
    let digits = Markup::new("span", "class=digits; aria-hidden=true; dir=ltr")
        .child(number)
        .child(Markup::new("span", "class=expiry").text(expiry));
    around.child(mark).child(digits)
}

/// Writes a month as it is printed on a card: 12/31.
fn date(expiry: Expiry) -> String {
    let month = decimal_digits(expiry.month().into(), 2);
    [month, decimal_digits((expiry.year() % 100).into(), 2)].join("/")
}

fn brand(brand: Brand, messages: &Messages) -> String {
    match brand {
        Brand::Visa => "Visa".to_owned(),
        Brand::Mastercard => "Mastercard".to_owned(),
        Brand::AmericanExpress => "American Express".to_owned(),
        Brand::Maestro => "Maestro".to_owned(),
        Brand::Discover => "Discover".to_owned(),
        Brand::DinersClub => "Diners Club".to_owned(),
        Brand::Jcb => "JCB".to_owned(),
        Brand::UnionPay => "UnionPay".to_owned(),
        Brand::Unknown => messages.get(Key::CardCard),
    }
}

/// Returns the text on a mark, which is part of the card's name: a shopper who speaks to
/// the browser says what is seen. Mastercard's mark has none.
fn mark(brand: Brand) -> &'static str {
    match brand {
        Brand::Visa => "VISA",
        Brand::AmericanExpress => "AMERICAN EXPRESS",
        Brand::Maestro => "Maestro",
        Brand::Discover => "Discover",
        Brand::DinersClub => "Diners",
        Brand::Jcb => "JCB",
        Brand::UnionPay => "UnionPay",
        Brand::Mastercard | Brand::Unknown => "",
    }
}
