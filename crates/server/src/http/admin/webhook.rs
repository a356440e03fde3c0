//! `/operator/webhooks/{id}`: a webhook, sent again or skipped.

use axum::extract::{RawQuery, Request, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;
use crate::http::admin::operator::Operator;
use crate::http::admin::page::{Message, OperatorPage};
use crate::http::admin::reason::{self, ReasonForm, refused, wrong_reason};
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::shown::time;
use crate::http::admin::webhooks::about;
use crate::http::error::Error;
use crate::http::path::Path;
use crate::model::webhook::{Webhook, WebhookState};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::webhooks::{self, WebhookEvent};
use crate::webhooks::list::{WebhookDecision, Webhooks};

/// Shows a webhook.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let mut page = page(&admin, &id).await?;
    if query.as_deref() == Some("done=decided") {
        page.message = Some(Message {
            is_refusal: false,
            text: String::from("That is recorded, with your name and your reason."),
        });
    }
    Ok(page.answer(&admin, &operator))
}

async fn page(admin: &Admin, id: &str) -> Result<OperatorPage, Refusal> {
    let (webhook, events) = find(admin, id).await?;
    let now = admin.app.deployment.clock().now();
    Ok(OperatorPage {
        status: StatusCode::OK,
        title: format!("Webhook {id}"),
        message: None,
        body: html! {
            (facts(&webhook, now))
            div .choices role="group" aria-label="What can be done with it" {
                @for decision in [WebhookDecision::Redeliver, WebhookDecision::Skip] {
                    @if offers(&webhook, decision) {
                        form method="get" action=(address(id, decision)) {
                            button .action type="submit" { (label(decision)) }
                        }
                    }
                }
            }
            @if !events.is_empty() {
                h2 { "Timeline" }
                ol .timeline {
                    @for WebhookEvent { at, kind, by, why } in &events {
                        li {
                            p .when { (time(*at, now)) }
                            p { strong { (kind) } " by " bdi { (by) } }
                            p .words { bdi { (why) } }
                        }
                    }
                }
            }
        },
    })
}

async fn find(admin: &Admin, id: &str) -> Result<(Webhook, Vec<WebhookEvent>), Refusal> {
    let id = String::from(id);
    let reading = move |tx: &Tx<'_>| -> Result<_, Refusal> {
        let webhook = webhooks::find(tx, &id)?.ok_or(Refusal::WebhookUnknown)?;
        Ok((webhook, webhooks::events(tx, &id)?))
    };
    admin.app.deployment.store().read(reading).await
}

fn facts(webhook: &Webhook, now: i64) -> Markup {
    html! {
        dl .facts {
            div { dt { "Type" } dd { (webhook.kind) } }
            div { dt { "About" } dd { (about(&webhook.subject)) ", number " (webhook.sequence) " of it" } }
            div { dt { "State" } dd { strong { (webhook.state.as_str()) } } }
            div { dt { "Written" } dd { (time(webhook.created_at, now)) } }
            div { dt { "Failed tries" } dd { (webhook.tries) } }
            @if let Some(at) = webhook.last_tried_at { div { dt { "Last tried" } dd { (time(at, now)) } } }
            @if let Some(why) = &webhook.last_failure { div { dt { "Why it was not taken" } dd { bdi { (why) } } } }
        }
    }
}

/// Tells whether a decision can be meant: whether it can be taken is the engine's to say.
fn offers(webhook: &Webhook, decision: WebhookDecision) -> bool {
    match decision {
        WebhookDecision::Redeliver => true,
        WebhookDecision::Skip => {
            matches!(webhook.state, WebhookState::Pending | WebhookState::Parked)
        }
    }
}

fn address(id: &str, decision: WebhookDecision) -> String {
    let word = match decision {
        WebhookDecision::Redeliver => "redeliver",
        WebhookDecision::Skip => "skip",
    };
    format!("{PATH}/webhooks/{id}/{word}")
}

fn label(decision: WebhookDecision) -> &'static str {
    match decision {
        WebhookDecision::Redeliver => "Send it again",
        WebhookDecision::Skip => "Skip it",
    }
}

fn decision(word: &str) -> Result<WebhookDecision, Error> {
    match word {
        "redeliver" => Ok(WebhookDecision::Redeliver),
        "skip" => Ok(WebhookDecision::Skip),
        _ => Err(Error::RouteUnknown),
    }
}

/// Shows what follows from a decision, and asks why.
pub async fn ask(
    State(admin): State<Admin>,
    operator: Operator,
    Path((id, word)): Path<(String, String)>,
) -> Result<Response, RefusedOperator> {
    let page = confirm(&admin, &operator, (&id, decision(&word)?), "").await?;
    Ok(page.answer(&admin, &operator))
}

/// Takes a decision.
pub async fn submit(
    State(admin): State<Admin>,
    operator: Operator,
    Path((id, word)): Path<(String, String)>,
    request: Request,
) -> Result<Response, RefusedOperator> {
    let decision = decision(&word)?;
    let person = reason::receive(&admin.app, &operator, request).await?;
    let done = Webhooks::of(&admin.app.deployment)
        .decide(&id, decision, &person)
        .await;
    let page = match done {
        Ok(_) => return Ok(see_other(&format!("{PATH}/webhooks/{id}?done=decided"))),
        Err(refusal @ Refusal::Rules(_)) => {
            let page = confirm(&admin, &operator, (&id, decision), &person.why).await?;
            refused(page, refusal.problem().status, wrong_reason(&refusal))
        }
        Err(Refusal::WebhookState(why)) => {
            let text = format!("Nothing was done: {why}.");
            refused(page(&admin, &id).await?, StatusCode::CONFLICT, text)
        }
        Err(refusal) => return Err(RefusedOperator::from(refusal)),
    };
    Ok(page.answer(&admin, &operator))
}

async fn confirm(
    admin: &Admin,
    operator: &Operator,
    (id, decision): (&str, WebhookDecision),
    why: &str,
) -> Result<OperatorPage, Refusal> {
    let (webhook, _) = find(admin, id).await?;
    let now = admin.app.deployment.clock().now();
    let follows = match decision {
        WebhookDecision::Redeliver => {
            "It is sent now, also if the merchant's backend has taken it before, and tried for as long as any. Those behind it wait for it."
        }
        WebhookDecision::Skip => {
            "It is never sent, unless somebody has it sent again. Those behind it go on."
        }
    };
    let form = ReasonForm {
        action: address(id, decision),
        hidden: html! {},
        question: "Why?",
        stays: "It stays with the webhook",
        why,
        more: html! {},
        button: String::from(label(decision)),
        back: format!("{PATH}/webhooks/{id}"),
    };
    Ok(OperatorPage {
        status: StatusCode::OK,
        title: format!("{}?", label(decision)),
        message: None,
        body: html! {
            (facts(&webhook, now))
            h2 { "What follows" }
            p { (follows) }
            (form.draw(operator))
        },
    })
}
