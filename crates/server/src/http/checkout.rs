//! The element's calls: `endpoint` is the checkout itself.

mod cards;
mod example;
mod pay;

use axum::Json;
use axum::extract::State;
use oneclick_rules::wire::{CancelRequest, CheckoutView, ExtendedView, PaymentView};
use utoipa_axum::routes;

use crate::http::api_routes::ApiRoutes;
use crate::http::app::{App, CHECKOUT};
use crate::http::body::{self, RequestBody};
use crate::http::error::Error;
use crate::http::key::Shopper;
use crate::payments::cancel_open::request::OpenPages;
use crate::sessions::open::Sessions;

/// Routes the calls at the endpoint and below it.
///
/// Reading and paying share one address, so that the preflight of the first
/// reading serves the payment too.
pub fn routes() -> ApiRoutes {
    ApiRoutes::default()
        .with(routes!(read, pay::pay))
        // As some frameworks write every address.
        .also_at(&format!("{CHECKOUT}/"), routes!(read, pay::pay))
        .with(routes!(cancel))
        .with(routes!(extend))
        .with(routes!(cards::remove))
        .with(routes!(cards::restore))
        .with(routes!(cards::make_default))
}

/// Answers what the element draws, the order's payment included.
#[utoipa::path(
    get,
    path = "/checkout/v1",
    operation_id = "checkout_read",
    tag = "Checkout",
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The checkout as it stands.", body = CheckoutView),
    ),
)]
async fn read(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<CheckoutView>, Error> {
    let view = Sessions::of(&app.deployment).checkout_view(&session).await;
    Ok(Json(view.map_err(Error::of_session)?))
}

/// Moves the session's end.
#[utoipa::path(
    post,
    path = "/checkout/v1/extend",
    operation_id = "checkout_extend",
    tag = "Checkout",
    security(("client_token" = [])),
    responses(
        (status = 200, description = "The session, which ends later now or as before.", body = ExtendedView),
    ),
)]
async fn extend(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<ExtendedView>, Error> {
    let session = Sessions::of(&app.deployment).extend(&session).await;
    let session = session.map_err(Error::of_session)?;
    Ok(Json(ExtendedView {
        expires_at: session.expires_at / 1000,
        now: app.deployment.clock().seconds(),
    }))
}

impl RequestBody for CancelRequest {
    const NULLABLE: &'static [&'static str] = &[];
}

/// Ends the payment that is open on a page if the provider does, and answers what
/// became of it.
#[utoipa::path(
    post,
    path = "/checkout/v1/cancel",
    operation_id = "checkout_cancel",
    tag = "Checkout",
    request_body = CancelRequest,
    security(("client_token" = [])),
    responses(
        (status = 200, description = "What became of the payment.", body = PaymentView),
    ),
)]
async fn cancel(
    State(app): State<App>,
    Shopper(session): Shopper,
    body::JsonBody(request): body::JsonBody<CancelRequest>,
) -> Result<Json<PaymentView>, Error> {
    let pages = OpenPages::of(&app.deployment);
    let payment = pages.give_up(&session, request.previous_payment).await?;
    Ok(Json(payment))
}
