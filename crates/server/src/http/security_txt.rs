//! `GET /.well-known/security.txt`: where to report a hole in this server's security (RFC 9116).

use std::fmt::Write as _;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::CONTENT_TYPE;

use crate::http::app::App;
use crate::http::error::Error;

const PATH: &str = "/.well-known/security.txt";

/// How long a copy of the answer may be believed, milliseconds: 90 days. RFC 9116 (2.5.5)
/// recommends less than a year.
const LASTS: i64 = 90 * 24 * 3_600_000;

/// Routes the file.
pub fn routes() -> Router<App> {
    Router::new().route(PATH, get(read))
}

async fn read(State(app): State<App>) -> Result<Response, Error> {
    let Some(contact) = &app.config.http.security_contact else {
        return Err(Error::RouteUnknown);
    };
    let now = app.deployment.environment.clock().now();
    let text = written(contact.as_str(), app.config.public_url.as_str(), now)
        .ok_or(Error::RouteUnknown)?;
    Ok(([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response())
}

/// Writes the file; `None` for a time that no calendar has.
fn written(contact: &str, public_url: &str, now: i64) -> Option<String> {
    let expires = jiff::Timestamp::from_second(now.saturating_add(LASTS) / 1000).ok()?;
    let mut text = format!("Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n");
    // The only one that it may name (2.5.2).
    if public_url.starts_with("https:") {
        let _ = writeln!(text, "Canonical: {public_url}{PATH}");
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_itself_where_it_is_read_over_https_alone() {
        // 28 November 2026, 12:00 UTC.
        let now = 1_795_867_200_123;
        let text = written("mailto:a@b.example", "https://pay.example.com", now).unwrap();
        assert_eq!(
            text,
            "Contact: mailto:a@b.example\nExpires: 2027-02-26T12:00:00Z\nPreferred-Languages: en\n\
             Canonical: https://pay.example.com/.well-known/security.txt\n"
        );
        let here = written("mailto:a@b.example", "http://localhost:8787", now).unwrap();
        assert!(!here.contains("Canonical"), "{here}");
        assert_eq!(written("mailto:a@b.example", "https://a", i64::MAX), None);
    }
}
