//! Amounts in Finpay's units: whole rupiah, and nothing but rupiah.
//!
//! "Order object": `amount`, numeric, 1 to 14 digits, `currency`, IDR by
//! default; the samples write "1000" for Rp 1.000 and show no decimals. What
//! another currency would do is not documented.

use oneclick_rules::{Amount, Currency, ErrorCode};

/// The one currency.
pub(super) const CURRENCY: &str = "IDR";

/// Our minor units in a rupiah, which has two decimals on paper.
const MINOR: u64 = 100;

/// Converts our amount to whole rupiah. Fourteen digits hold every one.
pub(super) fn from_amount(amount: Amount) -> Result<u64, ErrorCode> {
    if amount.currency().as_str() != CURRENCY {
        return Err(ErrorCode::CurrencyUnsupported);
    }
    let whole = amount.minor().is_multiple_of(MINOR);
    whole
        .then_some(amount.minor() / MINOR)
        .ok_or(ErrorCode::AmountNotRepresentable)
}

/// Converts back; `None` for what is no amount of rupiah.
pub(super) fn to_amount(rupiah: u64, currency: &str) -> Option<Amount> {
    if currency != CURRENCY {
        return None;
    }
    let minor = rupiah.checked_mul(MINOR)?;
    Amount::new(minor, Currency::parse(CURRENCY).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(minor: u64, currency: &str) -> Amount {
        Amount::new(minor, Currency::parse(currency).unwrap()).unwrap()
    }

    #[test]
    fn takes_whole_rupiah_alone() {
        let no = Err(ErrorCode::AmountNotRepresentable);
        let other = Err(ErrorCode::CurrencyUnsupported);
        for (currency, minor, units) in [
            ("IDR", 100, Ok(1)),
            ("IDR", 100_000, Ok(1_000)),
            ("IDR", 1_500_000, Ok(15_000)),
            ("IDR", 99_999_999_999_900, Ok(999_999_999_999)),
            ("IDR", 1, no),
            ("IDR", 99, no),
            ("IDR", 150, no),
            ("IDR", 99_999_999_999_999, no),
            ("EUR", 1_000, other),
            ("JPY", 1_000, other),
            ("HUF", 100_000, other),
            ("KWD", 100_000, other),
            ("ISK", 1_000, other),
        ] {
            let amount = amount(minor, currency);
            assert_eq!(from_amount(amount), units, "{minor} {currency}");
            if let Ok(units) = units {
                assert_eq!(to_amount(units, currency), Some(amount));
            }
        }
    }

    #[test]
    fn reads_rupiah_alone() {
        assert_eq!(to_amount(1_000, "IDR"), Some(amount(100_000, "IDR")));
        assert_eq!(to_amount(0, "IDR"), None);
        assert_eq!(to_amount(1_000_000_000_000, "IDR"), None);
        assert_eq!(to_amount(u64::MAX, "IDR"), None);
        for currency in ["idr", "", "EUR", "JPY", "HUF", "KWD", "ISK", "Rp"] {
            assert_eq!(to_amount(1_000, currency), None, "{currency}");
        }
    }

    proptest! {
        #[test]
        fn goes_there_and_back(
            minor in 1..=Amount::MAX_MINOR,
            currency in proptest::sample::select(Currency::all().collect::<Vec<_>>()),
        ) {
            let amount = Amount::new(minor, currency).unwrap();
            if let Ok(units) = from_amount(amount) {
                prop_assert_eq!(to_amount(units, currency.as_str()), Some(amount));
            }
        }

        #[test]
        fn comes_back_and_goes_there(units in 0..=Amount::MAX_MINOR) {
            if let Some(amount) = to_amount(units, "IDR") {
                prop_assert_eq!(from_amount(amount), Ok(units));
            }
        }
    }
}
