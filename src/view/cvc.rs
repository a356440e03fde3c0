//! Draws the field of the security code: uncontrolled, read once, in no signal.

use leptos::prelude::*;
use oneclick_rules::{CvcPolicy, ErrorCode, StoredCard, typed_digits};
use zeroize::Zeroizing;

use super::aria::truth;
use super::banner::TitledText;
use super::fixed::fixed;
use crate::client::member;
use crate::flow::{CvcProblem, Flow};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the field beside the card that it belongs to.
pub fn draw(flow: &Flow, card: &StoredCard, messages: &Messages) -> impl IntoView + use<> {
    let most = *card.brand.cvc_lengths().end();
    let said = said(flow, messages);
    let (digits, place) = hints(most);
    view! {
        <div use:fixed="class=cvc">
            <label use:fixed="class=cvc-label; for=cvc">
                {messages.get(Key::Cvc)}<span use:fixed="class=unseen">{messages.get(Key::CvcLong)}</span>
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

/// Returns the texts of what is wrong with the code in the field, if anything is.
pub fn said(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let most = *flow.session().picked_card()?.brand.cvc_lengths().end();
    let (title, text) = match flow.state().cvc_problem()? {
        CvcProblem::Rule(code) => (String::new(), key(code, most)),
        CvcProblem::Incorrect => (messages.get(Key::WrongCvc), Key::DeclinedWrongCvc),
    };
    Some(TitledText {
        kind: "error",
        title,
        text: messages.get(text),
    })
}

/// Returns the messages of how many digits the code has, and where on the card they are.
fn hints(most: usize) -> (Key, Key) {
    if most == 3 {
        (Key::CvcHint3, Key::CvcPlace3)
    } else {
        (Key::CvcHint, Key::CvcPlace)
    }
}

/// Returns whether an input method is still at work on the text.
fn is_composing(event: &web_sys::Event) -> bool {
    member(event, "isComposing").is_some_and(|value| value.is_truthy())
}

/// Takes spaces and dashes out, turns digits into ASCII and cuts to the brand's length.
fn tidy(field: &web_sys::HtmlInputElement, most: usize) {
    let typed = Zeroizing::new(field.value());
    let tidied = Zeroizing::new(typed_digits(&typed, most));
    if *typed != *tidied {
        field.set_value(&tidied);
    }
}

/// Returns the message of a broken rule.
fn key(code: ErrorCode, most: usize) -> Key {
    match (
        code == ErrorCode::CvcMissing,
        code == ErrorCode::CvcDigits,
        most,
    ) {
        (true, ..) => Key::CvcMissing,
        (_, true, _) => Key::CvcDigits,
        (.., 3) => Key::CvcLength3,
        _ => Key::CvcLength,
    }
}
