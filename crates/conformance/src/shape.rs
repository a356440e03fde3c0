//! The members of messages: as the element reads them, and what it only relies on.

use oneclick_rules::wire::{CheckoutView, ExtendedView, PaymentView, Unreadable, read};
use oneclick_rules::{CvcPolicy, PaymentState, Unusable};
use reqwest::Url;
use serde_json::Value;

use crate::call::CallAnswer;
use crate::received::text;
use crate::section::ProtocolSection;

/// Lists what is wrong with the members of an answer.
pub fn wrong(body: &Value, is: CallAnswer) -> Vec<(ProtocolSection, String)> {
    match is {
        CallAnswer::Checkout => checkout(body),
        CallAnswer::Payment => payment(body),
        CallAnswer::Extended => unreadable(
            ProtocolSection::CheckoutApi,
            read::<ExtendedView>(body).err(),
        ),
        CallAnswer::Nothing => Vec::new(),
    }
}

fn unreadable(
    section: ProtocolSection,
    error: Option<Unreadable>,
) -> Vec<(ProtocolSection, String)> {
    let named = |error: Unreadable| {
        let words = error.in_words();
        let section = if words.starts_with("`payment.") {
            ProtocolSection::Payment
        } else {
            section
        };
        (section, words)
    };
    error.map(named).into_iter().collect()
}

fn checkout(body: &Value) -> Vec<(ProtocolSection, String)> {
    if let Err(error) = read::<CheckoutView>(body) {
        return unreadable(ProtocolSection::Checkout, Some(error));
    }
    let mut found = Vec::new();
    let cards = body.get("cards").and_then(Value::as_array);
    let cards = cards.map(Vec::as_slice).unwrap_or_default();
    let mut miss = |words: &str| found.push((ProtocolSection::Checkout, String::from(words)));
    let is_default = |card: &&Value| card.get("default") == Some(&Value::Bool(true));
    if cards.iter().filter(is_default).count() > 1 {
        miss("`cards[].default` is true more than once");
    }
    for card in cards {
        if CvcPolicy::parse(text(card, "cvc")).is_none() {
            miss("`cards[].cvc` is none of its words");
        }
        let unusable = text(card, "unusable");
        if !unusable.is_empty() && Unusable::parse(unusable).is_none() {
            miss("`cards[].unusable` is none of its words");
        }
    }
    if let Some(paid) = body.get("payment").filter(|paid| !paid.is_null()) {
        found.extend(payment(paid));
    }
    found
}

/// Lists what is wrong with the members of a payment.
pub fn payment(body: &Value) -> Vec<(ProtocolSection, String)> {
    if let Err(error) = read::<PaymentView>(body) {
        return unreadable(ProtocolSection::Payment, Some(error));
    }
    let mut found = Vec::new();
    let mut miss = |words: String| found.push((ProtocolSection::Payment, words));
    let word = text(body, "state");
    let Some(state) = PaymentState::parse(word) else {
        return vec![(
            ProtocolSection::Payment,
            String::from("`state` is none of its words"),
        )];
    };
    let charged = body.get("charged").and_then(Value::as_bool);
    if charged != state.charged() {
        let right = match state.charged() {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        };
        miss(format!("`charged` must be {right} with `{word}`"));
    }
    for (member, with) in [
        ("decline", "declined"),
        ("failure", "failed"),
        ("redirect", "action_required"),
    ] {
        let is_there = body.get(member).is_some_and(|value| !value.is_null());
        if is_there && word != with {
            miss(format!("`{member}` must be null with `{word}`"));
        }
    }
    if word == "action_required" {
        match body.get("redirect").map(|redirect| text(redirect, "url")) {
            Some(url) if may_be_followed(url) => {}
            Some(_) => miss(String::from(
                "`redirect.url` must be https, or http on this machine",
            )),
            None => miss(String::from("`redirect` is missing with `action_required`")),
        }
    }
    found
}

fn may_be_followed(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let is_here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}
