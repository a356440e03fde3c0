//! `/operator/payments/{id}/decide`: shows what follows from a decision, asks why, and has the
//! engine take it.

use axum::extract::{RawQuery, Request, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use oneclick_providers::OperationKind;
use oneclick_rules::PaymentId;

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;
use crate::http::admin::decision::{DecidedItem, OperatorDecision, hidden, named};
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::payment;
use crate::http::admin::reason::{ReasonForm, WHY, person, refused, wrong_reason};
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::seen_payment::SeenPayment;
use crate::http::admin::shown::{amount, words};
use crate::http::app::App;
use crate::http::form::{self, NamedFields};
use crate::http::path::{Path, payment_id};
use crate::model::state::State as AttemptState;
use crate::payments::review::{Resolution, ReviewItem, Reviews, state_decided};
use crate::refusal::Refusal;
use crate::store::Tx;
use crate::store::webhooks::Person;

/// What is wrong where the engine would name a field of the API.
const NO_ID: &str = "Nothing was recorded: the provider's id of that charge is missing. The provider has not told it to the server: look the charge up there.";

/// What a person has typed.
#[derive(Debug, Default)]
struct TypedReason {
    why: String,
    found: String,
}

/// Shows what follows from a decision, and asks why.
pub async fn ask(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let id = payment_id(&id)?;
    let query = query.unwrap_or_default();
    let mut fields = NamedFields::of(query.as_bytes(), &OperatorDecision::FIELDS, |_| false)?;
    let decision = OperatorDecision::take(&mut fields)?;
    fields.finish()?;
    confirm(
        &admin,
        &operator,
        &id,
        &decision,
        Ok(TypedReason::default()),
    )
    .await
}

/// Takes a decision.
pub async fn submit(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, RefusedOperator> {
    let id = payment_id(&id)?;
    let sent = form::receive(&admin.app, request).await?;
    let [about, which, answer] = OperatorDecision::FIELDS;
    let names = [about, which, answer, WHY, "provider_payment_id"];
    let mut fields = NamedFields::of(&sent, &names, |_| false)?;
    let decision = OperatorDecision::take(&mut fields)?;
    let typed = TypedReason {
        why: fields.may_take(WHY).unwrap_or_default(),
        found: fields.may_take("provider_payment_id").unwrap_or_default(),
    };
    fields.finish()?;
    let found = Some(typed.found.trim()).filter(|found| !found.is_empty());
    let Person { by, why } = person(&operator, Some(typed.why.clone()));
    let resolution = Resolution {
        ruling: decision.ruling(found),
        by,
        why,
        provider_payment_id: found.map(String::from),
    };
    match Reviews::of(&admin.app.deployment)
        .resolve(&id, &resolution)
        .await
    {
        Ok(_) => Ok(see_other(&format!("{PATH}/payments/{id}?done=decided"))),
        Err(refusal @ (Refusal::Rules(_) | Refusal::ReviewUnclear(_))) => {
            confirm(&admin, &operator, &id, &decision, Err((typed, refusal))).await
        }
        Err(Refusal::NotInReview(why)) => {
            let page = payment::page(&admin, &id).await?;
            let text = format!(
                "Your decision was not recorded: there is nothing to decide any more ({why}). The timeline says who did what."
            );
            Ok(refused(page, StatusCode::CONFLICT, text).answer(&admin, &operator))
        }
        Err(refusal) => Err(RefusedOperator::from(refusal)),
    }
}

/// Shows what follows; again with what is wrong with what was typed.
async fn confirm(
    admin: &Admin,
    operator: &Operator,
    id: &PaymentId,
    decision: &OperatorDecision,
    typed: Result<TypedReason, (TypedReason, Refusal)>,
) -> Result<Response, RefusedOperator> {
    let seen = SeenPayment::find(&admin.app, id).await?;
    let waiting = seen.waiting.iter().find(|item| decision.is_about(item));
    let Some(waiting) = waiting else {
        let page = payment::page(admin, id).await?;
        let text =
            String::from("There is nothing to decide any more. The timeline says who did what.");
        return Ok(refused(page, StatusCode::CONFLICT, text).answer(admin, operator));
    };
    let follows = follows(&admin.app, &seen, waiting, decision).await?;
    let (typed, refusal) = match typed {
        Ok(typed) => (typed, None),
        Err((typed, refusal)) => (typed, Some(refusal)),
    };
    let lacks_id = decision.item == DecidedItem::Duplicate(None) && typed.found.trim().is_empty();
    let page = OperatorPage {
        status: StatusCode::OK,
        title: format!("{}?", decision.label()),
        message: None,
        body: html! {
            p { (named(waiting)) }
            dl .facts {
                div { dt { "Payment" } dd { a href=(format!("{PATH}/payments/{id}")) { (id) } } }
                div { dt { "Order" } dd { bdi { (seen.attempt.order) } } }
                div { dt { "Amount" } dd { (amount(seen.attempt.amount)) } }
                div { dt { "At" } dd { (seen.attempt.provider) ", our reference " (seen.attempt.reference.as_str()) } }
            }
            h2 { "What follows" }
            (follows)
            (reason(id, operator, decision, &typed))
        },
    };
    let page = match &refusal {
        Some(refusal) => {
            let text = if lacks_id && matches!(refusal, Refusal::ReviewUnclear(_)) {
                String::from(NO_ID)
            } else {
                wrong_reason(refusal)
            };
            refused(page, refusal.problem().status, text)
        }
        None => page,
    };
    Ok(page.answer(admin, operator))
}

/// Draws what a person has to type.
fn reason(
    id: &PaymentId,
    operator: &Operator,
    decision: &OperatorDecision,
    typed: &TypedReason,
) -> Markup {
    let (found, needed) = match &decision.item {
        DecidedItem::Payment => (
            Some("The provider's id of the payment, if you have found it"),
            false,
        ),
        DecidedItem::Operation(_) => (Some("The provider's id of it, if you have found it"), false),
        DecidedItem::Duplicate(None) => (Some("The provider's id of that charge"), true),
        DecidedItem::Duplicate(Some(_)) => (None, false),
    };
    ReasonForm {
        action: format!("{PATH}/payments/{id}/decide"),
        hidden: hidden(decision),
        question: "Why do you know that?",
        stays: "It stays in the payment's timeline",
        why: &typed.why,
        more: html! {
            @if let Some(label) = found {
                div .field {
                    label for="found" { (label) }
                    input #found name="provider_payment_id" value=(typed.found) required[needed] maxlength="500" autocomplete="off";
                }
            }
        },
        button: format!("Record: {}", decision.label().to_lowercase()),
        back: format!("{PATH}/payments/{id}"),
    }
    .draw(operator)
}

/// Says what follows from a decision.
async fn follows(
    app: &App,
    seen: &SeenPayment,
    waiting: &ReviewItem,
    decision: &OperatorDecision,
) -> Result<Markup, Refusal> {
    let first = match waiting {
        ReviewItem::Payment => {
            let (attempt, charged) = (seen.attempt.clone(), decision.answer);
            let reading = move |tx: &Tx<'_>| state_decided(tx, &attempt, charged);
            let state = app.deployment.store().read(reading).await?;
            let becomes = format!("The payment becomes {}: ", words(state.as_str()));
            let means = if state == AttemptState::Captured {
                "its order is paid, and is never charged again."
            } else if state.is_given_back() {
                "its money was given back. The order stays closed: it is not charged again."
            } else {
                "the shopper is told that nothing was charged, and the order is free to be paid again. If the money did move, they may pay twice."
            };
            becomes + means
        }
        ReviewItem::Operation(operation) => {
            let sum = amount(operation.amount);
            let done = match operation.kind {
                OperationKind::Capture => "captured",
                OperationKind::Cancel => "cancelled",
                OperationKind::Refund => "refunded",
            };
            if decision.answer {
                format!("{sum} count as {done}.")
            } else {
                format!("{sum} count as not {done}: nothing moved, and it can be asked for again.")
            }
        }
        ReviewItem::Duplicate(_) if decision.answer => String::from(
            "The charge counts as given back to the shopper. The server does not give it back.",
        ),
        ReviewItem::Duplicate(_) => {
            String::from("The merchant keeps the money. The server does not give it back.")
        }
    };
    Ok(html! {
        ul {
            li { (first) }
            @if app.deployment.webhooks.is_some() { li { "The merchant's backend is told by a webhook." } }
            li { "The decision is final. What the provider lists later still counts." }
        }
    })
}
