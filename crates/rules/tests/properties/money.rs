//! Amounts: nothing is lost between minor units and decimals.

use oneclick_rules::{Amount, Currency, ErrorCode};
use proptest::prelude::*;

fn currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(Currency::all().collect::<Vec<_>>())
}

/// Reads a decimal form the plain way.
fn minor_of(decimal: &str, exponent: u8) -> u64 {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    assert_eq!(fraction.len(), usize::from(exponent), "{decimal}");
    assert!(!whole.is_empty());
    assert!(whole == "0" || !whole.starts_with('0'), "{decimal}");
    format!("{whole}{fraction}").parse().unwrap()
}

proptest! {
    #[test]
    fn a_decimal_reads_back_the_same(minor in 1..=Amount::MAX_MINOR, currency in currency()) {
        let amount = Amount::new(minor, currency).unwrap();
        prop_assert_eq!(minor_of(&amount.decimal(), currency.exponent()), minor);
    }

    #[test]
    fn small_amounts_too(minor in 1..2_000_u64, currency in currency()) {
        let amount = Amount::new(minor, currency).unwrap();
        prop_assert_eq!(minor_of(&amount.decimal(), currency.exponent()), minor);
    }

    #[test]
    fn an_amount_is_more_than_nothing_and_not_too_much(minor in any::<u64>(), currency in currency()) {
        match Amount::new(minor, currency) {
            Ok(amount) => {
                prop_assert!((1..=Amount::MAX_MINOR).contains(&minor));
                prop_assert_eq!(amount.minor(), minor);
                prop_assert_eq!(amount.currency(), currency);
            }
            Err(ErrorCode::AmountNotPositive) => prop_assert_eq!(minor, 0),
            Err(code) => {
                prop_assert_eq!(code, ErrorCode::AmountTooLarge);
                prop_assert!(minor > Amount::MAX_MINOR);
            }
        }
    }
}

#[test]
fn every_currency_reads_back_every_edge() {
    for currency in Currency::all() {
        for minor in [1, 9, 10, 99, 100, 999, 1_000, 1_001, Amount::MAX_MINOR] {
            let amount = Amount::new(minor, currency).unwrap();
            assert_eq!(minor_of(&amount.decimal(), currency.exponent()), minor);
        }
        assert_eq!(Currency::parse(currency.as_str()), Ok(currency));
    }
}
