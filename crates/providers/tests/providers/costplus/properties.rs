//! What holds for any bytes.

use oneclick_providers::{
    CredentialCheck, IncomingNotification, OperationKind, OperationOutcome, Outcome,
};
use oneclick_providers::{Provider as _, ProviderPayment, Secret};
use oneclick_rules::CustomerId;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::cards::{card, paid};
use super::operations::moving;
use super::words::{JSON, ORDER, TRANSACTION, body, provider};
use crate::attempt::{NOW, REFERENCE, amount, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{cases, response};

const NAMES: [&str; 24] = [
    "id",
    "merchant_order_id",
    "status",
    "amount",
    "currency",
    "transactions",
    "payment_method_details",
    "vault_token",
    "truncated_pan",
    "card_expiry",
    "payment_url",
    "reason",
    "error",
    "orders",
    "amount_details",
    "captured",
    "refunded",
    "refundable",
    "capturable",
    "voided",
    "refund_orders",
    "capture_mode",
    "event",
    "order_id",
];

/// Any JSON, with the names and values that mean something made likely.
fn any_json() -> impl Strategy<Value = Value> {
    let word = proptest::sample::select(vec![
        "completed",
        "captured",
        "authorization",
        "error",
        "new",
        "cancelled",
        "manual",
        "EUR",
        "995",
        "pending",
        REFERENCE,
        ORDER,
        TRANSACTION,
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        Just(json!(995)),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    let name = proptest::sample::select(NAMES.as_slice());
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..8).prop_map(|members| {
                let members = members.into_iter();
                members
                    .map(|(name, value)| (String::from(name), value))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            }),
        ]
    })
}

/// The usual order, with some members replaced by anything.
fn spoilt_order() -> impl Strategy<Value = Value> {
    let place = proptest::sample::select(vec!["order", "transaction", "details"]);
    let name = proptest::sample::select(NAMES.as_slice());
    proptest::collection::vec((place, name, any_json()), 0..4).prop_map(|changes| {
        let mut case = json!({ "order": {}, "transaction": {}, "details": {} });
        for (place, name, value) in changes {
            case[place][name] = value;
        }
        serde_json::from_slice(&body(&case)).unwrap_or_default()
    })
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        any_json(),
        spoilt_order(),
        proptest::collection::vec(spoilt_order(), 0..3).prop_map(Value::from),
    ]
}

fn any_http() -> impl Strategy<Value = u16> {
    prop_oneof![
        Just(200_u16),
        Just(201),
        Just(400),
        Just(401),
        Just(403),
        Just(404),
        Just(500),
        any::<u16>(),
    ]
}

/// Whether a body says that an order is paid, read the plain way.
fn says_paid(order: &Value) -> bool {
    order["id"].is_string()
        && order["status"] == "completed"
        && order["error"].as_str().is_none_or(str::is_empty)
}

