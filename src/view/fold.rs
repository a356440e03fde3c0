//! Folds what is more than a shopper needs at first. What is unfolded is the view's alone.

use oneclick_rules::decimal_digits;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlElement};

use super::markup::Markup;
use crate::flow::PageSession;
use crate::messages::{MessageKey as Key, Messages};

/// The cards that are shown at first.
const CARDS: usize = 5;
/// The most cards that cannot be used, and are shown at first all the same.
const UNUSABLE: usize = 2;

/// Folds the cards after the first ones behind a button, but for the card that is picked.
pub fn cards(rows: Markup, cards: Vec<(Markup, bool)>, messages: &Messages) -> Markup {
    let count = cards.len();
    let mut folded = false;
    let cards = cards.into_iter().enumerate();
    let cards = cards.map(|(index, (card, picked))| {
        let folds = index >= CARDS && !picked;
        folded |= folds;
        card.truth("data-folded", folds)
    });
    let rows = rows.children(cards.collect());
    if !folded {
        return rows;
    }
    rows.child(
        Markup::new("button", "class=more; part=more; type=button")
            .on("click", |event| unfold(event, "[data-folded=true] .radio"))
            .text(messages.fill(Key::CardsAll, &written(count))),
    )
}

/// Folds the cards that cannot be used behind their name, if they are many.
pub fn unusable(cards: Option<Markup>, count: usize, messages: &Messages) -> Option<Markup> {
    let cards = cards?;
    if count <= UNUSABLE {
        return Some(cards);
    }
    let summary = [&messages.get(Key::CardUnusable), " (", &written(count), ")"].concat();
    Some(
        Markup::new("details", "class=folded")
            .child(Markup::new("summary", "class=more; part=more").text(summary))
            .child(cards),
    )
}

fn written(count: usize) -> String {
    decimal_digits(u64::try_from(count).unwrap_or_default(), 1)
}

/// Draws the way from the one card of the express layout to all of them.
pub fn change(session: &PageSession, is_express: bool, messages: &Messages) -> Option<Markup> {
    let cards = session.usable_cards().count();
    let has_others = cards + usize::from(session.new_card().is_some()) > 1;
    (is_express && has_others).then(|| {
        Markup::new("button", "class=change; part=change; type=button")
            .on("click", |event| unfold(event, "[data-picked=true] .radio"))
            .text(messages.get(Key::Change))
    })
}

/// Shows all of what the button stands in, and brings the focus to `first`.
fn unfold(event: &Event, first: &str) {
    let Some(button) = event.target() else {
        return;
    };
    // Only the button itself is listened to.
    let button: HtmlElement = button.unchecked_into();
    let Some(around) = button.parent_element() else {
        return;
    };
    // A name of ours: never refused.
    let _ = around.set_attribute("data-unfolded", "");
    if let Some(first) = around.query_selector(first).ok().flatten() {
        let first: HtmlElement = first.unchecked_into();
        let _ = first.focus();
    }
}
