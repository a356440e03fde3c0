//! CertiTrade's merchant API (ws/2.0), written from its documents
//! (developer.certitrade.se).
//!
//! What the documents leave open is marked "assumed" where it stands.

mod account;
mod answer;
mod book;
mod callback;
mod change;
mod charge;
mod fields;
mod hosted;
mod look_up;
mod payment;
mod refund;
mod request;
mod signature;
mod verdict;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::{Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::house::House;
use crate::json;

pub(crate) use book::Book;

/// The longest body that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// The dialect's routes.
pub(crate) fn router(house: &Arc<House>) -> Router {
    let calls = Router::new()
        .route("/payment", post(charge::create).get(look_up::search))
        .route("/payment/{id}", get(look_up::one).put(change::put))
        .route(
            "/payment/{id}/refund",
            post(refund::create).get(refund::all),
        )
        .route("/payment_account", post(account::create))
        .route("/payment_account/{id}", get(account::one).put(account::put))
        .route("/merchant/{id}", get(look_up::merchant))
        .route("/{*any}", any(|| async { answer::not_found() }))
        .method_not_allowed_fallback(|| async { answer::forbidden("The method is not allowed.") })
        .layer(from_fn_with_state(Arc::clone(house), authenticate));
    Router::new()
        .nest("/ctpsp/ws/2.0", calls)
        // The shopper's window stands outside: it opens with its own token.
        .route(hosted::PATH, get(hosted::show).post(hosted::submit))
        .with_state(Arc::clone(house))
}

/// Lets only the merchant in, with the request as it was signed.
async fn authenticate(
    State(house): State<Arc<House>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else {
        return answer::invalid("The content is too long.").into_response();
    };
    let now = house.bank().clock.now();
    if let Err(refusal) = signature::check(&head, &uri, &body, &house.settings.certitrade, now) {
        return refusal.into_response();
    }
    let content_type = head.headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let with_content = [Method::POST, Method::PUT].contains(&head.method);
    if with_content && !content_type.is_some_and(json::is_content_type) {
        return answer::invalid("Content-Type is application/json, in utf-8.").into_response();
    }
    next.run(Request::from_parts(head, Body::from(body))).await
}
