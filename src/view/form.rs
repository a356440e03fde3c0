//! Draws the cards and the button that pays.

use leptos::prelude::*;
use oneclick_rules::wire::CheckoutView;
use oneclick_rules::{CvcPolicy, Mode};

use super::aria::truth;
use super::callbacks::ViewCallbacks;
use super::fixed::fixed;
use super::{banner, card};
use crate::flow::{Flow, State};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the cards as one native radio group, and the button that says what it does.
///
/// The method is `dialog`, which goes nowhere: a form that the browser itself
/// submits, whatever made it, would write the security code into the address.
pub fn draw(
    flow: &Flow,
    messages: &Messages,
    callbacks: ViewCallbacks,
) -> Option<impl IntoView + use<>> {
    if !flow.shows_cards() {
        return None;
    }
    let busy = flow.is_busy();
    let press = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        callbacks.press();
    };
    let cards: Vec<_> = flow
        .session()
        .usable_cards()
        .map(|card| card::draw(flow, card, messages, callbacks))
        .collect();
    Some(view! {
        <form use:fixed="class=form; part=form; method=dialog; novalidate=" aria-busy=truth(busy) on:submit=press>
            <fieldset use:fixed="class=cards; part=cards">
                <legend use:fixed="class=legend">
                    <span use:fixed="class=with">{messages.get(Key::PayWith)}</span>
                </legend>
                {badge(flow.session().checkout(), messages)}
                {cards}
            </fieldset>
            {card::draw_unusable(flow, messages)}
            // Beside the button, which the shopper has just pressed.
            {banner::draw(flow, messages)}
            {button(flow, messages, busy)}
        </form>
    })
}

/// Draws the badge of test mode: no real money moves.
fn badge(session: Option<&CheckoutView>, messages: &Messages) -> Option<impl IntoView + use<>> {
    let is_test = session.is_some_and(|session| session.mode == Mode::Test);
    is_test.then(|| view! { <p use:fixed="class=badge; part=badge">{messages.get(Key::Test)}</p> })
}

/// Draws the button. It is never `disabled`, which would throw the focus out of the element.
fn button(flow: &Flow, messages: &Messages, busy: bool) -> impl IntoView + use<> {
    let picked = flow.session().picked_card();
    let label = if *flow.state() == State::Submitting {
        messages.get(Key::Paying)
    } else {
        // A press that leads to another page says so.
        let hosted = picked.is_some_and(|card| card.cvc == CvcPolicy::Hosted);
        let key = if hosted { Key::PayHosted } else { Key::Pay };
        messages.fill(key, &messages.amount(flow.session().checkout()))
    };
    let card = picked.map(|card| card::name(card, messages));
    view! {
        <button use:fixed="class=pay; part=button; type=submit; aria-describedby=pays-with" aria-disabled=truth(busy)>
            <span use:fixed="class=label">{label}</span>
        </button>
        <span use:fixed="class=unseen; id=pays-with">{card}</span>
    }
}
