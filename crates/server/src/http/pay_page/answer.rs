//! The frame of every page, and the headers that keep scripts and strangers out of it.

use axum::response::{Html, IntoResponse as _, Response};
use http::header::{
    CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, LOCATION, REFERRER_POLICY, RETRY_AFTER, SET_COOKIE,
    VARY, X_FRAME_OPTIONS,
};
use http::{HeaderValue, StatusCode};
use maud::Markup;

use crate::http::page_frame::PageFrame;
use crate::http::pay_page::style;
use crate::http::pay_page::texts::PageTexts;

/// When a page is asked for anew, without the shopper's doing.
#[derive(Debug)]
pub enum PageRefresh {
    /// After so many seconds, to see what became of a payment.
    After(u64),
    /// At once, and at another address: the bank's or the provider's page. The form's own
    /// redirect would not get there, and neither would theirs: browsers hold each to
    /// `form-action`.
    To(String),
}

impl PageRefresh {
    fn content(&self) -> String {
        match self {
            Self::After(seconds) => seconds.to_string(),
            Self::To(url) => format!("0;url={url}"),
        }
    }
}

/// A page to be answered.
#[derive(Debug)]
pub struct PageAnswer {
    /// The status.
    pub status: StatusCode,
    /// The texts of the page.
    pub texts: PageTexts,
    /// What the page says, in the window's title.
    pub title: String,
    /// When it is asked for anew.
    pub refresh: Option<PageRefresh>,
    /// With a status that says so: when to come back, seconds.
    pub retry_after: Option<u64>,
    /// With a way on to another page: the cookie that leads back here from it.
    pub comes_back: Option<HeaderValue>,
    /// What stands in it.
    pub body: Markup,
}

impl PageAnswer {
    /// Writes the page with its headers. Without a `Cache-Control` of its own the answer is
    /// not stored.
    pub fn into_response(self) -> Response {
        let html = self.document().into_string();
        let mut response = (self.status, Html(html)).into_response();
        let headers = response.headers_mut();
        let language = self.texts.language.tag();
        headers.insert(CONTENT_SECURITY_POLICY, style::SHEET.policy());
        for (name, value) in [
            // The address carries the token.
            (REFERRER_POLICY, "no-referrer"),
            (X_FRAME_OPTIONS, "DENY"),
            (CONTENT_LANGUAGE, language),
            (VARY, "accept-language"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if let Some(cookie) = self.comes_back {
            headers.insert(SET_COOKIE, cookie);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn document(&self) -> Markup {
        let language = self.texts.language;
        let frame = PageFrame {
            language: (language.tag(), language.direction()),
            title: &self.title,
            refresh: self.refresh.as_ref().map(PageRefresh::content),
            sheet: &style::SHEET,
        };
        frame.around(&self.body)
    }
}

/// Sends the shopper to what a form came to: with another request, which a reload repeats
/// without harm.
pub fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // The server's own words and a token of the path: never refused.
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    let policy = HeaderValue::from_static("no-referrer");
    response.headers_mut().insert(REFERRER_POLICY, policy);
    response
}
