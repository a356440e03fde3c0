//! Takes a shopper who comes back from the bank or the provider's page.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use http::StatusCode;

use crate::http::app::App;
use crate::http::error::Error;
use crate::http::path::Path;
use crate::payments::create::Payments;
use crate::refusal::Refusal;

/// How long the shopper waits for the outcome before the merchant's page goes on.
const PATIENCE: Duration = Duration::from_secs(5);

/// Routes the addresses that providers send shoppers back to.
pub fn routes() -> Router<App> {
    // Some providers come back with a form.
    Router::new().route("/return/{return_token}", get(go_on).post(go_on))
}

/// Expedites the look-up, waits a little, and sends the shopper to the
/// merchant's page. Nothing is believed of what the address carries, and
/// nothing is appended to the merchant's.
async fn go_on(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Error> {
    let patience = PATIENCE.min(app.config.engine.answer_within);
    match Payments::of(&app.deployment)
        .returned(&token, patience)
        .await
    {
        Ok(session) => Ok(Redirect::to(&session.terms.return_url).into_response()),
        Err(Refusal::Missing) => Ok((StatusCode::NOT_FOUND, UNKNOWN).into_response()),
        Err(refusal) => Err(refusal.into()),
    }
}

const UNKNOWN: &str = "This address leads nowhere (any more). Please go back to the shop.\n";
