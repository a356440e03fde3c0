//! What holds for any bytes.

use oneclick_providers::{Outcome, Provider as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::words::{JSON, provider};
use crate::attempt::{REFERENCE, by_payment, by_reference, reference};
use crate::wire::{cases, response};

/// Status ids that say that money has moved or is set aside.
const PAID: [u64; 14] = [2, 9, 11, 13, 19, 21, 23, 24, 25, 26, 27, 28, 33, 35];

fn is_success(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Authorised | Outcome::Captured | Outcome::CapturePending
    )
}

/// Any JSON, with the names and values that mean something made likely.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop_oneof![
        Just("Payment"),
        Just("Payments"),
        Just("Status"),
        Just("ID"),
        Just("Reasons"),
        Just("Code"),
        Just("Amount"),
        Just("Currency"),
        Just("MerchantTransactionID"),
        Just("RedirectURL"),
        Just("Message"),
        Just("Other"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0_u64..40).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0_u64..40).prop_map(|number| Value::from(number.to_string())),
        Just(json!("EUR")),
        Just(json!(REFERENCE)),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..5).prop_map(|members| {
                members
                    .into_iter()
                    .map(|(name, value)| (String::from(name), value))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }),
        ]
    })
}

/// The status id that a body states, read the plain way.
fn stated(payment: &Value) -> Option<u64> {
    match &payment["Status"]["ID"] {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_make_it_panic(
        status in any::<u16>(),
        content_type in proptest::option::of(prop_oneof![Just(JSON), Just("text/html"), Just("")]),
        body in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let answer = provider().read_charge(response(status, content_type, &body));
        prop_assert!(!is_success(&answer.outcome));
        let reference = reference();
        for by in [
            by_reference(&reference),
            by_payment("1", &reference),
            by_payment(core::str::from_utf8(&body).unwrap_or_default(), &reference),
        ] {
            drop(provider().look_up(by));
            drop(provider().read_look_up(by, response(status, content_type, &body)));
        }
    }

    #[test]
    fn success_comes_only_from_a_success_status(
        http in prop_oneof![Just(200_u16), Just(201), Just(400), Just(402), Just(409), Just(500)],
        body in any_json(),
        wrap in any::<bool>(),
    ) {
        let body = if wrap { json!({ "Payment": body }) } else { body };
        let bytes = serde_json::to_vec(&body).unwrap();
        let answer = provider().read_charge(response(http, Some(JSON), &bytes));
        if is_success(&answer.outcome) {
            prop_assert!(http < 300);
            prop_assert!(stated(&body["Payment"]).is_some_and(|id| PAID.contains(&id)));
        }
        if matches!(answer.outcome, Outcome::NotTaken) {
            prop_assert!((400..500).contains(&http));
        }
        let reference = reference();
        let by = by_reference(&reference);
        if let Ok(found) = provider().read_look_up(by, response(http, Some(JSON), &bytes)) {
            prop_assert_eq!(http, 200);
            for answer in found.answers {
                prop_assert_eq!(answer.reference.as_deref(), Some(REFERENCE));
            }
        }
    }

    /// Cutting a success short at any place leaves none.
    #[test]
    fn half_a_success_is_none(end in any::<proptest::sample::Index>()) {
        let whole = include_bytes!("../../../cases/smart2pay/answer.json");
        let whole = whole.trim_ascii_end();
        let end = end.index(whole.len());
        let answer = provider().read_charge(response(201, Some(JSON), &whole[..end]));
        prop_assert_eq!(answer.outcome, Outcome::Unknown);
    }
}
