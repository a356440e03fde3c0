//! The field of the security code: uncontrolled, read once, in no signal.

use leptos::prelude::*;
use oneclick_rules::{Code, CvcPolicy, StoredCard, typed_digits};
use zeroize::Zeroizing;

use super::fixed::fixed;
use super::form::truth;
use crate::flow::Flow;
use crate::page::member;
use crate::texts::Texts;

/// The field beside the card that it belongs to.
pub fn draw(flow: &Flow, card: &StoredCard, texts: &Texts) -> impl IntoView + use<> {
    let most = *card.brand.cvc_lengths().end();
    let problem = flow.code_problem();
    let hint = if most == 3 {
        "cvc.hint.3"
    } else {
        "cvc.hint.4"
    };
    let text = problem.map(|code| texts.get(key(code, most)));
    view! {
        <div use:fixed="class=code">
            <label use:fixed="class=code-label; for=cvc">
                {texts.get("cvc")}<span use:fixed="class=unseen">{texts.get("cvc.long")}</span>
            </label>
            <input
                use:fixed="class=code-field; part=cvc; id=cvc; name=cvc; type=text; inputmode=numeric; autocomplete=cc-csc; spellcheck=false; autocapitalize=off; dir=ltr; aria-describedby=cvc-problem cvc-hint"
                placeholder=if most == 3 { "•••" } else { "••••" }
                prop:readOnly=!flow.may_press()
                aria-required=truth(card.cvc == CvcPolicy::Required)
                aria-invalid=truth(problem.is_some())
                on:input:target=move |event| {
                    if !is_composing(&event) {
                        tidy(&event.target(), most);
                    }
                }
                on:compositionend:target=move |event| tidy(&event.target(), most)
            />
            <span use:fixed="class=unseen; id=cvc-hint">{texts.get(hint)}</span>
        </div>
        <p use:fixed="class=problem; part=error; id=cvc-problem">{text}</p>
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
fn key(code: Code, most: usize) -> &'static str {
    match (code == Code::CvcMissing, code == Code::CvcDigits, most) {
        (true, ..) => "cvc.missing",
        (_, true, _) => "cvc.digits",
        (.., 3) => "cvc.length.3",
        _ => "cvc.length.4",
    }
}
