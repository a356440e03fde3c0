//! What the page asks for when it wants an order.

use serde::Deserialize;

use crate::price::Price;
use crate::refusal::ShopRefusal;

/// What the page asks for. A real shop takes the price from its own basket,
/// never from the browser; the demo lets tests choose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    pub scenario: Option<String>,
    pub times: Option<u32>,
    pub milliseconds: Option<u64>,
    pub order: Option<String>,
    #[serde(default)]
    pub amount: Price,
    pub currency: Option<String>,
    pub language: Option<String>,
    pub provider: Option<String>,
    #[serde(default)]
    pub customer: Who,
}

/// Who buys: the returning customer where the member is absent, a guest where
/// it is `null`, else a customer of that id with cards of their own.
#[derive(Default, Deserialize)]
#[serde(from = "Option<String>")]
pub enum Who {
    #[default]
    Returning,
    Guest,
    Customer(String),
}

impl From<Option<String>> for Who {
    fn from(id: Option<String>) -> Self {
        id.map_or(Self::Guest, Self::Customer)
    }
}

/// Checks a value that stands in addresses which the shop builds.
///
/// # Errors
///
/// It has other characters than such a value may have.
pub fn plain(what: &str, value: &str) -> Result<(), ShopRefusal> {
    let ok = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if (1..=50).contains(&value.len()) && value.chars().all(ok) {
        return Ok(());
    }
    let detail = format!("{what} must be 1 to 50 of A–Z a–z 0–9 . _ -");
    Err(ShopRefusal::bad_request(&format!("{what}.format"), detail))
}
