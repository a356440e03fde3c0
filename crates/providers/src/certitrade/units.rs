//! Amounts in CertiTrade's units: "amount in the currency's smallest unit"
//! ("Payment"), which is our minor unit, in the currencies of "Tables".

use oneclick_rules::{Amount, Currency, ErrorCode};

/// "Tables", table "Currencies". The TypeScript client names every code of
/// ISO 4217; what the table does not list is refused.
const CURRENCIES: &[&str] = &[
    "SEK", "EUR", "USD", "DKK", "GBP", "NOK", "AUD", "CAD", "NZD", "CHF", "TRY", "JPY",
];

/// Converts our amount to their units.
pub(super) fn from_amount(amount: Amount) -> Result<u64, ErrorCode> {
    if !CURRENCIES.contains(&amount.currency().as_str()) {
        return Err(ErrorCode::CurrencyUnsupported);
    }
    Ok(amount.minor())
}

/// Converts back; `None` for what is no amount, or of another currency.
pub(super) fn to_amount(units: u64, currency: &str) -> Option<Amount> {
    let currency = Currency::parse(currency).ok()?;
    Amount::new(units, currency)
        .ok()
        .filter(|amount| from_amount(*amount).is_ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amount(minor: u64, currency: &str) -> Amount {
        Amount::new(minor, Currency::parse(currency).unwrap()).unwrap()
    }

    #[test]
    fn is_the_smallest_unit_of_a_listed_currency() {
        let refused = Err(ErrorCode::CurrencyUnsupported);
        for (currency, minor, units) in [
            ("EUR", 995, Ok(995)),
            ("EUR", 1, Ok(1)),
            ("EUR", 99_999_999_999_999, Ok(99_999_999_999_999)),
            ("JPY", 995, Ok(995)),
            ("SEK", 1234, Ok(1234)),
            ("IDR", 1_500_000, refused),
            ("HUF", 123_456, refused),
            ("KWD", 1_230, refused),
            ("ISK", 1_200, refused),
        ] {
            let amount = amount(minor, currency);
            assert_eq!(from_amount(amount), units, "{minor} {currency}");
            let back = to_amount(minor, currency);
            assert_eq!(back, units.ok().map(|_| amount), "{minor} {currency}");
        }
        assert_eq!(to_amount(0, "EUR"), None);
        assert_eq!(to_amount(1, "eur"), None);
        assert_eq!(to_amount(100_000_000_000_000, "EUR"), None);
    }

    #[test]
    fn takes_the_currencies_of_the_table() {
        let taken: Vec<Currency> = Currency::all()
            .filter(|currency| from_amount(Amount::new(1, *currency).unwrap()).is_ok())
            .collect();
        let mut taken: Vec<&str> = taken.iter().map(Currency::as_str).collect();
        taken.sort_unstable();
        let listed = "AUD CAD CHF DKK EUR GBP JPY NOK NZD SEK TRY USD";
        assert_eq!(taken.join(" "), listed);
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
    }
}
