//! Lets only the merchant in, by `Authorization` and `Date` (reference/concepts.md,
//! Security).

use std::time::UNIX_EPOCH;

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::answer;
use crate::clock::SandboxClock;
use crate::faults::Reply;
use crate::members::is_json;
use crate::settings::Credentials;
use crate::simulation::{HostState, Simulation};

/// How far the Date may be off, in milliseconds (assumed: the documents say
/// "too great").
const TOLERANCE: u64 = 300_000;

/// The longest body that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Lets only the merchant in, with the request as it was signed.
pub(super) async fn authenticate<S: Simulation>(
    State(host): HostState<S>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Result<Response, Reply> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, LONGEST).await;
    let body = body.map_err(|_| answer::invalid("The content is too long."))?;
    let credentials = host.lock().store().site.credentials.clone();
    check(&head, &uri, &body, &credentials, &host.shared.clock)?;
    let with_content = [Method::POST, Method::PUT].contains(&head.method);
    if with_content && !is_json(&head.headers) {
        return Err(answer::invalid(
            "Content-Type is application/json, in utf-8.",
        ));
    }
    Ok(next.run(Request::from_parts(head, Body::from(body))).await)
}

/// Signs the parts one after the other: HMAC-SHA256, in hexadecimal digits.
pub(super) fn sign(key: &str, parts: &[&[u8]]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    for part in parts {
        mac.update(part);
    }
    hex::encode(mac.finalize().into_bytes())
}

/// Checks who signed the request, what it signed and when.
/// Answers 401 where there is no such authorization at all, 403 with the body that the
/// official client's test shows where it is not right.
fn check(
    head: &Parts,
    uri: &Uri,
    body: &[u8],
    own: &Credentials,
    clock: &SandboxClock,
) -> Result<(), Reply> {
    let not_authenticated = || answer::error(StatusCode::UNAUTHORIZED);
    let text = |name: &HeaderName| text(&head.headers, name);
    let (user, given) = text(&header::AUTHORIZATION)
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("CertiTrade"))
        .and_then(|(_, value)| value.split_once(':'))
        .ok_or_else(not_authenticated)?;
    let date = text(&header::DATE).ok_or_else(not_authenticated)?;
    let sent = moment(date).ok_or_else(not_authenticated)?;
    // The sandbox's clock may be ahead of everybody else's.
    let near = |time: u64| time.abs_diff(sent) <= TOLERANCE;
    let on_time = near(clock.now()) || near(clock.everybodys());
    let host = text(&header::HOST).unwrap_or_default();
    let url = format!("http://{host}{uri}");
    let signed = [head.method.as_str(), &url, date].map(str::as_bytes);
    let [method, url, date] = signed;
    let right = sign(&own.key, &[method, url, date, body]);
    let given = given.trim().to_ascii_lowercase();
    let same = bool::from(right.as_bytes().ct_eq(given.as_bytes()));
    if same && on_time && user == format!("m{}", own.id) {
        Ok(())
    } else {
        Err(answer::not_authorized())
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// Reads `D, d M Y H:i:s GMT`, as milliseconds since 1970. The name of the day
/// is not compared: the documents' own example has a wrong one.
fn moment(date: &str) -> Option<u64> {
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates() {
        let read = |date| moment(date).map(|moment| moment / 1000);
        assert_eq!(read("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(read("Tue, 29 Feb 2000 23:59:59 GMT"), Some(951_868_799));
        assert_eq!(read("Thu, 11 May 2017 11:17:02 GMT"), Some(1_494_501_422));
        for wrong in [
            "Thu, 1 Jan 1970 00:00:00 GMT",
            "Thu, 01 Jan 1970 00:00:00 UTC",
            "Thu, 01 January 1970 00:00:00 GMT",
            "1970-01-01T00:00:00Z",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    /// Compares with `printf … | openssl dgst -sha256 -hmac key`.
    #[test]
    fn signs_as_others_do() {
        assert_eq!(
            sign(
                "key",
                &[b"The quick brown fox ", b"jumps over the lazy dog"]
            ),
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
        );
    }
}
