//! Draws the cards of the list.

use oneclick_rules::{CvcPolicy, StoredCard};

use super::callbacks::ViewCallbacks;
use super::card_name::{brand, name};
use super::markup::{Markup, Property};
use super::{cvc, edits, mark};
use crate::flow::{Flow, FlowEvent, Pick};
use crate::messages::{MessageKey as Key, Messages};

/// The days before its end in which a card says that it ends soon.
const SOON: u16 = 30;

/// Draws a card that can pay: one radio of the group, with its security code beside it.
pub fn draw(
    flow: &Flow,
    card: &StoredCard,
    picked: bool,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Markup {
    // A field that has gone is explained where it stood.
    let blocked = picked && card.cvc_blocked_until.is_some();
    let (mut spoken, comma) = (name(card, messages), messages.get(Key::Comma));
    // A card that ends soon says so while it can still be replaced in time.
    let now = flow.session().checkout().map(|checkout| checkout.now);
    let ends = card.expiry.map(|expiry| {
        let is_soon = now.is_some_and(|now| expiry.ends_within(now, SOON));
        let key = if is_soon {
            Key::CardExpiresSoon
        } else {
            Key::CardExpires
        };
        spoken.push_str(&comma);
        spoken.push_str(&messages.fill(key, &messages.month(expiry)));
        Markup::new("span", "class=expiry; part=expiry")
            .truth("data-soon", is_soon)
            .text(messages.fill(key, &expiry.printed()))
    });
    let elsewhere = (card.cvc == CvcPolicy::Hosted).then(|| {
        // The comma is heard before what follows.
        spoken.push_str(&comma);
        Markup::new("span", "class=elsewhere; part=elsewhere").text(messages.get(Key::CvcHosted))
    });
    let mut radio = radio(flow, Pick::Stored(card.id.clone()), picked, callbacks);
    if blocked {
        radio = radio.attribute("aria-describedby", "cvc-problem");
    }
    let choice = Markup::new("label", "class=choice").child(radio);
    let choice = details(choice, card, messages, ends)
        .child(Markup::new("span", "class=unseen").text(spoken))
        .child(elsewhere);
    let drawn = Markup::new("div", "class=card; part=card")
        .key(card.id.as_str())
        .truth("data-picked", picked)
        .child(choice);
    let drawn = if picked && card.cvc.asks() {
        cvc::draw(drawn, flow, card, messages, callbacks)
    } else if blocked {
        drawn.child(cvc::problem(messages.get(Key::CvcBlocked)).truth("data-calm", true))
    } else {
        drawn
    };
    edits::draw(drawn, flow, card, messages, callbacks)
}

/// Draws the radio of a choice.
pub fn radio(flow: &Flow, pick: Pick, picked: bool, callbacks: &ViewCallbacks) -> Markup {
    Markup::new("input", "class=radio; part=radio; type=radio; name=card")
        .attribute("value", pick.as_str().to_owned())
        .property(Property::Checked, picked)
        .truth("aria-disabled", !flow.may_press())
        .on(
            "change",
            callbacks.handling(move || FlowEvent::Picked(pick.clone())),
        )
        // Keys and clicks alike pass here before the browser moves the mark.
        .on("click", callbacks.guarding())
}

/// Draws the cards that cannot pay: text with the reason, outside the radios.
pub fn draw_unusable(
    flow: &Flow,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Option<Markup> {
    let cards: Vec<_> = flow
        .session()
        .unusable_cards()
        .map(|card| {
            let why = card.unusable.map(|why| messages.get(Key::of_unusable(why)));
            let why =
                Markup::new("span", "class=reason; part=reason").text(why.unwrap_or_default());
            let item = Markup::new("li", "class=card unusable; part=card-unusable");
            let item = details(item.key(card.id.as_str()), card, messages, None)
                // The comma is heard before the reason.
                .child(
                    Markup::new("span", "class=unseen")
                        .text(name(card, messages) + &messages.get(Key::Comma)),
                )
                .child(why);
            edits::draw(item, flow, card, messages, callbacks)
        })
        .collect();
    (!cards.is_empty()).then(|| {
        Markup::new("ul", "class=unusable-cards")
            .attribute("aria-label", messages.get(Key::CardUnusable))
            .children(cards)
    })
}

/// Draws the card details for the eye; a screen reader reads them elsewhere, once.
fn details(around: Markup, card: &StoredCard, messages: &Messages, ends: Option<Markup>) -> Markup {
    let digits = Markup::new("span", "class=last; dir=ltr")
        .child(Markup::new("span", "class=dots").text("•••• "))
        .text(card.last_four.as_str().to_owned());
    // In the order of its own name, as the button says it: a brand's begins on the left.
    let name = Markup::new("bdi", "").text(brand(card, messages) + " ");
    let number = Markup::new("span", "class=number; part=number").child(name.child(digits));
    let shown = Markup::new("span", "class=digits; aria-hidden=true")
        .child(number)
        .child(ends);
    around.child(mark::draw(card.brand)).child(shown)
}
