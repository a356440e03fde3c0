//! The field of the security code: uncontrolled, read once, in no signal.

use leptos::prelude::*;
use oneclick_rules::{Brand, CvcPolicy, ErrorCode, StoredCard, typed_digits};
use zeroize::Zeroizing;

use super::aria::truth;
use super::banner::TitledText;
use super::fixed::fixed;
use crate::client::member;
use crate::flow::{CvcProblem, Flow};
use crate::messages::Messages;

/// The field beside the card that it belongs to.
pub fn draw(flow: &Flow, card: &StoredCard, messages: &Messages) -> impl IntoView + use<> {
    let most = *card.brand.cvc_lengths().end();
    let said = said(flow, messages);
    let (digits, place) = hints(card.brand);
    view! {
        <div use:fixed="class=cvc">
            <label use:fixed="class=cvc-label; for=cvc">
                {messages.get("cvc")}<span use:fixed="class=unseen">{messages.get("cvc.long")}</span>
            </label>
            <span use:fixed="class=cvc-hint; id=cvc-hint">
                {messages.get(digits)}<span use:fixed="class=unseen">{messages.get(place)}</span>
            </span>
            <input
                use:fixed="class=cvc-field; part=cvc; id=cvc; name=cvc; type=text; inputmode=numeric; autocomplete=cc-csc; spellcheck=false; autocapitalize=off; dir=ltr; aria-describedby=cvc-problem cvc-hint"
                prop:readOnly=!flow.may_press()
                aria-required=truth(card.cvc == CvcPolicy::Required)
                aria-invalid=truth(said.is_some())
                on:input:target=move |event| {
                    if !is_composing(&event) {
                        tidy(&event.target(), most);
                    }
                }
                on:compositionend:target=move |event| tidy(&event.target(), most)
            />
        </div>
        <p use:fixed="class=problem; part=error; id=cvc-problem">{said.map(|said| said.sentences())}</p>
    }
}

/// What is wrong with the code in the field, if anything.
pub fn said(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let most = *flow.picked_card()?.brand.cvc_lengths().end();
    let (title, text) = match flow.cvc_problem()? {
        CvcProblem::Rule(code) => (String::new(), key(code, most)),
        CvcProblem::Incorrect => (messages.get("wrong_cvc"), "declined.wrong_cvc"),
    };
    Some(TitledText {
        kind: "error",
        title,
        text: messages.get(text),
    })
}

/// How many digits the code has, and where on the card they are.
fn hints(brand: Brand) -> (&'static str, &'static str) {
    match brand {
        Brand::AmericanExpress => ("cvc.hint.4", "cvc.place.4"),
        Brand::Unknown => ("cvc.hint", "cvc.place"),
        Brand::Visa
        | Brand::Mastercard
        | Brand::Maestro
        | Brand::Discover
        | Brand::DinersClub
        | Brand::Jcb
        | Brand::UnionPay => ("cvc.hint.3", "cvc.place.3"),
    }
}

/// Whether an input method is still at work on the text.
fn is_composing(event: &web_sys::Event) -> bool {
    member(event, "isComposing").is_some_and(|value| value.is_truthy())
}

/// Spaces and dashes go, digits become ASCII, the rest is cut to the brand's length.
fn tidy(field: &web_sys::HtmlInputElement, most: usize) {
    let typed = Zeroizing::new(field.value());
    let tidied = Zeroizing::new(typed_digits(&typed, most));
    if *typed != *tidied {
        field.set_value(&tidied);
    }
}

/// The text of a broken rule.
fn key(code: ErrorCode, most: usize) -> &'static str {
    match (
        code == ErrorCode::CvcMissing,
        code == ErrorCode::CvcDigits,
        most,
    ) {
        (true, ..) => "cvc.missing",
        (_, true, _) => "cvc.digits",
        (.., 3) => "cvc.length.3",
        _ => "cvc.length.4",
    }
}
