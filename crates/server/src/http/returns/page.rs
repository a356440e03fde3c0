//! Writes the page of a shopper who cannot be sent on: without a script, and from nowhere else.

use std::sync::Arc;

use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest as _, Sha256};

use crate::config::Origin;
use crate::http::error::{Error, OwnBody};
use crate::http::language::PageLanguage;
use crate::http::returns::texts::ReturnTexts;

const STYLE: &str = "body{box-sizing:border-box;min-block-size:100vh;margin:0;padding:1.5rem;\
display:grid;place-items:center;font:1.0625rem/1.5 system-ui,sans-serif}\
main{max-inline-size:30rem}h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;text-wrap:balance}p{margin:0 0 1rem}";

/// The page of a shopper who cannot be sent on.
#[derive(Debug)]
pub struct ReturnPage<'a> {
    language: PageLanguage,
    texts: &'static ReturnTexts,
    shop: Option<&'a Origin>,
}

impl<'a> ReturnPage<'a> {
    /// Makes the page in the language that the browser asks for. It has a link to the
    /// merchant's origin if there is only one.
    pub fn new(headers: &HeaderMap, origins: &'a [Origin]) -> Self {
        let shop = match origins {
            [shop] => Some(shop),
            _ => None,
        };
        let language = PageLanguage::of_browser(headers);
        let texts = ReturnTexts::of(language);
        Self {
            language,
            texts,
            shop,
        }
    }

    /// Answers an address that no payment has, or none any more. It says nothing of money:
    /// whose payment it was is not known.
    pub fn nowhere(&self) -> Response {
        let ReturnTexts { title, text, .. } = self.texts;
        self.answer(StatusCode::NOT_FOUND, title, text)
    }

    /// Answers an error of ours, which may stand for a payment that was made.
    pub fn unknown(&self, error: Error) -> Response {
        let ReturnTexts {
            unknown_title,
            unknown_text,
            ..
        } = self.texts;
        let mut response = self.answer(error.problem().status, unknown_title, unknown_text);
        let extensions = response.extensions_mut();
        extensions.insert(Arc::new(error));
        extensions.insert(OwnBody);
        response
    }

    fn answer(&self, status: StatusCode, title: &str, text: &str) -> Response {
        let ReturnTexts { tag, to_shop, .. } = self.texts;
        let direction = self.language.direction();
        let link = self.shop.map_or_else(String::new, |shop| {
            format!("<p><a href=\"{}\">{to_shop}</a></p>", shop.as_str())
        });
        let html = format!(
            "<!doctype html><html lang=\"{tag}\" dir=\"{direction}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <style>{STYLE}</style></head><body><main><h1>{title}</h1><p>{text}</p>{link}</main>\
             </body></html>"
        );
        (status, self.headers(), Html(html)).into_response()
    }

    fn headers(&self) -> [(HeaderName, HeaderValue); 4] {
        let hash = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        );
        // Letters and signs of ASCII alone: without them nothing at all is allowed.
        let nothing = HeaderValue::from_static("default-src 'none'");
        [
            (
                CONTENT_SECURITY_POLICY,
                HeaderValue::try_from(policy).unwrap_or(nothing),
            ),
            // The address carries the token.
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (CONTENT_LANGUAGE, HeaderValue::from_static(self.texts.tag)),
            (VARY, HeaderValue::from_static("accept-language")),
        ]
    }
}
