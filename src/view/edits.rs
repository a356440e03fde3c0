//! Draws what the shopper can do to their stored cards.

use oneclick_rules::StoredCard;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement};

use super::callbacks::ViewCallbacks;
use super::card_name::{label, name};
use super::markup::Markup;
use crate::client::member;
use crate::flow::{CardEdit, EditEvent, EditFocus, EditOutcome, Flow, FlowEvent, Pick};
use crate::messages::{MessageKey as Key, Messages};

/// Returns the text of what became of a change of the card with this name.
pub fn said(outcome: EditOutcome, name: &str, messages: &Messages) -> String {
    let key = match outcome {
        EditOutcome::Done(CardEdit::Remove) => Key::Removed,
        EditOutcome::Done(CardEdit::Restore) => Key::Restored,
        EditOutcome::Done(CardEdit::MakeDefault) => Key::DefaultMade,
        EditOutcome::Refused => Key::EditRefused,
        EditOutcome::TooLate => Key::RestoreLate,
        EditOutcome::TooFast => Key::TooManyFastText,
        EditOutcome::Unknown(_) => Key::EditUnknown,
    };
    messages.fill(key, name)
}

/// Draws a button, which has the name of the card as well to a shopper who does not see
/// where it stands.
fn named(key: Key, messages: &Messages, name: &str) -> Markup {
    let text = messages.get(key);
    let button = Markup::new("button", "class=edit; part=edit; type=button");
    if name.is_empty() {
        return button.text(text);
    }
    let spoken = [&text, messages.get(Key::Comma).as_str(), name].concat();
    // Another key is another button: a second click of two must not meet it.
    let button = button.key(&text);
    button.attribute("aria-label", spoken).text(text)
}

/// Draws a button that does something to the card with this name.
fn button(
    flow: &Flow,
    key: Key,
    (messages, callbacks): (&Messages, &ViewCallbacks),
    name: &str,
    event: EditEvent,
) -> Markup {
    let waits = matches!(event, EditEvent::Confirmed(..)) && flow.edits().is_running();
    let sends = callbacks.editing(move || event.clone());
    named(key, messages, name)
        .truth("aria-disabled", waits || !flow.may_edit())
        .on("click", sends)
}

/// Draws the button that shows what can be done to the cards, or hides it.
pub fn toggle(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Option<Markup> {
    let session = flow.session();
    if !session.is_editable() || session.cards().is_empty() {
        return None;
    }
    let key = if flow.edits().is_shown() {
        Key::EditDone
    } else {
        Key::Edit
    };
    let toggle = button(flow, key, (messages, callbacks), "", EditEvent::Toggled)
        .truth("aria-expanded", flow.edits().is_shown());
    Some(next(toggle, *flow.edits().focus() == EditFocus::Toggle))
}

/// Marks what gets the focus if what had it is drawn no more.
fn next(button: Markup, is_next: bool) -> Markup {
    if is_next {
        button.attribute("data-next", "")
    } else {
        button
    }
}

/// Draws below a card what can be done to it, and what became of that.
pub fn draw(
    around: Markup,
    flow: &Flow,
    card: &StoredCard,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Markup {
    let edits = flow.edits();
    let with = (messages, callbacks);
    let is_next = matches!(edits.focus(), EditFocus::Card(id) if *id == card.id);
    let failed = edits.failed(&card.id).map(|outcome| {
        Markup::new("p", "class=failed; part=error").text(said(outcome, "", messages))
    });
    let shows = flow.session().is_editable() && (edits.is_shown() || !flow.shows_cards());
    if !shows {
        return around.child(failed);
    }
    let spoken = name(card, messages);
    let id = || card.id.clone();
    let confirmed = |edit| EditEvent::Confirmed(edit, id());
    let row = Markup::new("div", "class=edits; part=edits");
    let row = if edits.is_asked(&card.id) {
        let mut asked = messages.fill(Key::RemoveAsk, &label(card, messages));
        if card.is_charged_by_merchant() {
            asked = [asked, messages.get(Key::RemoveMerchant)].join(" ");
        }
        let keeps = callbacks.handling(|| FlowEvent::Edited(EditEvent::Kept));
        row.key("asked")
            .attribute("role", "group")
            .attribute("aria-labelledby", "asked")
            .on("keydown", move |event| {
                let key = member(event, "key").and_then(|key| key.as_string());
                if key.as_deref() == Some("Escape") {
                    // Not for the page's dialog that the element may stand in.
                    event.prevent_default();
                    event.stop_propagation();
                    keeps(event);
                }
            })
            .child(Markup::new("p", "class=asked; id=asked").text(asked))
            .child(next(
                button(flow, Key::RemoveKeep, with, &spoken, EditEvent::Kept),
                is_next,
            ))
            .child(button(
                flow,
                Key::Remove,
                with,
                &spoken,
                confirmed(CardEdit::Remove),
            ))
    } else {
        let first = if card.default {
            Some(Markup::new("span", "class=default").text(messages.get(Key::DefaultCard)))
        } else if card.unusable.is_none() {
            let event = confirmed(CardEdit::MakeDefault);
            Some(button(flow, Key::DefaultMake, with, &spoken, event))
        } else {
            replace(flow, with, &spoken)
        };
        let remove = button(flow, Key::Remove, with, &spoken, EditEvent::Asked(id()));
        row.child(first).child(next(remove, is_next))
    };
    around.child(row.child(failed))
}

/// Draws the way from a card that cannot pay to a new one, where one can be used.
fn replace(flow: &Flow, with: (&Messages, &ViewCallbacks), spoken: &str) -> Option<Markup> {
    flow.session().new_card()?;
    let picks = with.1.handling(|| FlowEvent::Picked(Pick::New));
    let button = named(Key::Replace, with.0, spoken)
        .truth("aria-disabled", !flow.may_press())
        .on("click", move |event| {
            picks(event);
            focus_new_card(event);
        });
    Some(button)
}

/// Brings the focus from a button in the list to the choice of a new card.
fn focus_new_card(event: &Event) {
    let button = event.target().and_then(|button| button.dyn_into().ok());
    let form = button.and_then(|button: HtmlElement| button.closest("form").ok().flatten());
    let radio = form.and_then(|form| form.query_selector("[type=radio][value='']").ok().flatten());
    if let Some(radio) = radio.and_then(|radio| radio.dyn_into::<HtmlElement>().ok()) {
        let _ = radio.focus();
    }
}

/// Draws the cards that were removed and can be brought back.
pub fn removed(
    rows: Markup,
    flow: &Flow,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Markup {
    let edits = flow.edits();
    let lines = edits.removed().iter().map(|card| {
        let spoken = name(card, messages);
        let with = (messages, callbacks);
        let restore = EditEvent::Confirmed(CardEdit::Restore, card.id.clone());
        let close = EditEvent::Dismissed(card.id.clone());
        let failed = edits.failed(&card.id);
        let outcome = failed.unwrap_or(EditOutcome::Done(CardEdit::Remove));
        Markup::new("div", "class=edits removed; part=removed")
            .key(card.id.as_str())
            .child(Markup::new("p", "class=asked").text(said(
                outcome,
                &label(card, messages),
                messages,
            )))
            .child(button(flow, Key::RemovedUndo, with, &spoken, restore))
            .child(button(flow, Key::RemovedClose, with, &spoken, close))
    });
    rows.children(lines.collect())
}
