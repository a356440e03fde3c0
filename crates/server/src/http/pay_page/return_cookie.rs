//! The cookie of a browser that goes on elsewhere: who comes back with it had the page.
//!
//! A return address is known to the provider, to the bank and to whatever keeps their logs.
//! None of them may learn the page's address by it.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue, Uri};
use oneclick_rules::SessionId;

use crate::http::app::App;
use crate::http::pay_page::opened::OpenedPage;

/// How long it is kept, seconds: the longest life of a session.
const LASTS: u32 = 4 * 3600;

/// Browsers take a cookie of such a name over HTTPS alone (RFC 6265bis, 4.1.3.1).
const SECURE: &str = "__Secure-";

/// Makes the cookie of a page, for this server's return addresses alone.
pub fn of_page(page: &OpenedPage) -> Option<HeaderValue> {
    let public_url = page.app.config.public_url.as_str();
    let cookie = written(public_url, page.session.id.as_str(), &page.token)?;
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

fn written(public_url: &str, name: &str, value: &str) -> Option<String> {
    let path = public_url.parse::<Uri>().ok()?;
    let path = path.path().trim_end_matches('/');
    // Some providers come back with a form, which takes no other cookie along.
    let (prefix, sent) = if public_url.starts_with("https:") {
        (SECURE, "SameSite=None; Secure")
    } else {
        ("", "SameSite=Lax")
    };
    Some(format!(
        "{prefix}{name}={value}; Path={path}/return/; Max-Age={LASTS}; HttpOnly; {sent}"
    ))
}

/// Tells whether a request has the cookie of this session's page.
pub fn is_in(headers: &HeaderMap, app: &App, session: &SessionId) -> bool {
    let all = headers.get_all(COOKIE).into_iter();
    let all = all.filter_map(|header| header.to_str().ok());
    let pairs = all.flat_map(|header| header.split(';'));
    let mut values = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.strip_prefix(SECURE).unwrap_or(name), value))
        .filter_map(|(name, value)| (name == session.as_str()).then_some(value));
    let references = &app.deployment.references;
    values.any(|value| references.session_of(value).as_ref() == Some(session))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_for_the_return_addresses_of_this_server_alone() {
        for (public_url, given) in [
            (
                "https://pay.example.com",
                "__Secure-n=v; Path=/return/; Max-Age=14400; HttpOnly; SameSite=None; Secure",
            ),
            (
                "https://shop.example.com/pay-by/card",
                "__Secure-n=v; Path=/pay-by/card/return/; Max-Age=14400; HttpOnly; SameSite=None; Secure",
            ),
            (
                "http://localhost:8787",
                "n=v; Path=/return/; Max-Age=14400; HttpOnly; SameSite=Lax",
            ),
        ] {
            assert_eq!(written(public_url, "n", "v").as_deref(), Some(given));
        }
    }
}
