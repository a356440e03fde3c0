//! What the merchant's backend calls.

mod charges;
mod customers;
mod new_card;
mod new_session;
mod operations;
mod payments;
mod providers;
mod review;
mod sessions;

use axum::Router;
use axum::routing::{delete, get, post};

use super::App;

/// The calls under `/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", post(sessions::open))
        .route(
            "/sessions/{id}",
            get(sessions::show).patch(sessions::change),
        )
        .route("/payments", post(charges::charge))
        .route("/payments/{id}", get(payments::show))
        .route("/payments/{id}/resolve", post(review::resolve))
        .route("/payments/{id}/capture", post(operations::capture))
        .route("/payments/{id}/cancel", post(operations::cancel))
        .route("/payments/{id}/refund", post(operations::refund))
        .route("/providers", get(providers::list))
        .route(
            "/customers/{id}/cards",
            post(customers::import).get(customers::list),
        )
        .route("/customers/{id}", delete(customers::erase))
        .route(
            "/customers/{id}/reset_limits",
            post(customers::reset_limits),
        )
        .route("/customers/{id}/cards/{card}", delete(customers::remove))
        .route(
            "/customers/{id}/cards/{card}/restore",
            post(customers::restore),
        )
        .route(
            "/customers/{id}/cards/{card}/unlock",
            post(customers::unlock),
        )
}
