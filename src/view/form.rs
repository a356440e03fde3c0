//! Draws the cards and the button that pays.

use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{CvcPolicy, Mode};

use super::callbacks::ViewCallbacks;
use super::markup::Markup;
use super::{banner, card, new_card};
use crate::flow::{Flow, State};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the cards as one native radio group, and the button that says what it does.
///
/// The method is `dialog`, which goes nowhere: a form that the browser itself
/// submits, whatever made it, would write the security code into the address.
pub fn draw(flow: &Flow, messages: &Messages, callbacks: &ViewCallbacks) -> Option<Markup> {
    if !flow.shows_cards() {
        return None;
    }
    let busy = flow.is_busy();
    let legend = Markup::new("legend", "class=legend")
        .child(Markup::new("span", "class=with").text(messages.get(Key::PayWith)));
    let cards = flow
        .session()
        .usable_cards()
        .map(|card| card::draw(flow, card, messages, callbacks))
        .collect();
    let fieldset = Markup::new("fieldset", "class=cards; part=cards")
        .child(legend)
        .child(badge(flow.session().checkout(), messages))
        .children(cards)
        .child(new_card::draw(flow, messages, callbacks));
    let form = Markup::new("form", "class=form; part=form; method=dialog; novalidate=")
        .truth("aria-busy", busy)
        .on("submit", callbacks.pressing())
        .child(fieldset)
        .child(card::draw_unusable(flow, messages))
        // Beside the button, which the shopper has just pressed.
        .child(banner::draw(flow, messages));
    Some(button(form, flow, messages, busy))
}

/// Draws the badge of test mode: no real money moves.
fn badge(session: Option<&CheckoutView>, messages: &Messages) -> Option<Markup> {
    let is_test = session.is_some_and(|session| session.mode == Mode::Test);
    is_test.then(|| Markup::new("p", "class=badge; part=badge").text(messages.get(Key::Test)))
}

/// Draws the button. It is never `disabled`, which would throw the focus out of the element.
fn button(form: Markup, flow: &Flow, messages: &Messages, busy: bool) -> Markup {
    let picked = flow.session().picked_card();
    let label = if *flow.state() == State::Submitting {
        messages.get(Key::Paying)
    } else {
        // A press that leads to another page says so.
        let key = match picked.map(|card| card.cvc) {
            Some(CvcPolicy::Hosted) => Key::PayHosted,
            Some(_) => Key::Pay,
            None => Key::NewCardPay,
        };
        messages.fill(key, &messages.amount(flow.session().checkout()))
    };
    let card = picked.map_or_else(
        || messages.get(Key::NewCard),
        |card| card::name(card, messages),
    );
    let button = Markup::new(
        "button",
        "class=pay; part=button; type=submit; aria-describedby=pays-with",
    )
    .truth("aria-disabled", busy)
    .child(Markup::new("span", "class=label").text(label));
    form.child(button)
        .child(Markup::new("span", "class=unseen; id=pays-with").text(card))
}
