//! `/operator/payments/{id}`: a payment with its timeline.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use oneclick_rules::{DeclineReason, PaymentId};

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::decision::{buttons, named};
use crate::http::admin::operator::Operator;
use crate::http::admin::order;
use crate::http::admin::page::{Message, OperatorPage};
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::seen_payment::SeenPayment;
use crate::http::admin::shown::{amount, time, words};
use crate::http::admin::webhooks::{ListedWebhooks, table};
use crate::http::path::{Path, payment_id};
use crate::model::duplicate::DuplicateState;
use crate::model::operation::kind_word;
use crate::refusal::Refusal;

/// Shows a payment.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let mut page = page(&admin, &payment_id(&id)?).await?;
    let done = match query.as_deref() {
        Some("done=decided") => Some("Your decision is recorded in the timeline."),
        Some("done=redelivered") => Some("All webhooks of the payment are sent again from now on."),
        _ => None,
    };
    page.message = done.map(|text| Message {
        is_refusal: false,
        text: String::from(text),
    });
    Ok(page.answer(&admin, &operator))
}

/// Makes the page of a payment.
///
/// # Errors
/// Fails as [`SeenPayment::find`] does.
pub async fn page(admin: &Admin, id: &PaymentId) -> Result<OperatorPage, Refusal> {
    let seen = SeenPayment::find(&admin.app, id).await?;
    Ok(OperatorPage {
        status: StatusCode::OK,
        title: format!("Payment {id}"),
        message: None,
        body: html! {
            (facts(&seen))
            @if !seen.waiting.is_empty() {
                h2 { "Waits for a person" }
                @for waiting in &seen.waiting {
                    p { (named(waiting)) }
                    (buttons(id, waiting))
                }
            }
            (timeline(&seen))
            (operations(&seen))
            (duplicates(&seen))
            (webhooks(&seen))
        },
    })
}

fn facts(seen: &SeenPayment) -> Markup {
    let SeenPayment { attempt, now, .. } = seen;
    let fact = |name: &str, value: Markup| html! { div { dt { (name) } dd { (value) } } };
    let provider_id = attempt.provider_payment_id.as_deref();
    html! {
        dl .facts {
            (fact("State", html! { strong { (words(attempt.state.as_str())) } }))
            @if let Some(reason) = attempt.decline_reason {
                (fact("Declined for", html! { (words(DeclineReason::as_str(reason))) }))
            }
            @if let Some(dispute) = attempt.dispute {
                (fact("Dispute", html! { (words(dispute.as_str())) }))
            }
            (fact("Amount", html! { (amount(attempt.amount)) }))
            (fact("Order", html! { a href=(order::address(&attempt.order)) { bdi { (attempt.order) } } ", attempt " (attempt.number) }))
            @if let Some(customer) = &seen.customer {
                (fact("Customer", html! { bdi { (customer) } }))
            }
            (fact("Card", html! {
                @match &seen.card {
                    Some((brand, last_four)) => {
                        (brand.name().unwrap_or("Card")) " ending in " (last_four.as_str())
                    }
                    None => "a new card, which is not stored",
                }
            }))
            (fact("Use", html! { (words(attempt.card_use.as_str())) }))
            (fact("Provider", html! { (attempt.provider) }))
            (fact("Our reference there", html! { (attempt.reference.as_str()) }))
            (fact("Its id there", html! { bdi { (provider_id.unwrap_or("not known")) } }))
            (fact("Made", time(attempt.created_at, *now)))
            (fact("Last changed", time(attempt.updated_at, *now)))
        }
    }
}

fn timeline(seen: &SeenPayment) -> Markup {
    html! {
        h2 { "Timeline" }
        ol .timeline {
            @for event in &seen.events {
                li {
                    p .when { (time(event.at, seen.now)) }
                    p {
                        strong { (words(&event.kind)) } " by " bdi { (event.by) }
                        @if event.from.as_deref() != Some(&event.to) {
                            ": "
                            @if let Some(from) = &event.from { (words(from)) " → " }
                            (words(&event.to))
                        }
                    }
                    @if !event.detail.is_empty() { p .words { bdi { (event.detail) } } }
                }
            }
        }
    }
}

fn operations(seen: &SeenPayment) -> Markup {
    html! {
        @if !seen.operations.is_empty() {
            h2 #operations { "Captures, cancels and refunds" }
            div .wide role="region" aria-labelledby="operations" tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Operation" } th scope="col" { "Amount" } th scope="col" { "State" }
                        th scope="col" { "By" } th scope="col" { "Asked for" } th scope="col" { "Provider's id" }
                    } }
                    tbody {
                        @for operation in &seen.operations {
                            tr {
                                th scope="row" { (kind_word(operation.kind)) " " code { (operation.id) } }
                                td { (amount(operation.amount)) }
                                td { (words(operation.state.as_str())) }
                                td { bdi { (operation.by) } }
                                td { (time(operation.created_at, seen.now)) }
                                td { bdi { (operation.provider_operation_id.as_deref().unwrap_or("not known")) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn duplicates(seen: &SeenPayment) -> Markup {
    html! {
        @if !seen.duplicates.is_empty() {
            h2 { "Charges beyond the order's one" }
            ul {
                @for (payment, state) in &seen.duplicates {
                    li { bdi { (payment) } " at " (seen.attempt.provider) ": " (how_far(*state)) }
                }
            }
        }
    }
}

fn webhooks(seen: &SeenPayment) -> Markup {
    html! {
        @if !seen.webhooks.is_empty() {
            h2 { "Webhooks" }
            (table(&seen.webhooks, "The payment's webhooks", ListedWebhooks::OfPayment, seen.now))
            form method="get" action=(format!("{PATH}/payments/{}/redeliver", seen.attempt.id)) {
                button .action type="submit" { "Send them all again" }
            }
        }
    }
}

fn how_far(state: DuplicateState) -> &'static str {
    match state {
        DuplicateState::Due => "the server is giving it back",
        DuplicateState::NeedsReview => "waits for a person",
        DuplicateState::Reversed => "given back",
        DuplicateState::Kept => "kept, as a person decided",
    }
}
