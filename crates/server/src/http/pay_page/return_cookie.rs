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

/// Makes the cookie of a page, for this server's return addresses alone.
pub fn of_page(page: &OpenedPage) -> Option<HeaderValue> {
    let public_url = page.app.config.public_url.as_str();
    let path = public_url.parse::<Uri>().ok()?;
    let path = path.path().trim_end_matches('/');
    // Some providers come back with a form, which takes no other cookie along.
    let sent = if public_url.starts_with("https:") {
        "SameSite=None; Secure"
    } else {
        "SameSite=Lax"
    };
    let (name, value) = (&page.session.id, &page.token);
    let cookie = format!("{name}={value}; Path={path}/return/; Max-Age={LASTS}; HttpOnly; {sent}");
    let mut cookie = HeaderValue::try_from(cookie).ok()?;
    cookie.set_sensitive(true);
    Some(cookie)
}

/// Tells whether a request has the cookie of this session's page.
pub fn is_in(headers: &HeaderMap, app: &App, session: &SessionId) -> bool {
    let all = headers.get_all(COOKIE).into_iter();
    let all = all.filter_map(|header| header.to_str().ok());
    let pairs = all.flat_map(|header| header.split(';'));
    let mut values = pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(name, value)| (name == session.as_str()).then_some(value));
    let references = &app.deployment.references;
    values.any(|value| references.session_of(value).as_ref() == Some(session))
}
