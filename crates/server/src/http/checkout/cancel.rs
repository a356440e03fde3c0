//! `POST payments/{id}/cancel`: the shopper gives up what is open on a page.

use axum::Json;
use axum::extract::State;
use oneclick_rules::PaymentId;
use oneclick_rules::wire::PaymentView;

use crate::http::App;
use crate::http::key::Shopper;
use crate::http::path::Path;
use crate::problem::Error;

/// Ends the payment if the provider does, and answers what became of it.
pub async fn cancel(
    State(app): State<App>,
    Shopper(session): Shopper,
    Path(id): Path<String>,
) -> Result<Json<PaymentView>, Error> {
    let id = PaymentId::parse(&id).map_err(|_| Error::PaymentUnknown)?;
    Ok(Json(app.engine.give_up(&session, id).await?))
}
