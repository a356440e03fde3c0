//! The frame of a page that the server writes: its head, its sheet, and what it may do.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

/// A sheet that stands in its page, and the policy of a page that has no other style, no script,
/// no picture and no frame, and sends its forms to where it came from.
#[derive(Debug)]
pub struct PageSheet {
    text: String,
    policy: HeaderValue,
}

impl PageSheet {
    /// Joins the parts of a sheet.
    pub fn of(parts: &[&str]) -> Self {
        let text = parts.concat();
        let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'"
        );
        // Letters and signs of ASCII alone: without them nothing at all is allowed.
        let nothing = HeaderValue::from_static("default-src 'none'");
        let policy = HeaderValue::try_from(policy).unwrap_or(nothing);
        Self { text, policy }
    }

    /// Returns what a page with the sheet may do.
    pub fn policy(&self) -> HeaderValue {
        self.policy.clone()
    }
}

/// What stands around the body of a page.
#[derive(Debug)]
pub struct PageFrame<'a> {
    /// The language and its direction.
    pub language: (&'a str, &'a str),
    /// What the page says, in the window's title.
    pub title: &'a str,
    /// When and where it is asked for anew, as `http-equiv` has it.
    pub refresh: Option<String>,
    /// Its sheet.
    pub sheet: &'a PageSheet,
}

impl PageFrame<'_> {
    /// Writes the document.
    pub fn around(&self, body: &Markup) -> Markup {
        let (language, direction) = self.language;
        html! {
            (DOCTYPE)
            html lang=(language) dir=(direction) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    @if let Some(refresh) = &self.refresh {
                        meta http-equiv="refresh" content=(refresh);
                    }
                    title { (self.title) }
                    style { (PreEscaped(&self.sheet.text)) }
                }
                body { (body) }
            }
        }
    }
}