proptest! {
    #![proptest_config(cases())]

    /// Every reader, with bytes that are nothing.
    #[test]
    fn no_bytes_make_it_panic_or_succeed(
        http in any_http(),
        content_type in proptest::option::of(prop_oneof![Just(JSON), Just("text/html"), Just("")]),
        body in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let (provider, reference) = (provider(), reference());
        let customer = CustomerId::parse("c-77").unwrap();
        let answer = response(http, content_type, &body);
        prop_assert!(!provider.read_charge(answer).outcome.moved_money());
        let text = core::str::from_utf8(&body).unwrap_or_default();
        for by in [by_reference(&reference), by_payment(ORDER, &reference), by_payment(text, &reference)] {
            drop(provider.look_up(&by));
            prop_assert!(provider.read_look_up(&by, answer).is_err());
        }
        prop_assert!(provider.read_learned(&paid(&reference, &customer), answer).is_err());
        let token = Secret::new(String::from("vt-7d1c0c5f"));
        let stored = card(&token, &customer, Some(ORDER));
        prop_assert!(provider.read_card_answer(&stored, answer).is_err());
        let payment = ProviderPayment { id: String::from(ORDER), reference: reference.clone(), amount: amount(995, "EUR"), now: NOW };
        prop_assert!(provider.read_balance(&payment, &[answer]).is_err());
        for kind in [OperationKind::Capture, OperationKind::Cancel, OperationKind::Refund] {
            let read = moving(kind, 995, |movement| provider.read_movement(movement, answer));
            prop_assert_eq!(read.outcome, OperationOutcome::Unknown);
        }
        let incoming = IncomingNotification { authorization: None, content_type, body: &body };
        prop_assert!(provider.read_notification(incoming).is_err());
        let key = provider.read_harmless_call(answer);
        prop_assert_ne!(key, CredentialCheck::Accepted);
    }

    #[test]
    fn a_charge_succeeds_only_where_the_order_says_so(http in any_http(), order in anything()) {
        let bytes = serde_json::to_vec(&order).unwrap();
        let answer = provider().read_charge(response(http, Some(JSON), &bytes));
        if answer.outcome.moved_money() || matches!(answer.outcome, Outcome::Refunded) {
            prop_assert!((200..=299).contains(&http));
            prop_assert!(says_paid(&order));
        }
        if matches!(answer.outcome, Outcome::Failed(_)) {
            prop_assert!([400, 401, 403].contains(&http));
            prop_assert!(!order["error"].is_null());
            prop_assert!(order["id"].as_str().is_none_or(str::is_empty));
        }
        if let Some(amount) = answer.amount {
            prop_assert!(amount.minor() > 0);
        }
    }

    #[test]
    fn a_look_up_finds_only_ours(http in any_http(), order in anything()) {
        let (provider, reference) = (provider(), reference());
        let bytes = serde_json::to_vec(&order).unwrap();
        let answer = response(http, Some(JSON), &bytes);
        if let Ok(found) = provider.read_look_up(&by_reference(&reference), answer) {
            prop_assert_eq!(http, 200);
            for found in &found.payments {
                prop_assert_eq!(found.reference.as_deref(), Some(REFERENCE));
            }
            if found.payments.is_empty() {
                let orders = order.as_array().unwrap();
                let ours = |order: &Value| {
                    order["merchant_order_id"] == REFERENCE
                        && order.as_object().unwrap().iter().all(|(name, value)| !name.contains("_of_order_id") || value.is_null())
                        && !order.to_string().contains("debit")
                };
                prop_assert!(!orders.iter().any(ours));
            }
        }
        if let Ok(found) = provider.read_look_up(&by_payment(ORDER, &reference), answer) {
            prop_assert!(http == 200 || http == 404);
            prop_assert_eq!(found.payments.is_empty(), http == 404);
            for found in &found.payments {
                prop_assert_eq!(found.reference.as_deref(), Some(REFERENCE));
                prop_assert_eq!(found.provider_payment_id.as_deref(), Some(ORDER));
                prop_assert!(!found.outcome.moved_money() || says_paid(&order));
            }
        }
    }

    #[test]
    fn a_card_balance_and_movements_come_only_from_ours(http in any_http(), order in anything()) {
        let (provider, reference) = (provider(), reference());
        let customer = CustomerId::parse("c-77").unwrap();
        let bytes = serde_json::to_vec(&order).unwrap();
        let answer = response(http, Some(JSON), &bytes);
        let ours = http == 200 && order["id"] == ORDER && order["merchant_order_id"] == REFERENCE;
        let cards = provider.read_learned(&paid(&reference, &customer), answer);
        prop_assert!(cards.is_err() || ours);
        prop_assert!(cards.map_or(true, |cards| cards.is_empty()) || says_paid(&order));
        let payment = ProviderPayment { id: String::from(ORDER), reference: reference.clone(), amount: amount(995, "EUR"), now: NOW };
        let balance = provider.read_balance(&payment, &[answer]);
        prop_assert!(balance.is_err() || (ours && order["amount_details"].is_object()));
        for kind in [OperationKind::Capture, OperationKind::Cancel, OperationKind::Refund] {
            let read = moving(kind, 995, |movement| provider.read_movement(movement, answer));
            if read.outcome == OperationOutcome::Done {
                prop_assert!((200..=299).contains(&http));
                prop_assert!(order["id"].is_string());
            }
            if read.outcome == OperationOutcome::Refused {
                prop_assert!([400, 401, 403].contains(&http) || order["status"].is_string());
            }
        }
        let incoming = IncomingNotification { authorization: None, content_type: Some(JSON), body: &bytes };
        if let Ok(notification) = provider.read_notification(incoming) {
            prop_assert!(!notification.proven);
            prop_assert_eq!(notification.provider_payment_id.as_deref(), order["order_id"].as_str());
        }
        if provider.read_harmless_call(answer) == CredentialCheck::Accepted {
            prop_assert!(http == 200 && order.is_object());
        }
    }

    /// Cutting a success short at any place leaves none.
    #[test]
    fn half_a_success_is_none(end in any::<proptest::sample::Index>()) {
        let whole = include_bytes!("../../../cases/costplus/order.json");
        let whole = whole.trim_ascii_end();
        let end = end.index(whole.len());
        let answer = provider().read_charge(response(201, Some(JSON), &whole[..end]));
        prop_assert_eq!(answer.outcome, Outcome::Unknown);
    }
}
