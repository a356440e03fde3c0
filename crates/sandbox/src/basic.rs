//! HTTP Basic authentication, which three of the four providers want.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;

/// Whether the request comes with this user name and password.
pub(crate) fn admits(headers: &HeaderMap, name: &str, password: &str) -> bool {
    let Some((scheme, credentials)) = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
    else {
        return false;
    };
    let given = STANDARD.decode(credentials.trim()).unwrap_or_default();
    let own = format!("{name}:{password}");
    scheme.eq_ignore_ascii_case("basic") && bool::from(given.ct_eq(own.as_bytes()))
}

/// The header's value that says who one is.
pub(crate) fn header(name: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{password}")))
}
