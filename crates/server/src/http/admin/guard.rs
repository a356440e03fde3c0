//! Refuses whoever is not a browser that has the operator's page open.
//!
//! A page of somebody else's reaches a loopback address by a name of its own that it has led
//! there (DNS rebinding): its requests name that host. Or it sends a form there: its requests
//! name its origin, which every browser tells with a `POST`. A cookie that is `SameSite` does
//! not tell two ports of one host apart, and an origin does. So no form needs a token: who can
//! write an `Origin` is no browser, and who can read a page has its cookie.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, HeaderName, Method};

use crate::config::Host;
use crate::http::admin::refused::RefusedOperator;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through that names a loopback host and, if it changes something, comes from a
/// page of that host and port.
pub async fn guard(request: Request, next: Next) -> Response {
    let Some(host) = loopback_host(request.headers()) else {
        return RefusedOperator::host().into_response();
    };
    let only_reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !only_reads && !is_own(request.headers(), host) {
        return RefusedOperator::origin().into_response();
    }
    next.run(request).await
}

/// Returns the host and port that the request names, if they are of this machine: the port is
/// that of a tunnel's other end, where there is one.
fn loopback_host(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(HOST).iter();
    let (Some(named), None) = (all.next(), all.next()) else {
        return None;
    };
    let named = named.to_str().ok()?;
    let authority: Authority = named.parse().ok()?;
    let is_own = Host::of(authority.host()) == Host::Loopback && !named.contains('@');
    is_own.then_some(named)
}

fn is_own(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let origin = text(&ORIGIN).and_then(|origin| origin.strip_prefix("http://"));
    let is_own_site = text(&FETCH_SITE).is_none_or(|site| site == "same-origin");
    origin == Some(host) && is_own_site
}
