//! The stored cards, by token.

use std::collections::HashMap;

use serde::Deserialize;

use crate::payment::{Face, SecurityCode};

/// A stored card.
pub(crate) struct Card {
    pub(crate) brand: String,
    pub(crate) face: Face,
    /// The card's own code, which charges are compared with; none matches any.
    code: Option<String>,
    pub(crate) cancelled: bool,
    /// How many more charges the token is good for; none means any number.
    pub(crate) uses_left: Option<u32>,
}

impl Card {
    pub(crate) fn new(brand: &str, face: Face, code: Option<String>) -> Self {
        Self {
            brand: brand.to_owned(),
            face,
            code,
            cancelled: false,
            uses_left: None,
        }
    }

    /// Compares a code with the card's.
    pub(crate) fn compare(&self, code: Option<&str>) -> SecurityCode {
        match (code, &self.code) {
            (None, _) => SecurityCode::Absent,
            (Some(given), Some(own)) if given != own => SecurityCode::Wrong,
            (Some(_), _) => SecurityCode::Matched,
        }
    }

    /// Whether the card's last month is over, in UTC.
    pub(crate) fn expired(&self, (year, month): (u64, u64)) -> bool {
        (self.face.year, self.face.month) < (year, month)
    }
}

/// A card to be stored, as the control call names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCard {
    /// The token; made up if absent.
    pub(crate) value: Option<String>,
    pub(crate) brand: String,
    last_four: String,
    month: u64,
    year: u64,
    holder: String,
    security_code: String,
    #[serde(default)]
    uses: Option<u32>,
}

impl NewCard {
    /// Checks what the provider itself would never store.
    pub(crate) fn card(self) -> Result<Card, &'static str> {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if self.last_four.len() != 4 || !digits(&self.last_four) {
            return Err("last_four: four digits");
        }
        if !(1..=12).contains(&self.month) {
            return Err("month: 1 to 12");
        }
        if !(2000..=2099).contains(&self.year) {
            return Err("year: 2000 to 2099");
        }
        if !(3..=4).contains(&self.security_code.len()) || !digits(&self.security_code) {
            return Err("security_code: three or four digits");
        }
        let face = Face {
            holder: self.holder,
            last_four: self.last_four,
            month: self.month,
            year: self.year,
        };
        let mut card = Card::new(&self.brand, face, Some(self.security_code));
        card.uses_left = self.uses;
        Ok(card)
    }
}

/// The cards that are there from the start.
pub(crate) fn seed() -> HashMap<String, Card> {
    [
        (
            "5A9D0C3E7B1F42688E6A1D7C90B3F254",
            "visa",
            "4242",
            12,
            2031,
            "123",
        ),
        (
            "C1E7A86F03D94B2A97F5B6E2D8470A13",
            "mastercard",
            "4444",
            8,
            2030,
            "456",
        ),
        (
            "0F6B2D94E8A14C7395D1C7E3A2F80B46",
            "american_express",
            "0005",
            5,
            2029,
            "7373",
        ),
    ]
    .into_iter()
    .map(|(token, brand, last_four, month, year, code)| {
        let face = Face {
            holder: "John Doe".to_owned(),
            last_four: last_four.to_owned(),
            month,
            year,
        };
        (
            token.to_owned(),
            Card::new(brand, face, Some(code.to_owned())),
        )
    })
    .collect()
}

/// The brand that a card number shows.
pub(crate) fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5' | b'2', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "american_express",
        _ => "unknown",
    }
}
