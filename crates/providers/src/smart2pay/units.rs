//! Amounts in Smart2Pay's units: the last two digits are always decimals,
//! whatever the currency, and there are at most twelve digits.

use core::fmt;

use oneclick_rules::{Amount, Currency, ErrorCode};
use serde::Serialize;

/// The largest amount: `^\d{1,12}$`.
const MOST: u64 = 999_999_999_999;

/// An amount in Smart2Pay's units; our minor units are others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Hundredths(pub(super) u64);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Converts our amount to their units: minor × 10^(2 − exponent).
pub(super) fn from_amount(amount: Amount) -> Result<Hundredths, ErrorCode> {
    let (times, divided) = scale(amount.currency());
    let exact = amount.minor().is_multiple_of(divided);
    exact
        .then(|| (amount.minor() / divided).checked_mul(times))
        .flatten()
        .filter(|units| *units <= MOST)
        .map(Hundredths)
        .ok_or(ErrorCode::AmountNotRepresentable)
}

/// Converts back; `None` for what is no amount of the currency.
pub(super) fn to_amount(Hundredths(units): Hundredths, currency: Currency) -> Option<Amount> {
    let (times, divided) = scale(currency);
    if units > MOST || !units.is_multiple_of(times) {
        return None;
    }
    let minor = (units / times).checked_mul(divided)?;
    Amount::new(minor, currency).ok()
}

/// By what our minor units are multiplied, and by what they are divided.
fn scale(currency: Currency) -> (u64, u64) {
    let exponent = u32::from(currency.exponent());
    (
        10_u64.pow(2_u32.saturating_sub(exponent)),
        10_u64.pow(exponent.saturating_sub(2)),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(minor: u64, currency: &str) -> Amount {
        Amount::new(minor, Currency::parse(currency).unwrap()).unwrap()
    }

    #[test]
    fn always_has_two_decimals() {
        for (currency, minor, units) in [
            ("EUR", 995, Ok(995)),
            ("EUR", 1, Ok(1)),
            ("IDR", 1_500_000, Ok(1_500_000)),
            ("HUF", 123_456, Ok(123_456)),
            ("JPY", 1, Ok(100)),
            ("JPY", 995, Ok(99_500)),
            ("ISK", 1_200, Ok(120_000)),
            ("KWD", 1_230, Ok(123)),
            ("KWD", 10, Ok(1)),
            ("KWD", 1_234, Err(ErrorCode::AmountNotRepresentable)),
            ("KWD", 1, Err(ErrorCode::AmountNotRepresentable)),
            ("EUR", 999_999_999_999, Ok(999_999_999_999)),
            (
                "EUR",
                1_000_000_000_000,
                Err(ErrorCode::AmountNotRepresentable),
            ),
            ("JPY", 9_999_999_999, Ok(999_999_999_900)),
            (
                "JPY",
                10_000_000_000,
                Err(ErrorCode::AmountNotRepresentable),
            ),
            ("KWD", 9_999_999_999_990, Ok(999_999_999_999)),
            (
                "KWD",
                10_000_000_000_000,
                Err(ErrorCode::AmountNotRepresentable),
            ),
        ] {
            let amount = amount(minor, currency);
            assert_eq!(
                from_amount(amount),
                units.map(Hundredths),
                "{minor} {currency}"
            );
            if let Ok(units) = units {
                assert_eq!(
                    to_amount(Hundredths(units), amount.currency()),
                    Some(amount)
                );
            }
        }
    }

    #[test]
    fn knows_no_fraction_of_a_yen() {
        assert_eq!(
            to_amount(Hundredths(99_550), amount(1, "JPY").currency()),
            None
        );
        assert_eq!(to_amount(Hundredths(0), amount(1, "EUR").currency()), None);
        assert_eq!(
            to_amount(Hundredths(1_000_000_000_000), amount(1, "EUR").currency()),
            None
        );
    }

    proptest! {
        #[test]
        fn goes_there_and_back(
            minor in 1..=Amount::MAX_MINOR,
            currency in proptest::sample::select(Currency::all().collect::<Vec<_>>()),
        ) {
            let amount = Amount::new(minor, currency).unwrap();
            if let Ok(units) = from_amount(amount) {
                prop_assert_eq!(to_amount(units, currency), Some(amount));
            }
        }

        #[test]
        fn comes_back_and_goes_there(
            units in 0..=MOST,
            currency in proptest::sample::select(Currency::all().collect::<Vec<_>>()),
        ) {
            if let Some(amount) = to_amount(Hundredths(units), currency) {
                prop_assert_eq!(from_amount(amount), Ok(Hundredths(units)));
            }
        }
    }
}
