//! The header `Idempotency-Key`, and what says that an answer is a replay.

use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};
use oneclick_rules::{ErrorCode, IdempotencyKey, is_nothing_at_all};

use crate::http::error::Error;

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What the description of the APIs says of the header.
pub const KEY_HEADER: &str = "Random; the same when the same request is sent again.";

/// Returns the request's one key.
///
/// # Errors
/// Fails with [`Error::KeyMissing`]; the rules [`ErrorCode::KeyFormat`], also for two keys, and
/// [`ErrorCode::KeyPlaceholder`].
pub fn key(headers: &HeaderMap) -> Result<IdempotencyKey, Error> {
    let mut given = headers.get_all(KEY).iter();
    let key = given.next().ok_or(Error::KeyMissing)?;
    let only = given.next().is_none();
    let key = key.to_str().ok().filter(|_| only).unwrap_or_default();
    // What stands for nothing would make one request of many.
    if !key.is_empty() && is_nothing_at_all(key) {
        return Err(Error::rule(ErrorCode::KeyPlaceholder, "Idempotency-Key"));
    }
    IdempotencyKey::parse(key).map_err(|code| Error::rule(code, "Idempotency-Key"))
}

/// Returns the answer, marked where the same request had been made before.
pub fn replayed(mut response: Response, replayed: bool) -> Response {
    if replayed {
        let yes = HeaderValue::from_static("true");
        response.headers_mut().insert(REPLAYED, yes);
    }
    response
}
