//! What holds for every answer: a reference, a line in the log, errors as
//! problems, headers against misuse.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::problem::Error;
use crate::random;

/// Names an answer; its error, if it is one, stands under it in the log.
pub const REFERENCE: HeaderName = HeaderName::from_static("oneclick-reference");

/// Runs the request and finishes its answer.
pub async fn finish(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let reference = random::answer_reference().unwrap_or_default();
    let method = request.method().clone();
    // The template, not the path: ids stand in paths.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| String::from(path.as_str()));
    let mut response = next.run(request).await;
    if let Some(error) = response.extensions_mut().remove::<Arc<Error>>() {
        log_causes(&error, &reference);
        write_problem(&mut response, &error, &reference, &method);
    }
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    put(headers, REFERENCE, &reference);
    tracing::info!(
        method = %method,
        route = route.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        milliseconds = began.elapsed().as_millis(),
        reference,
        "answered"
    );
    response
}

fn log_causes(error: &Error, reference: &str) {
    if let Error::Internal(cause) | Error::Unavailable(cause) = error {
        tracing::error!(reference, cause = format!("{cause:#}"), "failed");
    }
}

fn write_problem(response: &mut Response, error: &Error, reference: &str, method: &Method) {
    let text = error.body(reference).to_string();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(CONTENT_LENGTH);
    if let Error::TooMany { retry_after, .. } = error {
        headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    if let Error::TokenMissing
    | Error::TokenUnknown
    | Error::SecretKeyMissing
    | Error::SecretKeyUnknown
    | Error::SessionExpired = error
    {
        headers.insert(
            http::header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Bearer"),
        );
    }
    if method != Method::HEAD {
        *response.body_mut() = Body::from(text);
    }
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
