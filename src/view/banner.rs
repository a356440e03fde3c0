//! What has to be said above the button.

use leptos::prelude::*;
use oneclick_rules::{DeclineReason, Failure, Limit};

use super::fixed::fixed;
use crate::flow::{Banner, Flow};
use crate::messages::{Messages, filled};

/// Title and text of what has to be said, and how it looks.
pub struct TitledText {
    /// `error`, `warning` or `calm`.
    pub kind: &'static str,
    /// The heading.
    pub title: String,
    /// The text below it.
    pub text: String,
}

impl TitledText {
    /// Both as sentences, for the ear: without a stop between them they are one.
    pub fn sentences(&self) -> String {
        let stop = if self.title.is_empty() || self.title.ends_with(['.', '!', '?', '…']) {
            ""
        } else {
            "."
        };
        [&self.title, stop, " ", &self.text]
            .concat()
            .trim()
            .to_owned()
    }
}

/// What has to be said above the button, if anything.
pub fn said(flow: &Flow, messages: &Messages) -> Option<TitledText> {
    let (kind, key) = match flow.banner()? {
        Banner::Declined(decline) => {
            let key = "declined.".to_owned() + decline.reason.as_str();
            let wrong_cvc = decline.reason == DeclineReason::WrongCvc;
            return Some(TitledText {
                kind: "error",
                title: messages.get(if wrong_cvc { "wrong_cvc" } else { "declined" }),
                text: messages.get(&key),
            });
        }
        Banner::NotCharged(state, failure) => {
            let how = failure.map_or(state.as_str(), Failure::as_str);
            let key = "not_charged.".to_owned() + how;
            return Some(TitledText {
                kind: "warning",
                title: messages.get("not_charged"),
                text: messages.get(&key),
            });
        }
        Banner::Cvc(_) => return None,
        Banner::LastCvc { elsewhere } => {
            let text = if elsewhere {
                "wrong_cvc.elsewhere"
            } else {
                "wrong_cvc.out"
            };
            return Some(TitledText {
                kind: "error",
                title: messages.get("wrong_cvc"),
                text: messages.get(text),
            });
        }
        Banner::GivenUp => ("calm", "given_up"),
        Banner::AmountChanged => ("warning", "amount"),
        Banner::Card => ("error", "card"),
        Banner::TooMany(limit) => ("error", too_many(limit)),
        Banner::Ending => ("warning", "ending"),
        Banner::NotArrived => ("warning", "not_arrived"),
        Banner::Refused => ("error", "refused"),
    };
    let amount = flow
        .session()
        .map(|session| messages.amount(session.amount));
    let text = messages.get(&(key.to_owned() + ".text"));
    Some(TitledText {
        kind,
        title: messages.get(&(key.to_owned() + ".title")),
        text: filled(&text, "amount", &amount.unwrap_or_default()),
    })
}

/// Which limit was reached: of the card, the minute, or the order and the customer.
fn too_many(limit: Option<Limit>) -> &'static str {
    match limit {
        Some(Limit::WrongCodesPerCard) => "too_many.cvc",
        Some(Limit::SubmissionsPerMinute) => "too_many.fast",
        Some(Limit::DeclinesPerOrder) => "too_many.order",
        Some(Limit::DeclinesPerCustomer | Limit::NewCardsPerCustomer) | None => "too_many",
    }
}

/// What the shop's support can find the error by.
pub fn request_id(flow: &Flow, messages: &Messages) -> Option<impl IntoView + use<>> {
    flow.request_id().map(|request_id| {
        let text = messages.fill("request_id", "request_id", request_id);
        view! { <p use:fixed="class=request-id; part=request-id">{text}</p> }
    })
}

/// Draws it.
pub fn draw(flow: &Flow, messages: &Messages) -> Option<impl IntoView + use<>> {
    said(flow, messages).map(|said| {
        view! {
            <div use:fixed="class=banner; part=banner" data-kind=said.kind>
                <h2 use:fixed="class=banner-title; data-heading=; tabindex=-1">{said.title}</h2>
                <p use:fixed="class=banner-text">{said.text}</p>
                {request_id(flow, messages)}
            </div>
        }
    })
}
