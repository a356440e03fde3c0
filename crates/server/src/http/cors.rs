//! Which pages may call: the allow-list of origins, on the element's calls alone.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};

use crate::http::app::{App, CHECKOUT};
use crate::http::error::Error;

/// Answers preflights and lets the listed pages read the answers, any other
/// page that it is refused. A request
/// without an origin comes from no browser's page, and is let through to the
/// check of its token.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(CHECKOUT) {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let preflight = request.method() == Method::OPTIONS;
    let mut response = match &origin {
        Some(origin) if !is_listed(&app, origin) => Error::OriginRefused.into_response(),
        Some(_) if preflight => allowed(),
        Some(_) | None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    // A page that is refused may read that it is, and why; its preflight is
    // refused too, so that no browser sends a token for it.
    if let Some(origin) = origin.filter(|origin| !preflight || is_listed(&app, origin)) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Idempotent-Replayed, Retry-After, Request-Id"),
        );
    }
    response
}

fn is_listed(app: &App, origin: &HeaderValue) -> bool {
    let listed = &app.config.widget_origins;
    listed
        .iter()
        .any(|listed| listed.as_str().as_bytes() == origin.as_bytes())
}

fn allowed() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE"),
        (
            ACCESS_CONTROL_ALLOW_HEADERS,
            "Authorization, Content-Type, Idempotency-Key",
        ),
        (ACCESS_CONTROL_MAX_AGE, "7200"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}
