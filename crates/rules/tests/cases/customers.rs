//! Customers.

use oneclick_rules::{Customer, CustomerFields};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::table::{check, text, violations};

#[test]
fn customers_are_somebody() {
    check(include_str!("../../cases/customers.json"), |row| {
        let given = &row["customer"];
        let may = |name: &str| given[name].as_str();
        let fields = CustomerFields {
            id: text(given, "id"),
            email: may("email"),
            first_name: may("first_name"),
            last_name: may("last_name"),
            phone: may("phone"),
        };
        match Customer::check(fields) {
            Ok(customer) => {
                // What was accepted was kept as it was given, an empty text as none.
                let kept = |name| may(name).filter(|text| !text.is_empty());
                assert_eq!(customer.id.as_str(), fields.id);
                assert_eq!(customer.email.as_deref(), kept("email"));
                assert_eq!(customer.first_name.as_deref(), kept("first_name"));
                assert_eq!(customer.last_name.as_deref(), kept("last_name"));
                assert_eq!(customer.phone.as_deref(), kept("phone"));
                json!([])
            }
            Err(broken) => {
                assert!(!broken.is_empty());
                violations(&broken)
            }
        }
    });
}

#[test]
fn no_placeholder_is_somebody_in_any_case() {
    for word in ["0", "guest", "null", "undefined", "anonymous"] {
        for upper in 0..1_u32 << word.len() {
            let mixed: String = word
                .chars()
                .enumerate()
                .map(|(place, letter)| match upper >> place & 1 {
                    1 => letter.to_ascii_uppercase(),
                    _ => letter,
                })
                .collect();
            // A surname, which no program prints for nothing.
            if mixed == "Null" {
                continue;
            }
            let fields = CustomerFields {
                id: &mixed,
                ..CustomerFields::default()
            };
            let broken = Customer::check(fields).unwrap_err();
            assert_eq!(
                violations(&broken),
                json!([{ "code": "customer.id.placeholder", "field": "customer.id" }]),
                "{mixed}"
            );
            assert_ne!(violations(&broken), Value::Null);
        }
    }
}
