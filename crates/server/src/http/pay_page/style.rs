//! The page's sheet: the element's own, and what a page has around it.
//!
//! It stands in the page. At an address of its own it would be missing while a deployment
//! is replaced: the page of one build, and the sheet of another.

use std::sync::LazyLock;

use crate::http::page_frame::PageSheet;

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

/// The page's sheet.
pub static SHEET: LazyLock<PageSheet> = LazyLock::new(|| PageSheet::of(&PARTS));
