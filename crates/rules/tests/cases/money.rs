//! Amounts and currencies.

use oneclick_rules::{Amount, Currency};
use serde_json::json;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::table::{broken, check, number, text};

#[test]
fn amounts_have_their_currencys_decimals() {
    check(include_str!("../../cases/amounts.json"), |row| {
        let currency = Currency::parse(text(row, "currency")).unwrap();
        let minor = number(row, "minor").unwrap();
        Amount::new(minor, currency).map_or_else(broken, |amount| json!(amount.decimal()))
    });
}

#[test]
fn currencies_are_those_of_iso_4217() {
    check(include_str!("../../cases/currencies.json"), |row| {
        Currency::parse(text(row, "text"))
            .map_or_else(broken, |currency| json!(currency.exponent()))
    });
}
