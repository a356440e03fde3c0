//! Where the operator's pages stand, and the way to one.

use axum::response::{IntoResponse as _, Response};
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};

/// What the operator's pages stand under: a cookie is sent there alone.
pub const PATH: &str = "/operator";

/// Sends the browser to another page with a request of its own, which a reload repeats without
/// harm.
pub fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}
