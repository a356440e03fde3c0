//! Draws the field of the security code: uncontrolled, read once, in no signal.

use oneclick_rules::{CvcPolicy, ErrorCode, StoredCard, typed_digits};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlInputElement};
use zeroize::Zeroizing;

use super::banner::TitledText;
use super::markup::{Markup, Property};
use crate::client::member;
use crate::flow::{CvcProblem, Flow};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the field beside the card that it belongs to.
pub fn draw(around: Markup, flow: &Flow, card: &StoredCard, messages: &Messages) -> Markup {
    let most = *card.brand.cvc_lengths().end();
    let said = said(flow, messages);
    let (digits, place) = hints(most);
    let unseen = |text| Markup::new("span", "class=unseen").text(messages.get(text));
    let field = Markup::new("input", FIELD)
        .property(Property::ReadOnly, !flow.may_press())
        .truth("aria-required", card.cvc == CvcPolicy::Required)
        .truth("aria-invalid", said.is_some())
        .on("input", move |event| {
            if !is_composing(event) {
                tidy(event, most);
            }
        })
        .on("compositionend", move |event| tidy(event, most));
    let row = Markup::new("div", "class=cvc")
        .child(
            Markup::new("label", "class=cvc-label; for=cvc")
                .text(messages.get(Key::Cvc))
                .child(unseen(Key::CvcLong)),
        )
        .child(
            Markup::new("span", "class=cvc-hint; id=cvc-hint")
                .text(messages.get(digits))
                .child(unseen(place)),
        )
        .child(field);
    let problem = said.map(|said| said.sentences()).unwrap_or_default();
    around.child(row).child(self::problem(problem))
}

/// The field: no `maxlength`, which would cut what is pasted before its spaces are out.
const FIELD: &str = "class=cvc-field; part=cvc; id=cvc; name=cvc; type=text; inputmode=numeric; \
    autocomplete=cc-csc; spellcheck=false; autocapitalize=off; dir=ltr; \
    aria-describedby=cvc-problem cvc-hint";

/// Draws what is wrong with the code, where the field is described by it.
pub fn problem(text: String) -> Markup {
    Markup::new("p", "class=problem; part=error; id=cvc-problem").text(text)
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
fn is_composing(event: &Event) -> bool {
    member(event, "isComposing").is_some_and(|value| value.is_truthy())
}

/// Takes spaces and dashes out, turns digits into ASCII and cuts to the brand's length.
fn tidy(event: &Event, most: usize) {
    let Some(field) = event.target() else {
        return;
    };
    // Only the field itself is listened to.
    let field: HtmlInputElement = field.unchecked_into();
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
