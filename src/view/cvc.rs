//! Draws the field of the security code: uncontrolled, read once, in no signal.

use oneclick_rules::{Brand, CvcPolicy, StoredCard, typed_digits};
use wasm_bindgen::JsCast as _;
use web_sys::{Event, HtmlInputElement};
use zeroize::Zeroizing;

use super::banner::TitledText;
use super::callbacks::ViewCallbacks;
use super::markup::{Markup, Property};
use crate::client::member;
use crate::flow::{CvcProblem, Flow, FlowEvent};
use crate::messages::{MessageKey as Key, Messages};

/// Draws the field beside the card that it belongs to.
pub fn draw(
    around: Markup,
    flow: &Flow,
    card: &StoredCard,
    messages: &Messages,
    callbacks: &ViewCallbacks,
) -> Markup {
    let most = *card.brand.cvc_lengths().end();
    let said = said(flow, messages);
    let (digits, place) = Key::cvc_hints(card.brand);
    let (is_wrong, typed) = (said.is_some(), callbacks.handling(|| FlowEvent::CvcTyped));
    let unseen = |text| Markup::new("span", "class=unseen").text(messages.get(text));
    let field = Markup::new("input", FIELD)
        .property(Property::ReadOnly, !flow.may_press())
        .truth("aria-required", card.cvc == CvcPolicy::Required)
        .truth("aria-invalid", is_wrong)
        .on("input", move |event| {
            if !is_composing(event) && tidy(event, most) && is_wrong {
                typed(event);
            }
        })
        .on("compositionend", move |event| {
            tidy(event, most);
        });
    let row = Markup::new("div", "class=cvc")
        .child(
            Markup::new("label", "class=cvc-label; part=cvc-label; for=cvc")
                .text(messages.get(Key::Cvc))
                .child(unseen(Key::CvcLong)),
        )
        .child(
            Markup::new("span", "class=cvc-hint; part=cvc-hint; id=cvc-hint")
                .text(messages.get(digits))
                .child(unseen(place)),
        )
        .child(field)
        .child(side(card.brand));
    let problem = said
        .map(|said| said.sentences(messages))
        .unwrap_or_default();
    around.child(row).child(self::problem(problem))
}

/// The field: no `maxlength`, which would cut what is pasted before its spaces are out.
const FIELD: &str = "class=cvc-field; part=cvc; id=cvc; name=cvc; type=text; inputmode=numeric; \
    autocomplete=cc-csc; spellcheck=false; autocapitalize=off; dir=ltr; \
    aria-describedby=cvc-problem cvc-hint";

/// Draws the side of the card that the code is printed on; the hint says it in words.
fn side(brand: Brand) -> Markup {
    let (strip, digits) = if brand == Brand::AmericanExpress {
        (
            "d=M5 9h5v4H5zM5 16h18",
            "class=cvc-digits; d=M14 6h0M17 6h0M20 6h0M23 6h0",
        )
    } else if brand == Brand::Hipercard {
        (BACK, "class=cvc-digits; d=M14 13h0M17 13h0M20 13h0M23 13h0")
    } else {
        (BACK, "class=cvc-digits; d=M17 13h0M20 13h0M23 13h0")
    };
    let path = |fixed| Markup::new("path", fixed);
    Markup::new("svg", "class=cvc-side; viewBox=0 0 28 20; aria-hidden=true")
        .child(path(
            "d=M3 1h22a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2z",
        ))
        .child(path(strip))
        .child(path(digits))
}

/// The strip on the back of a card.
const BACK: &str = "d=M1 5h26v2H1z";

/// Draws what is wrong with the code, where the field is described by it.
pub fn problem(text: String) -> Markup {
    Markup::new("p", "class=problem; part=error; id=cvc-problem").text(text)
}

/// Returns the texts of what is wrong with the code in the field, if anything is.
pub fn said(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let brand = flow.session().picked_card()?.brand;
    let (title, text) = match flow.state().cvc_problem()? {
        CvcProblem::Rule(code) => (String::new(), Key::cvc_rule(code, brand)),
        CvcProblem::Incorrect => (messages.get(Key::WrongCvc), Key::DeclinedWrongCvc),
    };
    Some(TitledText {
        kind: "error",
        title,
        text: messages.get(text),
    })
}

/// Returns whether an input method is still at work on the text.
fn is_composing(event: &Event) -> bool {
    member(event, "isComposing").is_some_and(|value| value.is_truthy())
}

/// Takes spaces and dashes out, turns digits into ASCII and cuts to the brand's length;
/// returns whether that can become a code.
fn tidy(event: &Event, most: usize) -> bool {
    let Some(field) = event.target() else {
        return false;
    };
    // Only the field itself is listened to.
    let field: HtmlInputElement = field.unchecked_into();
    let typed = Zeroizing::new(field.value());
    let tidied = Zeroizing::new(typed_digits(&typed, most));
    if *typed != *tidied {
        field.set_value(&tidied);
    }
    tidied.len() <= most && tidied.bytes().all(|byte| byte.is_ascii_digit())
}
