//! Stored cards at a provider.

use oneclick_rules::{Brand, CustomerId, ErrorCode, Expiry, LastFour};

use crate::purchase::{AttemptReference, CardUses};
use crate::secret::Secret;

/// What may be shown of a card, as far as the provider tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardDetails {
    /// The brand.
    pub brand: Option<Brand>,
    /// The last four digits.
    pub last_four: Option<LastFour>,
    /// The month at whose end it ends.
    pub expiry: Option<Expiry>,
}

/// A successful payment by a new card whose card is to be saved.
#[derive(Clone, Debug)]
pub struct CardToSave {
    /// The provider's id of the payment.
    pub provider_payment_id: String,
    /// Our reference of it.
    pub reference: AttemptReference,
    /// Whose card it is.
    pub customer: CustomerId,
    /// For which uses it is kept.
    pub keep: CardUses,
    /// What was prepared before the payment.
    pub prepared: Option<Secret>,
    /// Unix seconds.
    pub now: i64,
}

/// A stored card as the provider names it.
#[derive(Clone, Debug)]
pub struct SavedCard {
    /// Its token.
    pub token: Secret,
    /// What may be shown of it.
    pub details: CardDetails,
    /// The provider's id of the payment that stored it, which charges without
    /// the shopper name.
    pub initial_transaction: Option<String>,
}

/// A stored card at a provider.
#[derive(Clone, Debug)]
pub struct ProviderCard {
    /// Its token.
    pub token: Secret,
    /// Whose it is.
    pub customer: CustomerId,
    /// The provider's id of the payment that stored it.
    pub initial_transaction: Option<String>,
    /// Unix seconds.
    pub now: i64,
}

/// What a provider says of a stored card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetrievedCard {
    /// Whether it can be charged.
    pub usable: bool,
    /// What may be shown of it.
    pub details: CardDetails,
}

/// What became of forgetting a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardDeletion {
    /// The provider has it no more.
    Done,
    /// Not sure: read the card before asking again.
    Unknown(String),
}

/// Reads the last four digits of a card's number, however the rest is masked.
pub(crate) fn last_four(masked: &str) -> Option<LastFour> {
    LastFour::parse(masked.get(masked.len().checked_sub(4)?..)?).ok()
}

/// Reads the end of a card; a year of two digits is one of this century.
pub(crate) fn expiry(month: u64, year: u64) -> Option<Expiry> {
    let year = if year < 100 { 2_000 + year } else { year };
    Expiry::new(u8::try_from(month).ok()?, u16::try_from(year).ok()?).ok()
}

/// Reads a number of `least` to `most` digits.
pub(crate) fn digits(text: &str, least: usize, most: usize) -> Option<u64> {
    let fits =
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

/// Judges an initial transaction whose form is `fits`; charges without the shopper
/// need one.
pub(crate) fn check_initial_transaction(
    given: Option<&str>,
    keep: CardUses,
    fits: impl Fn(&str) -> bool,
) -> Result<(), ErrorCode> {
    match given {
        Some(id) if !fits(id) => Err(ErrorCode::CardInitialTransactionFormat),
        None if keep.by_merchant() => Err(ErrorCode::CardInitialTransaction),
        Some(_) | None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_last_four_digits() {
        for (masked, expected) in [
            ("2300", Some("2300")),
            ("xxxxxxxxxxx2300", Some("2300")),
            ("************1111", Some("1111")),
            ("411111******0037", Some("0037")),
            ("VISA-1111", Some("1111")),
            ("Ends with 1111", Some("1111")),
            ("é1111", Some("1111")),
            ("", None),
            ("300", None),
            ("xxxx230x", None),
            ("1111****", None),
            ("xxxxxxxx é00", None),
            ("é111", None),
            ("1é11", None),
        ] {
            let read = last_four(masked);
            assert_eq!(read.as_ref().map(LastFour::as_str), expected, "{masked}");
        }
    }

    #[test]
    fn reads_years_of_two_and_of_four_digits() {
        for (month, year, expected) in [
            (4, 20, Some((4, 2020))),
            (4, 2020, Some((4, 2020))),
            (12, 0, Some((12, 2000))),
            (0, 20, None),
            (13, 20, None),
            (4, 100, None),
            (4, 70_000, None),
            (256, 20, None),
        ] {
            let read = expiry(month, year).map(|it| (it.month(), it.year()));
            assert_eq!(read, expected, "{month} {year}");
        }
        assert_eq!(digits("04", 1, 2), Some(4));
        for text in ["", "004", "+4", "4x"] {
            assert_eq!(digits(text, 1, 2), None, "{text}");
        }
    }
}
