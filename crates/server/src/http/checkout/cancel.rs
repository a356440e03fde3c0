//! `POST {endpoint}/cancel`: the shopper gives up what is open on a page.

use axum::extract::State;
use oneclick_rules::PaymentId;
use oneclick_rules::wire::PaymentView;
use serde::Deserialize;

use crate::http::App;
use crate::http::body::{Json, RequestBody};
use crate::http::key::Shopper;
use crate::problem::Error;

/// The body of `POST {endpoint}/cancel`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GiveUp {
    previous_payment: PaymentId,
}

impl RequestBody for GiveUp {
    const NULLABLE: &'static [&'static str] = &[];
}

/// Ends the payment if the provider does, and answers what became of it.
pub async fn cancel(
    State(app): State<App>,
    Shopper(session): Shopper,
    Json(request): Json<GiveUp>,
) -> Result<axum::Json<PaymentView>, Error> {
    let payment = app.engine.give_up(&session, request.previous_payment);
    Ok(axum::Json(payment.await?))
}
