//! Draws the choice of a new card, and the box by which the shopper has it saved.

use super::callbacks::ViewCallbacks;
use super::card;
use super::markup::Markup;
use crate::flow::{Flow, Pick};
use crate::messages::{MessageKey as Key, Messages};

/// Draws a new card as one more radio of the group, if one can be used.
pub fn draw(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Option<Markup> {
    let offer = flow.session().new_card()?;
    let picked = flow.session().is_new_card_picked();
    let words = Markup::new("span", "class=digits")
        .child(
            Markup::new("span", "class=number words; part=number").text(messages.get(Key::NewCard)),
        )
        .child(
            Markup::new("span", "class=expiry; part=expiry").text(messages.get(Key::NewCardText)),
        );
    let choice = Markup::new("label", "class=choice")
        .child(card::radio(flow, Pick::New, picked, callbacks))
        .child(Markup::new("span", "class=mark new; part=mark; aria-hidden=true").text("+"))
        .child(words);
    let saving = picked && offer.save;
    Some(
        Markup::new("div", "class=card; part=card new-card")
            .truth("data-picked", picked)
            .child(choice)
            .child(saving.then(|| save(flow, messages, callbacks))),
    )
}

/// Draws the box of the consent, which is never ticked but by the shopper. Its value is the
/// id of the text beside it.
fn save(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Markup {
    let tick = Markup::new(
        "input",
        "class=tick; part=save; type=checkbox; name=save; autocomplete=off",
    )
    .attribute("value", messages.get(Key::NewCardConsent))
    .truth("aria-disabled", !flow.may_press())
    .on("click", callbacks.guarding());
    Markup::new("label", "class=save; part=save-label")
        .child(tick)
        .child(Markup::new("span", "class=words").text(messages.get(Key::NewCardSave)))
}
