//! Adds what every answer has: a request id, a line in the log, errors as
//! problems, headers against misuse.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, EXPECT,
    ORIGIN, RETRY_AFTER, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use tracing::Instrument as _;

use crate::environment::TracedWork;
use crate::http::app::App;
use crate::http::error::{Error, OwnBody};
use crate::refusal::Refusal;
use crate::trace;
use crate::trace_parent::TraceParent;

/// Names an answer; its error, if it is one, stands under it in the log.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// Headers of which two would leave open what holds, with their names in errors.
const ONCE: [(HeaderName, &str); 3] = [
    (AUTHORIZATION, "Authorization"),
    (CONTENT_TYPE, "Content-Type"),
    (ORIGIN, "Origin"),
];

/// What no answer may do that a browser shows as a page; a page has a policy of its own.
const NO_PAGE: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Runs the request and finishes its answer. All that is logged meanwhile, and by what the
/// request has begun, names it.
pub async fn finish(State(app): State<App>, request: Request, next: Next) -> Response {
    let environment = &app.deployment.environment;
    let request_id = environment.random().request_id().unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let work = TracedWork::Request {
        method: request.method(),
        route: shown(route.as_ref()),
        request_id: &request_id,
    };
    let parent = TraceParent::of(request.headers());
    let mut traced = environment.traces().open(parent, work);
    let place = traced.place();
    // Of the highest level: no filter takes it from a line that is logged.
    let trace_id = place.map(TraceParent::trace_id);
    let span = tracing::error_span!("request", request_id, trace_id);
    let running = run(app, request, next, request_id, route).instrument(span);
    let response = trace::at(place, running).await;
    traced.answered(response.status());
    response
}

/// Returns the template of a route, not the path: ids stand in paths.
fn shown(route: Option<&MatchedPath>) -> &str {
    route.map_or("none", MatchedPath::as_str)
}

async fn run(
    app: App,
    mut request: Request,
    next: Next,
    request_id: String,
    route: Option<MatchedPath>,
) -> Response {
    let environment = &app.deployment.environment;
    let began = environment.clock().moment();
    let method = request.method().clone();
    let mut response = match refused(&mut request) {
        Some(error) => carrying(error),
        None => next.run(request).await,
    };
    let error = response.extensions_mut().remove::<Arc<Error>>();
    if let Some(error) = &error {
        log_causes(error);
        if response.extensions_mut().remove::<OwnBody>().is_none() {
            write_problem(&mut response, error, &request_id, &method);
        }
    }
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if app.config.public_url.as_str().starts_with("https:") {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(STRICT_TRANSPORT_SECURITY, year);
    }
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(NO_PAGE));
    put(headers, REQUEST_ID, &request_id);
    let took = environment.clock().monotonic_since(began);
    let route = shown(route.as_ref());
    let metrics = &app.deployment.metrics;
    metrics.answered(route, &method, response.status(), took);
    tracing::info!(
        method = %method,
        route,
        status = response.status().as_u16(),
        code = error.map(|error| error.problem().code),
        milliseconds = took,
        "answered"
    );
    response
}

/// Says why no handler answers the request: its head was refused when it came, a
/// header is there twice, or it expects what cannot be met.
fn refused(request: &mut Request) -> Option<Arc<Error>> {
    let of_head = request.extensions_mut().remove::<Arc<Error>>();
    of_head.or_else(|| refused_headers(request.headers()).map(Arc::new))
}

fn refused_headers(headers: &HeaderMap) -> Option<Error> {
    let twice = |(name, _): &&(HeaderName, &str)| headers.get_all(name).iter().nth(1).is_some();
    if let Some((_, name)) = ONCE.iter().find(twice) {
        return Some(Error::HeaderRepeated(name));
    }
    // The HTTP library meets that one, and takes any other for none.
    let met = |value: &HeaderValue| {
        value.is_empty() || value.as_bytes().eq_ignore_ascii_case(b"100-continue")
    };
    let all = headers.get_all(EXPECT).iter().all(met);
    (!all).then_some(Error::Expectation)
}

fn carrying(error: Arc<Error>) -> Response {
    let mut response = Response::default();
    *response.status_mut() = error.problem().status;
    response.extensions_mut().insert(error);
    response
}

fn log_causes(error: &Error) {
    if let Error::Refused(Refusal::Internal(cause)) = error {
        tracing::error!(cause = format!("{cause:#}"), "failed");
    }
    if let Error::Unavailable(cause) = error {
        tracing::error!(cause, "failed");
    }
}

fn write_problem(response: &mut Response, error: &Error, request_id: &str, method: &Method) {
    let text = error.body(request_id).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.remove(CONTENT_LENGTH);
    if let Error::Refused(Refusal::Limit { retry_after, .. }) = error {
        headers.insert(RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    if let Error::TokenMissing
    | Error::TokenUnknown
    | Error::SecretKeyMissing
    | Error::SecretKeyUnknown
    | Error::Refused(Refusal::SessionExpired) = error
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
