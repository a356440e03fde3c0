//! What CertiTrade tells of a card: an attempt's data, a payment account.

use oneclick_rules::{Expiry, LastFour};

use crate::CardFace;
use crate::bin_brand::brand_of_bin;
use crate::json::Json;

/// `bin` (the first six digits), `masked_cardno` (the last four digits in plain
/// text) and, of an account, `expiry_date`.
pub(super) fn face(of: &Json) -> CardFace {
    CardFace {
        brand: of.word("bin").and_then(|bin| brand_of_bin(&bin)),
        last_four: of.word("masked_cardno").and_then(|card| last_four(&card)),
        expiry: of.word("expiry_date").and_then(|date| expiry(&date)),
    }
}

fn last_four(masked: &str) -> Option<LastFour> {
    let start = masked.len().checked_sub(4)?;
    LastFour::parse(masked.get(start..)?).ok()
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
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(month) || !digits(year) || month.len() > 2 {
        return None;
    }
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    Expiry::new(month.parse().ok()?, century + year.parse::<u16>().ok()?).ok()
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

    #[test]
    fn reads_the_last_four_digits() {
        let digits = |masked: &str| last_four(masked).map(|four| four.to_string());
        assert_eq!(digits("xxxxxxxxxxx2300").as_deref(), Some("2300"));
        assert_eq!(digits("2300").as_deref(), Some("2300"));
        for masked in ["", "300", "xxxx230x", "xxxxxxxx é00"] {
            assert_eq!(digits(masked), None, "{masked}");
        }
    }
}
