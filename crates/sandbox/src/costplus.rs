//! CostPlus's orders, written from its documents (docs.costplus.io; the
//! platform behind it is Ginger Payments).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod afterwards;
mod answer;
mod charge;
mod dialect;
mod hosted;
mod look_up;
mod moment;
mod order;
mod request;
mod transaction;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

use crate::hosted_pages::pages;
use crate::simulation::{SimulatedProvider, guarded};

pub(crate) use dialect::CostplusSimulation;

/// The dialect's routes. The guides write the paths with a slash at the end,
/// the API reference without; both are there.
pub(crate) fn router(host: &Arc<SimulatedProvider<CostplusSimulation>>) -> Router {
    let calls = ["", "/"].into_iter().fold(Router::new(), |calls, end| {
        let order = format!("/orders/{{id}}{end}");
        let refunds = format!("/orders/{{id}}/refunds{end}");
        let part = |name: &str| format!("/orders/{{id}}/transactions/{{transaction}}/{name}{end}");
        let currencies = format!("/merchants/self/projects/self/currencies{end}");
        let orders = post(charge::create).get(look_up::list);
        calls
            .route(&format!("/orders{end}"), orders)
            .route(&order, get(look_up::one).delete(afterwards::cancel))
            .route(&refunds, post(afterwards::refund))
            .route(&part("captures"), post(afterwards::capture))
            .route(&part("captures/amount"), post(afterwards::capture_amount))
            .route(&part("voids/amount"), post(afterwards::void_amount))
            .route(&currencies, get(look_up::currencies))
    });
    let calls = calls
        .method_not_allowed_fallback(|| async { answer::error(StatusCode::METHOD_NOT_ALLOWED) });
    let key = host.lock().store.site.credentials.key.clone();
    // The key is the name, and the password empty.
    let calls = guarded(calls, &key, "", answer::error);
    Router::new()
        .nest("/v1", calls)
        .route("/pay/{order}/", pages::<CostplusSimulation>())
        // As the documents show its address (createOrder).
        .route(
            "/pay/{order}/select-payment-method/credit-card/{transaction}/",
            pages::<CostplusSimulation>(),
        )
        .fallback(|| async { answer::not_found("The address") })
        .with_state(Arc::clone(host))
}
