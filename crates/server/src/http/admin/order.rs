//! `/operator/orders/{reference}`: an order with its payments.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use oneclick_rules::OrderReference;

use crate::http::admin::address::PATH;
use crate::http::admin::app::Admin;
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::refused::RefusedOperator;
use crate::http::admin::shown::{amount, time, words};
use crate::http::error::Error;
use crate::http::path::Path;
use crate::model::attempt::Attempt;
use crate::refusal::Refusal;
use crate::store::{Tx, attempts, orders};

/// Returns the address of an order's page.
pub fn address(order: &OrderReference) -> String {
    format!("{PATH}/orders/{order}")
}

/// Shows an order.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
    Path(reference): Path<String>,
) -> Result<Response, RefusedOperator> {
    let reference = OrderReference::known(&reference).map_err(|_| Error::RouteUnknown)?;
    let reading = move |tx: &Tx<'_>| -> Result<_, Refusal> {
        let order = orders::find(tx, &reference)?.ok_or(Refusal::Missing)?;
        Ok((attempts::of_order(tx, &reference)?, order))
    };
    let (made, order) = admin.app.deployment.store().read(reading).await?;
    let now = admin.app.deployment.clock().now();
    let page = OperatorPage {
        status: StatusCode::OK,
        title: format!("Order {}", order.reference),
        message: None,
        body: html! {
            dl .facts {
                div { dt { "Amount" } dd { (amount(order.amount)) } }
                @if let Some(customer) = &order.customer {
                    div { dt { "Customer" } dd { bdi { (customer) } } }
                }
            }
            h2 { "Payments" }
            @if made.is_empty() {
                p { "Nobody has tried to pay it." }
            } @else {
                p { "The newest first." }
                (payments(&made, "The order's payments", now))
            }
        },
    };
    Ok(page.answer(&admin, &operator))
}

/// Draws a table of payments; `name` says of which.
pub fn payments(payments: &[Attempt], name: &str, now: i64) -> Markup {
    html! {
        div .wide role="region" aria-label=(name) tabindex="0" {
            table {
                thead { tr {
                    th scope="col" { "Payment" } th scope="col" { "State" } th scope="col" { "Amount" }
                    th scope="col" { "Order" } th scope="col" { "Provider" } th scope="col" { "Made" }
                } }
                tbody {
                    @for attempt in payments {
                        tr {
                            th scope="row" { a href=(format!("{PATH}/payments/{}", attempt.id)) { (attempt.id) } }
                            td { (words(attempt.state.as_str())) }
                            td { (amount(attempt.amount)) }
                            td { a href=(address(&attempt.order)) { bdi { (attempt.order) } } }
                            td { (attempt.provider) }
                            td { (time(attempt.created_at, now)) }
                        }
                    }
                }
            }
        }
    }
}
