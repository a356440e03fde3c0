//! Draws the cards of the list.

use leptos::prelude::*;
use oneclick_rules::{Brand, CvcPolicy, Expiry, StoredCard, Unusable};

use super::aria::truth;
use super::callbacks::ViewCallbacks;
use super::cvc;
use super::fixed::fixed;
use crate::flow::{Flow, FlowEvent};
use crate::messages::{MessageKey as Key, Messages};

/// Draws a card that can pay: one radio of the group, with its security code beside it.
pub fn draw(
    flow: &Flow,
    card: &StoredCard,
    messages: &Messages,
    callbacks: ViewCallbacks,
) -> impl IntoView + use<> {
    let picked = flow
        .session()
        .picked_card()
        .is_some_and(|one| one.id == card.id);
    let busy = !flow.may_press();
    let id = card.id.clone();
    let pick = move |_| callbacks.send(FlowEvent::Picked(id.clone()));
    // Keys and clicks alike pass here before the browser moves the mark.
    let hold = move |event: leptos::ev::MouseEvent| {
        if !callbacks.may_press() {
            event.prevent_default();
        }
    };
    // A field that has gone is explained where it stood.
    let blocked = picked && card.cvc_blocked_until.is_some();
    let mut spoken = name(card, messages);
    if let Some(expiry) = card.expiry {
        spoken = spoken + ", " + &messages.fill(Key::CardExpires, &messages.month(expiry));
    }
    let elsewhere = (card.cvc == CvcPolicy::Hosted).then(|| {
        // The comma is heard before what follows.
        spoken.push_str(", ");
        view! { <span use:fixed="class=elsewhere">{messages.get(Key::CvcHosted)}</span> }
    });
    view! {
        <div use:fixed="class=card; part=card" data-picked=truth(picked)>
            <label use:fixed="class=choice">
                <input use:fixed="class=radio; type=radio; name=card"
                    value=card.id.as_str().to_owned()
                    prop:checked=picked
                    aria-disabled=truth(busy)
                    aria-describedby=blocked.then_some("cvc-problem")
                    on:change=pick
                    on:click=hold
                />
                {details(card)}
                <span use:fixed="class=unseen">{spoken}</span>
                {elsewhere}
            </label>
            {(picked && card.cvc.asks()).then(|| cvc::draw(flow, card, messages))}
            {blocked.then(|| view! { <p use:fixed="class=problem; part=error; id=cvc-problem">{messages.get(Key::CvcBlocked)}</p> })}
        </div>
    }
}

/// Draws the cards that cannot pay: text with the reason, outside the radios.
pub fn draw_unusable(flow: &Flow, messages: &Messages) -> Option<impl IntoView + use<>> {
    let cards: Vec<_> = flow
        .session()
        .unusable_cards()
        .map(|card| {
            let reason = card.unusable.map(|why| messages.get(reason(why)));
            view! {
                <li use:fixed="class=card unusable; part=card-unusable">
                    {details(card)}
                    // The comma is heard before the reason.
                    <span use:fixed="class=unseen">{name(card, messages) + ", "}</span>
                    <span use:fixed="class=reason">{reason}</span>
                </li>
            }
        })
        .collect();
    (!cards.is_empty()).then(
        || view! { <ul use:fixed="class=cards" aria-label=messages.get(Key::CardUnusable)>{cards}</ul> },
    )
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
fn details(card: &StoredCard) -> impl IntoView + use<> {
    view! {
        <span use:fixed="class=mark; part=mark; aria-hidden=true" data-brand=card.brand.as_str()>{mark(card.brand)}</span>
        <span use:fixed="class=digits; aria-hidden=true; dir=ltr">
            <span use:fixed="class=number">
                <span use:fixed="class=dots">{"•••• ".to_owned()}</span>
                {card.last_four.as_str().to_owned()}
            </span>
            <span use:fixed="class=expiry">{card.expiry.map(date)}</span>
        </span>
    }
}

/// Writes a month as it is printed on a card: 12/31.
fn date(expiry: Expiry) -> String {
    let month = two_digits(expiry.month().into());
    [month, two_digits(expiry.year() % 100)].join("/")
}

fn two_digits(number: u16) -> String {
    let digits = number.to_string();
    if number < 10 {
        "0".to_owned() + &digits
    } else {
        digits
    }
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
