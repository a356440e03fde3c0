//! CertiTrade's merchant API (ws/2.0), written from its documents
//! (developer.certitrade.se).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod account;
mod accounts;
mod answer;
mod callback;
mod charge;
mod decline;
mod dialect;
mod fields;
mod hosted;
mod look_up;
mod operations;
mod paging;
mod payment;
mod request;
mod signature;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};

use crate::hosted_pages::pages;
use crate::simulation::{SimulatedProvider, Simulation};

pub(crate) use dialect::CertitradeSimulation;

/// Builds the dialect's routes.
pub(crate) fn router(host: &Arc<SimulatedProvider<CertitradeSimulation>>) -> Router {
    let refunds = post(operations::refund).get(operations::refunds);
    let calls = Router::new()
        .route("/payment", post(charge::create).get(look_up::search))
        .route("/payment/{id}", get(look_up::one).put(operations::change))
        .route("/payment/{id}/refund", refunds)
        .route("/payment_account", post(accounts::create))
        .route(
            "/payment_account/{id}",
            get(accounts::one).put(accounts::close),
        )
        .route("/merchant/{id}", get(look_up::merchant))
        .route(
            "/{*any}",
            any(|| async { CertitradeSimulation::not_found() }),
        )
        .method_not_allowed_fallback(|| async { answer::forbidden("The method is not allowed.") })
        .layer(from_fn_with_state(
            Arc::clone(host),
            signature::authenticate::<CertitradeSimulation>,
        ));
    Router::new()
        .nest("/ctpsp/ws/2.0", calls)
        // Where the documents' samples put the window.
        .route("/ctpsp/paywin/{window}", pages::<CertitradeSimulation>())
        .with_state(Arc::clone(host))
}
