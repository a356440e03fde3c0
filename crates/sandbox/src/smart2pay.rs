//! Smart2Pay's card API, written from its documents.
//!
//! What the documents leave open is marked "assumed" where it stands.

mod afterwards;
mod answer;
mod book;
mod charge;
mod form;
mod hosted;
mod look_up;
mod pattern;
mod payment;
mod reason;
mod refund;
mod token;
mod validate;
mod verdict;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Map, Value};

use crate::basic;
use crate::house::House;
use crate::json;

pub(crate) use book::Book;

/// The dialect's routes.
pub(crate) fn router(house: &Arc<House>) -> Router {
    Router::new()
        .route("/v1/payments", post(charge::create).get(look_up::list))
        .route("/v1/payments/{id}", get(look_up::one))
        .route("/v1/payments/{id}/capture", post(afterwards::capture))
        .route("/v1/payments/{id}/cancel", post(afterwards::cancel))
        .route(
            "/v1/payments/{id}/refunds",
            post(refund::create).get(refund::all),
        )
        .route("/v1/card/token/{token}", get(token::details))
        .route("/v1/card/token/{token}/cancel", post(token::cancel))
        .layer(from_fn_with_state(Arc::clone(house), authenticate))
        // The shopper's pages stand outside: they open with their own token.
        .route(hosted::PATH, get(hosted::show).post(hosted::submit))
        .with_state(Arc::clone(house))
}

/// Lets only the merchant in.
async fn authenticate(State(house): State<Arc<House>>, request: Request, next: Next) -> Response {
    let own = &house.settings.smart2pay;
    if basic::admits(request.headers(), &own.id, &own.key) {
        return next.run(request).await;
    }
    let refusal = answer::message(
        StatusCode::UNAUTHORIZED,
        "Authorization has been denied for this request.",
    );
    ([(header::WWW_AUTHENTICATE, "Basic")], refusal).into_response()
}

/// The object under `kind` of a JSON body.
///
/// # Errors
///
/// The answer to give when the content type or the form is wrong (assumed:
/// the documents show neither).
fn body_of(
    kind: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map<String, Value>, Box<Response>> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(json::is_content_type) {
        return Err(Box::new(refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The Content-Type is application/json; charset=utf-8.",
        )));
    }
    match serde_json::from_slice::<Map<String, Value>>(body).map(|mut body| body.remove(kind)) {
        Ok(Some(Value::Object(object))) => Ok(object),
        _ => Err(Box::new(refusal(
            StatusCode::BAD_REQUEST,
            &format!("The body is a JSON object with the member {kind}."),
        ))),
    }
}

fn refusal(http: StatusCode, text: &str) -> Response {
    answer::message(http, text).into_response()
}
