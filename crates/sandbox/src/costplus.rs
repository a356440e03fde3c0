//! CostPlus's orders, written from its documents (docs.costplus.io; the
//! platform behind it is Ginger Payments).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod afterwards;
mod answer;
mod book;
mod charge;
mod hosted;
mod look_up;
mod moment;
mod order;
mod reason;
mod request;
mod transaction;
mod verdict;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value};

use crate::house::House;
use crate::{basic, json};

pub(crate) use book::Book;

/// The dialect's routes. The guides write the paths with a slash at the end,
/// the API reference without; both are there.
pub(crate) fn router(house: &Arc<House>) -> Router {
    let one = "/orders/{id}";
    let calls = Router::new();
    let calls = both(calls, "/orders", || post(charge::create).get(look_up::list));
    let calls = both(calls, one, || get(look_up::one).delete(afterwards::cancel));
    let calls = both(calls, &format!("{one}/refunds"), || {
        post(afterwards::refund)
    });
    let transaction = format!("{one}/transactions/{{transaction}}");
    let calls = both(calls, &format!("{transaction}/captures"), || {
        post(afterwards::capture)
    });
    let calls = both(calls, &format!("{transaction}/captures/amount"), || {
        post(afterwards::capture_amount)
    });
    let calls = both(calls, &format!("{transaction}/voids/amount"), || {
        post(afterwards::void_amount)
    });
    let calls = both(calls, "/merchants/self/projects/self/currencies", || {
        get(look_up::currencies)
    });
    let calls = calls
        .method_not_allowed_fallback(|| async { answer::not_allowed() })
        .layer(from_fn_with_state(Arc::clone(house), authenticate));
    Router::new()
        .nest("/v1", calls)
        // The shopper's pages stand outside: their address is the key.
        .route(
            hosted::ORDER,
            get(hosted::show_order).post(hosted::submit_order),
        )
        .route(
            hosted::TRANSACTION,
            get(hosted::show_transaction).post(hosted::submit_transaction),
        )
        .fallback(|| async { answer::not_found("The address").into_response() })
        .with_state(Arc::clone(house))
}

/// The same calls at a path with and without a slash at its end.
fn both(
    router: Router<Arc<House>>,
    path: &str,
    calls: impl Fn() -> axum::routing::MethodRouter<Arc<House>>,
) -> Router<Arc<House>> {
    router
        .route(path, calls())
        .route(&format!("{path}/"), calls())
}

/// Lets only the merchant in: the key as the name, and an empty password.
async fn authenticate(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    if basic::admits(request.headers(), &house.settings.costplus.key, "") {
        return next.run(request).await;
    }
    let refusal = answer::error(
        StatusCode::UNAUTHORIZED,
        "AuthenticationError",
        "Your API key is missing or wrong. It is the name of HTTP Basic authentication, with an empty password.",
        None,
    );
    ([(header::WWW_AUTHENTICATE, "Basic")], refusal).into_response()
}

/// A JSON object as the body.
///
/// # Errors
///
/// The answer to give when the content type or the form is wrong (assumed:
/// the documents say only that the content type is required).
fn body_of(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Box<Response>> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let refuse = |text| Box::new(answer::invalid(text, None).into_response());
    if !content_type.is_some_and(json::is_content_type) {
        return Err(refuse("The Content-Type is application/json."));
    }
    serde_json::from_slice(body).map_err(|_| refuse("The body is a JSON object."))
}
