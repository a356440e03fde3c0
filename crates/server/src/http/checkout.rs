//! What the element calls.

mod cancel;
mod extend;
mod payments;
mod session;

use axum::Router;
use axum::routing::{get, post};

use super::App;

/// The calls under the endpoint.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/session", get(session::show))
        .route("/payments", post(payments::pay))
        .route("/payments/current", get(payments::current))
        .route("/payments/{id}/cancel", post(cancel::cancel))
        .route("/extend", post(extend::extend))
}
