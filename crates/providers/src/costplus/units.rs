//! Amounts in CostPlus's units: integers in the smallest unit of the currency
//! ("Money Units", llms.txt), at least 1, which are our minor units.

use oneclick_rules::{Amount, Currency};

/// Converts our amount to their units.
pub(super) fn from_amount(amount: Amount) -> u64 {
    amount.minor()
}

/// Converts back; `None` for what is no amount.
pub(super) fn to_amount(units: u64, currency: Currency) -> Option<Amount> {
    Amount::new(units, currency).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_the_smallest_units_of_the_currency() {
        for (currency, units, decimal) in [
            ("EUR", 995, "9.95"),
            ("JPY", 995, "995"),
            ("IDR", 1_500_000, "15000.00"),
            ("HUF", 123_456, "1234.56"),
            ("KWD", 1_234, "1.234"),
            ("ISK", 1_200, "1200"),
        ] {
            let currency = Currency::parse(currency).unwrap();
            let amount = to_amount(units, currency).unwrap();
            assert_eq!(amount.decimal(), decimal);
            assert_eq!(from_amount(amount), units);
        }
    }

    #[test]
    fn are_nothing_below_one_and_above_the_largest_amount() {
        let euro = Currency::parse("EUR").unwrap();
        assert_eq!(to_amount(0, euro), None);
        assert_eq!(to_amount(Amount::MAX_MINOR + 1, euro), None);
        assert!(to_amount(Amount::MAX_MINOR, euro).is_some());
    }
}
