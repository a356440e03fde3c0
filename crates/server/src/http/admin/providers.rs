//! `/operator/providers`: whether background work goes on, by provider.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use maud::html;

use crate::http::admin::app::Admin;
use crate::http::admin::operator::Operator;
use crate::http::admin::page::OperatorPage;
use crate::http::admin::refused::RefusedOperator;
use crate::store::recovery;

/// Shows the providers' breakers, as this server has them.
pub async fn show(
    State(admin): State<Admin>,
    operator: Operator,
) -> Result<Response, RefusedOperator> {
    let deployment = &admin.app.deployment;
    let is_closed = deployment.store().read(recovery::is_closed).await?;
    let lanes = &deployment.background.lanes;
    let states: Vec<(&str, bool)> = deployment
        .providers
        .0
        .iter()
        .map(|configured| configured.provider.name().as_str())
        .map(|name| (name, lanes.of(name).breaker.is_open()))
        .collect();
    let page = OperatorPage {
        status: StatusCode::OK,
        title: String::from("Providers"),
        message: None,
        body: html! {
            @if is_closed {
                p { strong { "No payment is taken: " } "the store is a copy of an older state, until " code { "oneclick recover" } " has asked the providers what happened since." }
            }
            p {
                "A breaker opens after five requests in a row without an answer, as this server saw it. "
                "Background work for that provider pauses then, but for one try every half a minute. "
                "What somebody waits for, a charge above all, is sent all the same."
            }
            table {
                caption { "Breakers" }
                thead { tr { th scope="col" { "Provider" } th scope="col" { "Breaker" } } }
                tbody {
                    @for (name, is_open) in states {
                        tr {
                            th scope="row" { (name) }
                            td { @if is_open { strong { "open: it does not answer" } } @else { "closed: it answers" } }
                        }
                    }
                }
            }
        },
    };
    Ok(page.answer(&admin, &operator))
}
