//! What CertiTrade tells of a card: an attempt's data, a payment account.

use oneclick_rules::Expiry;
use serde::Deserialize;

use crate::bin_brand::brand_of_bin;
use crate::card::{self, CardDetails, digits};
use crate::fields::{Field, Word};

/// `bin` (the first six digits), `masked_cardno` (the last four digits in plain
/// text) and, of an account, `expiry_date`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CertiTradeCardFields {
    bin: Field<Word>,
    masked_cardno: Field<Word>,
    expiry_date: Field<Word>,
}

impl CertiTradeCardFields {
    /// Tells what may be shown of the card.
    pub(super) fn details(&self) -> CardDetails {
        CardDetails {
            brand: self.bin.word().and_then(brand_of_bin),
            last_four: self.masked_cardno.word().and_then(card::last_four),
            expiry: self.expiry_date.word().and_then(expiry),
        }
    }
}

/// `04/20` in every sample, the month and the year of a card. "Year and month
/// that the account expires", in at most ten characters, may be more: the year
/// in four digits, or before the month.
fn expiry(date: &str) -> Option<Expiry> {
    let (first, second) = date.split_once(['/', '-'])?;
    let (month, year) = if first.len() == 4 {
        (second, first)
    } else {
        (first, second)
    };
    let year = digits(year, 2, 2).or_else(|| digits(year, 4, 4).filter(|year| *year >= 2_000))?;
    card::expiry(digits(month, 1, 2)?, year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_month_in_every_form() {
        let expected = Expiry::new(4, 2020).ok();
        for date in ["04/20", "4/20", "04/2020", "2020-04", "2020/04", "04-20"] {
            assert_eq!(expiry(date), expected, "{date}");
        }
        for date in [
            "", "0420", "20/04/01", "13/20", "00/20", "04/020", "04/1920", "0x/20", "+4/20",
            "004/20", "/20", "04/",
        ] {
            assert_eq!(expiry(date), None, "{date}");
        }
    }
}
