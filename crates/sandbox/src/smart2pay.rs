//! Smart2Pay's card API, written from its documents.
//!
//! What the documents leave open is marked "assumed" where it stands.

mod answer;
mod charge;
mod dialect;
mod form;
mod hosted;
mod look_up;
mod operations;
mod pattern;
mod payment;
mod reason;
mod status;
mod token;
mod validate;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::hosted_pages::pages;
use crate::simulation::{SimulatedProvider, guarded};

pub(crate) use dialect::Smart2paySimulation;

/// Builds the dialect's routes.
pub(crate) fn router(host: &Arc<SimulatedProvider<Smart2paySimulation>>) -> Router {
    let own = host.lock().store.site.credentials.clone();
    let refunds = post(operations::refund).get(operations::refunds);
    let calls = Router::new()
        .route("/v1/payments", post(charge::create).get(look_up::list))
        .route("/v1/payments/{id}", get(look_up::one))
        .route("/v1/payments/{id}/capture", post(operations::capture))
        .route("/v1/payments/{id}/cancel", post(operations::cancel))
        .route("/v1/payments/{id}/refunds", refunds)
        .route("/v1/card/token/{token}", get(token::details))
        .route("/v1/card/token/{token}/cancel", post(token::cancel));
    guarded(calls, &own.id, &own.key, answer::error)
        .route(hosted::PATH, pages::<Smart2paySimulation>())
        .with_state(Arc::clone(host))
}
