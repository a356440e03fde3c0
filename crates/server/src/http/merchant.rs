//! Routes what the merchant's backend calls.

mod cards;
mod customers;
mod judging;
mod operations;
mod payments;
mod providers;
mod sessions;
mod webhooks;

use axum::Router;
use axum::routing::{delete, get, post};

use crate::http::app::App;

/// Routes the calls under `/v1`.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", post(sessions::open))
        .route(
            "/sessions/{id}",
            get(sessions::show).patch(sessions::change),
        )
        .route("/payments", post(payments::charge))
        .route("/payments/{id}", get(payments::show))
        .route("/payments/{id}/resolve", post(payments::resolve))
        .route("/payments/{id}/capture", post(operations::capture))
        .route("/payments/{id}/cancel", post(operations::cancel))
        .route("/payments/{id}/refund", post(operations::refund))
        .route("/providers", get(providers::list))
        .route("/webhooks", get(webhooks::list))
        .route("/webhooks/redeliver", post(webhooks::redeliver_many))
        .route("/webhooks/{id}/redeliver", post(webhooks::redeliver))
        .route("/webhooks/{id}/skip", post(webhooks::skip))
        .route(
            "/customers/{id}/cards",
            post(cards::import).get(cards::list),
        )
        .route("/customers/{id}", delete(customers::erase))
        .route(
            "/customers/{id}/reset_limits",
            post(customers::reset_limits),
        )
        .route("/customers/{id}/cards/{card}", delete(cards::remove))
        .route("/customers/{id}/cards/{card}/restore", post(cards::restore))
        .route("/customers/{id}/cards/{card}/unlock", post(cards::unlock))
}
