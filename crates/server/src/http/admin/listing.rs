//! Lists by pages: how many are on one, and where the next one begins.

use maud::{Markup, html};

use crate::http::error::Error;
use crate::http::form::{NamedFields, wrong};
use crate::store::attempts::ListPlace;

/// How many are on a page.
pub const PAGE: usize = 50;

/// Reads where a list begins from the part of an address behind its question mark.
///
/// # Errors
/// Fails if that is something else.
pub fn place(query: Option<&str>) -> Result<Option<ListPlace>, Error> {
    let query = query.unwrap_or_default();
    let mut fields = NamedFields::of(query.as_bytes(), &["after"], |_| false)?;
    let after = fields.may_take("after");
    after.map(|after| parse(&after)).transpose()
}

/// Reads a place as [`next_page`] writes it.
///
/// # Errors
/// Fails if it is none.
pub fn parse(text: &str) -> Result<ListPlace, Error> {
    let (at, id) = text.split_once('.').ok_or_else(|| wrong("after"))?;
    Ok(ListPlace {
        at: at.parse().map_err(|_| wrong("after"))?,
        id: String::from(id),
    })
}

/// Leads to the next page of a list, if there is one; `address` ends where the place belongs.
pub fn next_page(address: &str, next: Option<&ListPlace>) -> Markup {
    html! {
        @if let Some(ListPlace { at, id }) = next { (more(&format!("{address}{at}.{id}"))) }
    }
}

/// Leads to the next page of a list.
pub fn more(address: &str) -> Markup {
    html! {
        nav aria-label="More of the list" {
            a .quiet href=(address) { "The next " (PAGE) }
        }
    }
}
