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
mod reason;
mod request;
mod transaction;

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, get, post};

use crate::hosted_pages::pages;
use crate::simulation::{SimulatedProvider, guarded};

pub(crate) use dialect::CostplusSimulation;

type Routes = Router<Arc<SimulatedProvider<CostplusSimulation>>>;

/// The dialect's routes. The guides write the paths with a slash at the end,
/// the API reference without; both are there.
pub(crate) fn router(host: &Arc<SimulatedProvider<CostplusSimulation>>) -> Router {
    let order = "/orders/{id}";
    let transaction = "/orders/{id}/transactions/{transaction}";
    let currencies = "/merchants/self/projects/self/currencies";
    let calls = [
        (
            "/orders".to_owned(),
            post(charge::create).get(look_up::list),
        ),
        (
            order.to_owned(),
            get(look_up::one).delete(afterwards::cancel),
        ),
        (format!("{order}/refunds"), post(afterwards::refund)),
        (format!("{transaction}/captures"), post(afterwards::capture)),
        (
            format!("{transaction}/captures/amount"),
            post(afterwards::capture_amount),
        ),
        (
            format!("{transaction}/voids/amount"),
            post(afterwards::void_amount),
        ),
        (currencies.to_owned(), get(look_up::currencies)),
    ];
    let calls = calls
        .into_iter()
        .fold(Routes::new(), |routes, (path, calls)| {
            both(routes, &path, calls)
        })
        .method_not_allowed_fallback(|| async { answer::not_allowed() });
    let key = host.lock().store.site.credentials.key.clone();
    // The key is the name, and the password empty.
    let calls = guarded(calls, &key, "", answer::not_authenticated);
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

/// Puts the same calls at a path with and without a slash at its end.
fn both(
    routes: Routes,
    path: &str,
    calls: MethodRouter<Arc<SimulatedProvider<CostplusSimulation>>>,
) -> Routes {
    let with_slash = format!("{path}/");
    routes.route(path, calls.clone()).route(&with_slash, calls)
}
