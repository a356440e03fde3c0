//! `/operator/webhooks`: what the merchant has not taken.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use oneclick_rules::PaymentId;

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::listing::{PAGE, more};
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::shown::time;
use crate::http::form::{NamedFields, wrong};
use crate::model::webhook::{Webhook, WebhookState};
use crate::webhooks::list::Webhooks;

/// Shows the webhooks of a state: those that are parked unless the query names another.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let query = query.unwrap_or_default();
    let mut fields = NamedFields::of(query.as_bytes(), &["state", "after"], |_| false)?;
    let state = match fields.may_take("state") {
        Some(word) => WebhookState::parse(&word).ok_or_else(|| wrong("state"))?,
        None => WebhookState::Parked,
    };
    let after = fields.may_take("after");
    let listed = Webhooks::of(&admin.app.deployment)
        .list(state, after.as_deref(), PAGE)
        .await?;
    let now = admin.app.deployment.clock().now();
    let word = state.as_str();
    let last = listed.webhooks.last().filter(|_| listed.has_more);
    let page = OperatorPage {
        status: StatusCode::OK,
        title: format!("Webhooks that are {word}"),
        message: None,
        body: html! {
            (states(state))
            @if admin.app.deployment.webhooks.is_none() {
                p { strong { "This server sends none: " } "its configuration has no " code { "[webhooks]" } "." }
            }
            @if listed.webhooks.is_empty() {
                p { "There is none." }
            } @else {
                p { "The oldest first. " (meaning(state)) }
                (table(&listed.webhooks, &format!("Webhooks that are {word}"), ListedWebhooks::OfAll, now))
            }
            @if let Some(last) = last {
                (more(&format!("{PATH}/webhooks?state={word}&after={}", last.id)))
            }
        },
    };
    Ok(page.answer(&admin, &operator))
}

/// Leads to each state's list.
fn states(shown: WebhookState) -> Markup {
    html! {
        nav aria-label="States" {
            ul .tabs {
                @for state in WebhookState::ALL {
                    @let current = (state == shown).then_some("page");
                    li { a href=(format!("{PATH}/webhooks?state={}", state.as_str())) aria-current=[current] { (state.as_str()) } }
                }
            }
        }
    }
}

fn meaning(state: WebhookState) -> &'static str {
    match state {
        WebhookState::Pending => {
            "They are sent by themselves, each after those before it of its payment or card; one that has failed is tried again."
        }
        WebhookState::Parked => {
            "They were tried for as long as any is. Each holds those behind it until a person decides."
        }
        WebhookState::Delivered => "The merchant's backend has taken them.",
        WebhookState::Skipped => "A person decided that they are not sent.",
    }
}

/// Whose webhooks a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedWebhooks {
    /// Those of all payments and cards: each names its own.
    OfAll,
    /// Those of the payment whose page it is.
    OfPayment,
}

/// Draws a table of webhooks; `name` says of which.
pub fn table(webhooks: &[Webhook], name: &str, listed: ListedWebhooks, now: i64) -> Markup {
    let names_subject = listed == ListedWebhooks::OfAll;
    html! {
        div .wide role="region" aria-label=(name) tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "Webhook" } th scope="col" { "Type" }
                    @if names_subject { th scope="col" { "About" } }
                    th scope="col" { "State" } th scope="col" { "Failed tries" } th scope="col" { "Last tried" }
                    th scope="col" { "Why it was not taken" }
                } }
                tbody {
                    @for webhook in webhooks {
                        tr {
                            th scope="row" { a href=(format!("{PATH}/webhooks/{}", webhook.id)) { (webhook.id) } }
                            td { (webhook.kind) }
                            @if names_subject { td { (about(&webhook.subject)) } }
                            td { (webhook.state.as_str()) }
                            td { (webhook.tries) }
                            td { @match webhook.last_tried_at { Some(at) => (time(at, now)), None => "never" } }
                            td { bdi { (webhook.last_failure.as_deref().unwrap_or("–")) } }
                        }
                    }
                }
            }
        }
    }
}

/// Names what a webhook is about; a payment has a page.
pub fn about(subject: &str) -> Markup {
    html! {
        @if PaymentId::parse(subject).is_ok() {
            a href=(format!("{PATH}/payments/{subject}")) { (subject) }
        } @else { (subject) }
    }
}
