//! Finpay's payment gateway, written from its documents (docs.finpay.id,
//! hub.finpay.id).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod afterwards;
mod answer;
mod book;
mod callback;
mod charge;
mod hosted;
mod payment;
mod refusal;
mod request;
mod stored;
mod verdict;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value};

use crate::house::House;
use crate::{basic, json};

pub(crate) use book::Book;
pub(crate) use callback::Signature;

/// The dialect's routes.
pub(crate) fn router(house: &Arc<House>) -> Router {
    let calls = Router::new()
        .route("/payment", post(charge::pay))
        .route("/initiate", post(charge::initiate))
        .route("/check/{order}", get(afterwards::check))
        .route("/cancel/{order}", get(afterwards::cancel))
        .route("/void/{order}", get(afterwards::void))
        .route("/customer/delete/{token}", get(stored::delete))
        .route("/customer/{customer}/cards", get(stored::list))
        .method_not_allowed_fallback(|| async {
            answer::refused(refusal::NO_SUCH_METHOD, "").into_response()
        })
        .layer(from_fn_with_state(Arc::clone(house), authenticate));
    Router::new()
        .nest("/pg/payment/card", calls)
        // The shopper's pages stand outside: they open with their own token.
        .route(hosted::PATH, get(hosted::show).post(hosted::submit))
        .fallback(|| async { answer::refused(refusal::NO_SUCH_CALL, "").into_response() })
        .with_state(Arc::clone(house))
}

/// Lets only the merchant in.
async fn authenticate(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let own = &house.settings.finpay;
    if basic::admits(request.headers(), &own.id, &own.key) {
        return next.run(request).await;
    }
    let refusal = answer::refused(refusal::UNAUTHORIZED, "");
    ([(header::WWW_AUTHENTICATE, "Basic")], refusal).into_response()
}

/// A JSON object as the body.
///
/// # Errors
///
/// The answer to give when the content type or the form is wrong (assumed).
fn body_of(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Box<Response>> {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let read = content_type
        .is_some_and(json::is_content_type)
        .then(|| serde_json::from_slice(body).ok());
    let refuse = || Box::new(answer::refused(refusal::BAD_REQUEST, "").into_response());
    read.flatten().ok_or_else(refuse)
}
