//! Draws the cards and the button that pays.

use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{CvcPolicy, Mode};

use super::callbacks::ViewCallbacks;
use super::markup::Markup;
use super::{banner, card, card_name, edits, fold, new_card};
use crate::flow::{Flow, State};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the cards as one native radio group, and the button that says what it does.
///
/// The method is `dialog`, which goes nowhere: a form that the browser itself
/// submits, whatever made it, would write the security code into the address.
///
/// In the express layout the sheet shows the card that is picked alone, until the shopper
/// wants another one.
pub fn draw(
    flow: &Flow,
    messages: &Messages,
    callbacks: &ViewCallbacks,
    is_express: bool,
) -> Option<Markup> {
    if !flow.shows_cards() {
        return None;
    }
    let busy = flow.is_busy();
    let change = fold::change(flow.session(), is_express, messages);
    let fixed = if change.is_some() {
        "class=legend replaced; part=legend"
    } else {
        "class=legend; part=legend"
    };
    let legend = Markup::new("legend", fixed)
        .child(Markup::new("span", "class=with").text(messages.get(Key::PayWith)));
    let session = flow.session();
    let picked = session.picked_card().map(|card| &card.id);
    let cards = session.usable_cards();
    let cards = cards.map(|card| {
        let is_picked = picked == Some(&card.id);
        let drawn = card::draw(flow, card, is_picked, messages, callbacks);
        (drawn, is_picked)
    });
    let unusable = card::draw_unusable(flow, messages, callbacks);
    let unusable_count = session.unusable_cards().count();
    let asks = session.usable_cards().any(|card| card.cvc.asks());
    let rows = Markup::new("div", "class=rows; part=rows").truth("data-asks", asks);
    let rows = fold::cards(rows, cards.collect(), messages)
        .child(new_card::draw(flow, messages, callbacks))
        .child(fold::unusable(unusable, unusable_count, messages));
    let rows = edits::removed(rows, flow, messages, callbacks);
    let aside = Markup::new("div", "class=aside")
        .child(badge(session.checkout(), messages))
        .child(edits::toggle(flow, messages, callbacks));
    let fieldset = Markup::new("fieldset", "class=cards; part=cards")
        .child(legend)
        .child(change)
        .child(aside)
        .child(rows);
    let form = Markup::new("form", "class=form; part=form; method=dialog; novalidate=")
        .truth("aria-busy", busy)
        .on("submit", callbacks.pressing())
        .child(fieldset)
        // Beside the button, which the shopper has just pressed.
        .child(banner::draw(flow, messages, callbacks).or_else(|| {
            let fails = flow.state().cvc_problem().is_some() || flow.edits().has_failed();
            banner::request_id(flow, messages).filter(|_| fails)
        }));
    Some(button(form, flow, messages, is_express))
}

/// Draws the badge of test mode: no real money moves.
fn badge(session: Option<&CheckoutView>, messages: &Messages) -> Option<Markup> {
    let is_test = session.is_some_and(|session| session.mode == Mode::Test);
    is_test.then(|| Markup::new("p", "class=badge; part=badge").text(messages.get(Key::Test)))
}

/// Draws the button. It is never `disabled`, which would throw the focus out of the element.
fn button(form: Markup, flow: &Flow, messages: &Messages, is_express: bool) -> Markup {
    let picked = flow.session().picked_card();
    let label = if *flow.state() == State::Submitting {
        messages.get(Key::Paying)
    } else {
        let amount = messages.amount(flow.session().checkout());
        match picked {
            // A press that leads to another page says so.
            Some(card) if card.cvc == CvcPolicy::Hosted => messages.fill(Key::PayHosted, &amount),
            Some(card) if is_express => {
                messages.with_amount(Key::PayCard, &amount, &card_name::label(card, messages))
            }
            Some(_) => messages.fill(Key::Pay, &amount),
            None => messages.fill(Key::NewCardPay, &amount),
        }
    };
    let card = picked.map_or_else(
        || messages.get(Key::NewCard),
        |card| card_name::name(card, messages),
    );
    let button = Markup::new(
        "button",
        "class=pay; part=button; type=submit; aria-describedby=pays-with",
    )
    .truth("aria-disabled", flow.is_busy())
    .child(
        Markup::new("span", "class=label")
            .child(
                Markup::new("svg", "class=lock; viewBox=0 0 16 16; aria-hidden=true")
                    .child(Markup::new("path", "d=M5 7V5a3 3 0 0 1 6 0v2M3 7h10v7H3z")),
            )
            .text(label),
    );
    form.child(button)
        .child(Markup::new("span", "id=pays-with; hidden=").text(card))
}
