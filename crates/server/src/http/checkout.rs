//! The element's calls: `endpoint` is the checkout itself.

mod cards;
mod pay;

use axum::extract::State;
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use oneclick_rules::wire::{CancelRequest, CheckoutView, ExtendedView, PaymentView};

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
pub fn routes() -> Router<App> {
    let itself = get(read).post(pay::pay);
    let below = |call: &str| format!("{CHECKOUT}/{call}");
    Router::new()
        .route(CHECKOUT, itself.clone())
        // As some frameworks write every address.
        .route(&below(""), itself)
        .route(&below("cancel"), post(cancel))
        .route(&below("extend"), post(extend))
        .route(&below("cards/{id}"), delete(cards::remove))
        .route(&below("cards/{id}/restore"), post(cards::restore))
        .route(&below("cards/{id}/default"), post(cards::make_default))
}

/// Answers what the element draws, the order's payment included.
async fn read(
    State(app): State<App>,
    Shopper(session): Shopper,
) -> Result<Json<CheckoutView>, Error> {
    let view = Sessions::of(&app.deployment).checkout_view(&session).await;
    Ok(Json(view.map_err(Error::of_session)?))
}

/// Moves the session's end.
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
async fn cancel(
    State(app): State<App>,
    Shopper(session): Shopper,
    body::JsonBody(request): body::JsonBody<CancelRequest>,
) -> Result<Json<PaymentView>, Error> {
    let pages = OpenPages::of(&app.deployment);
    let payment = pages.give_up(&session, request.previous_payment).await?;
    Ok(Json(payment))
}
