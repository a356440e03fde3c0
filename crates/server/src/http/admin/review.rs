//! `/operator/review`: what waits for a person, the oldest first.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::decision::{buttons, named};
use crate::http::admin::listing::{PAGE, next_page, place};
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::shown::{amount, time};
use crate::model::attempt::Attempt;
use crate::payments::review::{ReviewItem, Reviews};
use crate::store::attempts::{self, ListPlace};
use crate::store::{self, Tx};

/// A payment of which something waits.
type Waiting = (Attempt, Vec<ReviewItem>);

/// Shows what waits for a person.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
    RawQuery(query): RawQuery,
) -> Result<Response, RefusedOperator> {
    let from = place(query.as_deref())?.unwrap_or_else(ListPlace::first);
    let deployment = Arc::clone(&admin.app.deployment);
    let reading = move |tx: &Tx<'_>| -> store::Result<_> {
        let page = attempts::for_review(tx, &from, PAGE)?;
        let reviews = Reviews::of(&deployment);
        let with_items = |attempt: Attempt| {
            let items = reviews.waiting(tx, &attempt)?;
            Ok((attempt, items))
        };
        let all: store::Result<Vec<Waiting>> = page.attempts.into_iter().map(with_items).collect();
        Ok((all?, page.next))
    };
    let (waiting, next) = admin.app.deployment.store().read(reading).await?;
    let now = admin.app.deployment.clock().now();
    let page = OperatorPage {
        status: StatusCode::OK,
        title: String::from("Review"),
        message: None,
        body: html! {
            @if waiting.is_empty() {
                p { "Nothing waits for a person." }
            } @else {
                p { "What the server cannot find out, the oldest first. Look each up at its provider before you decide." }
                ul .cards {
                    @for (attempt, items) in &waiting { li { (card(attempt, items, now)) } }
                }
            }
            (next_page(&format!("{PATH}/review?after="), next.as_ref()))
        },
    };
    Ok(page.answer(&admin, &operator))
}

fn card(attempt: &Attempt, items: &[ReviewItem], now: i64) -> Markup {
    html! {
        article {
            h2 { (amount(attempt.amount)) " for order " bdi { (attempt.order) } }
            dl .facts {
                div { dt { "Payment" } dd { a href=(format!("{PATH}/payments/{}", attempt.id)) { (attempt.id) } } }
                div { dt { "At" } dd { (attempt.provider) ", our reference " (attempt.reference.as_str()) } }
                div { dt { "Made" } dd { (time(attempt.created_at, now)) } }
                div { dt { "Last changed" } dd { (time(attempt.updated_at, now)) } }
            }
            @for item in items {
                p { (named(item)) }
                (buttons(&attempt.id, item))
            }
        }
    }
}
