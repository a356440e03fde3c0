//! The page's sheet: the element's own, and what a page has around it.
//!
//! It stands in the page. At an address of its own it would be missing while a deployment
//! is replaced: the page of one build, and the sheet of another.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;
use sha2::{Digest as _, Sha256};

/// The element's sheet in the order of its script, and what only the page has.
const PARTS: [&str; 8] = [
    include_str!("../../../../../style/widget.css"),
    include_str!("../../../../../style/widget_cards.css"),
    include_str!("../../../../../style/widget_fold.css"),
    include_str!("../../../../../style/widget_screens.css"),
    include_str!("../../../../../style/widget_receipt.css"),
    include_str!("../../../../../style/widget_cvc.css"),
    include_str!("../../../../../style/widget_modes.css"),
    include_str!("../../../../../style/pay_page.css"),
];

static SHEET: LazyLock<String> = LazyLock::new(|| PARTS.concat());
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(SHEET.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    // Letters and signs of ASCII alone: without them nothing at all is allowed.
    let nothing = HeaderValue::from_static("default-src 'none'");
    HeaderValue::try_from(policy).unwrap_or(nothing)
});

/// Returns the sheet, to stand in the page as it is.
pub fn sheet() -> &'static str {
    &SHEET
}

/// Returns what a page may do: show its sheet, and send its own form to where it came from.
/// No script, no picture, no frame.
pub fn policy() -> HeaderValue {
    POLICY.clone()
}
