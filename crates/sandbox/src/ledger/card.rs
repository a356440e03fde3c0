//! The stored cards, by token, and what may be known of one.

use serde::{Deserialize, Serialize};

use crate::members::is_digits;
use crate::provider::SandboxProvider;

/// How the security code that came compares with the card's. The code itself
/// is dropped where it is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SecurityCode {
    /// It came and is the card's.
    Matched,
    /// It came and is not the card's.
    Wrong,
    /// None came.
    Absent,
}

/// What may be shown of a card.
#[derive(Clone, Debug)]
pub(crate) struct ShownCard {
    pub(crate) holder: String,
    /// The first six digits.
    pub(crate) bin: String,
    pub(crate) last_four: String,
    /// How many digits it has in all.
    pub(crate) length: usize,
    pub(crate) month: u64,
    pub(crate) year: u64,
}

impl ShownCard {
    /// Takes what may be shown of a card number of ten digits or more.
    pub(crate) fn of(holder: String, number: &str, month: u64, year: u64) -> Self {
        let digits = |from: usize, to: usize| number.get(from..to).unwrap_or_default().to_owned();
        let length = number.len();
        Self {
            holder,
            bin: digits(0, 6),
            last_four: digits(length.saturating_sub(4), length),
            length,
            month,
            year,
        }
    }

    /// Says whether the card's last month is over, in UTC.
    pub(crate) fn expired(&self, (year, month): (u64, u64)) -> bool {
        (self.year, self.month) < (year, month)
    }
}

/// A stored card.
#[derive(Clone)]
pub(crate) struct SimulatedCard {
    pub(crate) brand: String,
    pub(crate) details: ShownCard,
    /// The card's own code, which charges are compared with; none matches any.
    code: Option<String>,
    pub(crate) cancelled: bool,
    /// How many more charges the token is good for; none means any number.
    pub(crate) uses_left: Option<u32>,
    /// The customer whom it is stored for; none means that any may use it.
    pub(crate) customer: Option<String>,
    /// When it was stored; none if it was there from the start.
    pub(crate) since: Option<u64>,
}

impl SimulatedCard {
    pub(crate) fn new(brand: &str, details: ShownCard, code: Option<String>) -> Self {
        Self {
            brand: brand.to_owned(),
            details,
            code,
            cancelled: false,
            uses_left: None,
            customer: None,
            since: None,
        }
    }

    /// Takes one use of those that the card is good for; false if none is left.
    pub(crate) fn take_use(&mut self) -> bool {
        match &mut self.uses_left {
            Some(0) => return false,
            Some(left) => *left -= 1,
            None => {}
        }
        true
    }

    /// Compares a code with the card's.
    pub(crate) fn compare(&self, code: Option<&str>) -> SecurityCode {
        match (code, &self.code) {
            (None, _) => SecurityCode::Absent,
            (Some(given), Some(own)) if given != own => SecurityCode::Wrong,
            (Some(_), _) => SecurityCode::Matched,
        }
    }
}

/// A card to be stored, as the control call names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ControlCard {
    /// Where it is stored.
    #[serde(default)]
    pub(crate) provider: SandboxProvider,
    /// The token; made up if absent.
    pub(crate) value: Option<String>,
    pub(crate) brand: String,
    last_four: String,
    month: u64,
    year: u64,
    holder: String,
    security_code: String,
    uses: Option<u32>,
}

impl ControlCard {
    /// Checks what the provider itself would never store.
    pub(crate) fn card(self) -> Result<SimulatedCard, &'static str> {
        if !is_digits(&self.last_four, 4, 4) {
            return Err("last_four: four digits");
        }
        if !(1..=12).contains(&self.month) {
            return Err("month: 1 to 12");
        }
        if !(2000..=2099).contains(&self.year) {
            return Err("year: 2000 to 2099");
        }
        if !is_digits(&self.security_code, 3, 4) {
            return Err("security_code: three or four digits");
        }
        let number = full_number(&self.brand, &self.last_four);
        let details = ShownCard::of(self.holder, &number, self.month, self.year);
        let mut card = SimulatedCard::new(&self.brand, details, Some(self.security_code));
        card.uses_left = self.uses;
        Ok(card)
    }
}

/// Makes a number that could be this card's, for its length and first digits.
fn full_number(brand: &str, last_four: &str) -> String {
    let first = match brand {
        "visa" => "411111111111",
        "mastercard" => "512345000000",
        "american_express" => "37828224631",
        _ => "612345000000",
    };
    format!("{first}{last_four}")
}

/// Makes the cards that are there from the start: the same three everywhere,
/// under tokens in that provider's form.
pub(crate) fn seed(tokens: [&str; 3]) -> impl Iterator<Item = (String, SimulatedCard)> {
    let cards = [
        ("visa", "4242", 12, 2031, "123"),
        ("mastercard", "4444", 8, 2030, "456"),
        ("american_express", "0005", 5, 2029, "7373"),
    ];
    let cards = cards.map(|(brand, last_four, month, year, code)| {
        let number = full_number(brand, last_four);
        let details = ShownCard::of("John Doe".to_owned(), &number, month, year);
        SimulatedCard::new(brand, details, Some(code.to_owned()))
    });
    tokens.map(str::to_owned).into_iter().zip(cards)
}

/// Finds the brand that a card number shows.
pub(crate) fn brand(number: &str) -> &'static str {
    match number.as_bytes() {
        [b'4', ..] => "visa",
        [b'5' | b'2', ..] => "mastercard",
        [b'3', b'4' | b'7', ..] => "american_express",
        _ => "unknown",
    }
}
