//! The frame of the operator's pages, and the headers that keep scripts and strangers out.

use std::sync::LazyLock;

use axum::response::{Html, IntoResponse as _, Response};
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};
use http::{HeaderName, HeaderValue, StatusCode};
use maud::{Markup, html};

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::operator::Operator;
use crate::http::page_frame::{PageFrame, PageSheet};

static SHEET: LazyLock<PageSheet> =
    LazyLock::new(|| PageSheet::of(&[include_str!("../../../../../style/operator.css")]));

/// The pages that every page leads to.
const TABS: [(&str, &str); 4] = [
    ("review", "Review"),
    ("payments", "Payments"),
    ("webhooks", "Webhooks"),
    ("providers", "Providers"),
];

/// A page of the operator's.
#[derive(Debug)]
pub struct OperatorPage {
    /// The status.
    pub status: StatusCode,
    /// What it shows: its heading, and in the window's title.
    pub title: String,
    /// What has just been done, or was refused: read first.
    pub message: Option<Message>,
    /// What stands in it.
    pub body: Markup,
}

/// What has just been done, or was refused.
#[derive(Debug)]
pub struct Message {
    /// Whether it was refused.
    pub is_refusal: bool,
    /// In words.
    pub text: String,
}

impl OperatorPage {
    /// Writes the page of somebody who is signed in.
    pub fn answer(self, admin: &Admin, operator: &Operator) -> Response {
        let head = header(admin, operator);
        self.answer_behind(&head)
    }

    /// Writes the page of somebody who may be nobody.
    pub fn answer_strangers(self) -> Response {
        let head = html! { header .top { p .product { "oneclick" } } };
        self.answer_behind(&head)
    }

    fn answer_behind(self, head: &Markup) -> Response {
        let title = format!("{} – oneclick", self.title);
        let frame = PageFrame {
            language: ("en", "ltr"),
            title: &title,
            refresh: None,
            sheet: &SHEET,
        };
        let body = html! {
            a .skip href="#content" { "Skip to the content" }
            (head)
            main #content tabindex="-1" {
                h1 { (self.title) }
                @if let Some(Message { is_refusal, text }) = &self.message {
                    div .message .refusal[*is_refusal] role=(if *is_refusal { "alert" } else { "status" })
                        tabindex="-1" autofocus { p { (text) } }
                }
                (self.body)
            }
        };
        let html = frame.around(&body).into_string();
        let mut response = (self.status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, SHEET.policy());
        for (name, value) in [
            // With `no-referrer` the page's own forms would have no origin to show.
            (REFERRER_POLICY, "same-origin"),
            (X_FRAME_OPTIONS, "DENY"),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

fn header(admin: &Admin, operator: &Operator) -> Markup {
    let config = &admin.app.config;
    html! {
        header .top {
            p .product { "oneclick · " bdi { (config.merchant) } " · " (config.mode) " mode" }
            nav aria-label="Pages" {
                ul {
                    @for (path, name) in TABS {
                        li { a href=(format!("{PATH}/{path}")) { (name) } }
                    }
                }
            }
            form .leave method="post" action=(format!("{PATH}/sign-out")) {
                span { "Signed in as " bdi { (operator.name) } }
                button type="submit" { "Sign out" }
            }
        }
    }
}
