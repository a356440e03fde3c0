//! Which pages may call: the allow-list of origins, on the element's calls alone.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderValue, Method, StatusCode};

use crate::config::Origin;
use crate::http::app::{App, CHECKOUT};
use crate::http::error::Error;

/// Answers preflights and lets the listed pages and the server's own read the answers, any other
/// page that it is refused. A request without an origin comes from no other page of a browser,
/// and is let through to the check of its token.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with(CHECKOUT) {
        return next.run(request).await;
    }
    let origin = request.headers().get(ORIGIN).cloned();
    let preflight = request.method() == Method::OPTIONS;
    let is_listed = origin.as_ref().is_some_and(|one| is_listed(&app, one));
    let mut response = match &origin {
        Some(_) if !is_listed => refusal(&app).into_response(),
        Some(_) if preflight => allowed(),
        Some(_) | None => next.run(request).await,
    };
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("Origin"));
    // A page that is refused may read that it is, and why; its preflight is
    // refused too, so that no browser sends a token for it.
    if let Some(origin) = origin.filter(|_| !preflight || is_listed) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Idempotent-Replayed, Retry-After, Request-Id"),
        );
    }
    response
}

/// Tells whether an origin is on the list or the server's own, which is that of the frame of
/// isolated mode: a browser says it of every call but a reading.
fn is_listed(app: &App, origin: &HeaderValue) -> bool {
    let config = &app.config;
    let listed = (!config.isolated_alone).then_some(&config.widget_origins);
    listed
        .into_iter()
        .flatten()
        .chain(&config.own_origin)
        .map(Origin::as_str)
        .any(|listed| listed.as_bytes() == origin.as_bytes())
}

fn refusal(app: &App) -> Error {
    if app.config.isolated_alone {
        Error::NotIsolated
    } else {
        Error::OriginRefused
    }
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
