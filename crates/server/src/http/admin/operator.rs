//! The person who is signed in, by the cookie of their browser.
//!
//! It is no `__Host-` cookie: browsers take such over HTTPS alone (RFC 6265bis, 4.1.3.2), and
//! this page is plain HTTP on a loopback address. Cookies do not tell ports apart, so every
//! server of the same host name is sent it under the same path.

use axum::extract::FromRequestParts;
use axum::response::Response;
use http::header::COOKIE;
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use crate::http::admin::address::{PATH, see_other};
use crate::http::admin::app::Admin;

const NAME: &str = "oneclick_operator";
/// Seconds; the server's own clocks decide.
const LASTS: u32 = 12 * 3600;

/// A person who is signed in.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The name that they gave: it stands with all that they do.
    pub name: String,
}

impl FromRequestParts<Admin> for Operator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, admin: &Admin) -> Result<Self, Response> {
        let shown = shown(&parts.headers);
        let name = shown.and_then(|cookie| admin.sign_ins.name_of(cookie));
        name.map(|name| Self { name })
            .ok_or_else(|| see_other(&format!("{PATH}/sign-in")))
    }
}

/// Returns the value of the cookie, if the browser has it.
pub fn shown(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(COOKIE).into_iter();
    let all = all.filter_map(|header| header.to_str().ok());
    let mut pairs = all.flat_map(|header| header.split(';'));
    pairs.find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

/// Makes the cookie of somebody who has signed in.
pub fn signed_in(value: &str) -> Option<HeaderValue> {
    written(value, LASTS)
}

/// Makes the cookie that takes it away.
pub fn signed_out() -> Option<HeaderValue> {
    written("", 0)
}

fn written(value: &str, seconds: u32) -> Option<HeaderValue> {
    let cookie =
        format!("{NAME}={value}; Path={PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}
