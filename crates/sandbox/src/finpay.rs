//! Finpay's payment gateway, written from its documents (docs.finpay.id,
//! hub.finpay.id).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod answer;
mod callback;
mod calls;
mod dialect;
mod hosted;
mod payment;
mod refusal;
mod request;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

use crate::hosted_pages::pages;
use crate::simulation::{SimulatedProvider, guarded};

pub(crate) use callback::Signing;
pub(crate) use dialect::FinpaySimulation;

/// Builds the dialect's routes.
pub(crate) fn router(host: &Arc<SimulatedProvider<FinpaySimulation>>) -> Router {
    let own = host.lock().store.site.credentials.clone();
    let calls = Router::new()
        .route("/payment", post(calls::pay))
        .route("/initiate", post(calls::initiate))
        .route("/check/{order}", get(calls::check))
        .route("/cancel/{order}", get(calls::cancel))
        .route("/void/{order}", get(calls::void))
        .route("/customer/delete/{token}", get(calls::delete_card))
        .route("/customer/{customer}/cards", get(calls::list_cards))
        .method_not_allowed_fallback(|| async { answer::error(StatusCode::METHOD_NOT_ALLOWED) });
    let calls = guarded(calls, &own.id, &own.key, answer::error);
    Router::new()
        .nest("/pg/payment/card", calls)
        .route(
            "/pg/payment/card/access/{token}",
            pages::<FinpaySimulation>(),
        )
        .fallback(|| async { answer::refused(refusal::NO_SUCH_CALL, "") })
        .with_state(Arc::clone(host))
}
