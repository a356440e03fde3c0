//! The page's sheet: the element's own, and what a page has around it.

use std::sync::LazyLock;

use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest as _, Sha256};

use crate::http::error::Error;
use crate::http::path::Path;

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
static NAME: LazyLock<String> = LazyLock::new(|| {
    let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(SHEET.as_bytes()));
    format!("{hash}.css")
});

/// Returns the address of the sheet, from a pay page: its bytes are in its name.
pub fn address() -> String {
    format!("style/{}", *NAME)
}

/// Answers the sheet, to be kept for ever.
pub async fn sheet(name: Result<Path<String>, Error>) -> Result<Response, Error> {
    let Path(name) = name?;
    if name != *NAME {
        return Err(Error::RouteUnknown);
    }
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/css; charset=utf-8"),
        ),
        (
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=31536000, immutable"),
        ),
    ];
    Ok((headers, SHEET.as_str()).into_response())
}
