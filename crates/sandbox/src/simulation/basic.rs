//! HTTP Basic authentication, which three of the four providers want.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

use crate::faults::Reply;

/// Lets only the merchant call these routes; all others get the refusal.
pub(crate) fn guarded<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    name: &str,
    password: &str,
    error: fn(StatusCode) -> Reply,
) -> Router<S> {
    let own = format!("{name}:{password}");
    routes.layer(from_fn(move |request: Request, next: Next| {
        let given = request.headers().get(header::AUTHORIZATION);
        let admitted = given.is_some_and(|given| admits(given, &own));
        async move {
            if admitted {
                return next.run(request).await;
            }
            let refusal = error(StatusCode::UNAUTHORIZED);
            ([(header::WWW_AUTHENTICATE, "Basic")], refusal).into_response()
        }
    }))
}

fn admits(given: &HeaderValue, own: &str) -> bool {
    let given = given.to_str().unwrap_or_default();
    let (scheme, credentials) = given.split_once(' ').unwrap_or_default();
    let given = STANDARD.decode(credentials.trim()).unwrap_or_default();
    scheme.eq_ignore_ascii_case("basic") && bool::from(given.ct_eq(own.as_bytes()))
}

/// Writes the header's value that says who one is.
pub(crate) fn basic(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}
