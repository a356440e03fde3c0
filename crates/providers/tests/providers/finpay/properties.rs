//! What holds for any bytes.

use oneclick_providers::{
    CardDeletion, CardToSave, CardUses, CredentialCheck, IncomingNotification, OperationOutcome,
    Outcome, Provider as _, ProviderCard, ProviderPayment, Secret,
};
use oneclick_rules::CustomerId;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::operations;
use super::words::{JSON, provider};
use crate::attempt::{NOW, REFERENCE, amount, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{cases, response};

/// Any JSON, with the names and values that mean something made likely.
fn any_json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "responseCode",
        "responseMessage",
        "redirecturl",
        "data",
        "order",
        "id",
        "amount",
        "currency",
        "type",
        "result",
        "payment",
        "status",
        "customer",
        "token",
        "mask",
        "expiry",
        "signature",
        "other",
    ]);
    let word = prop::sample::select(vec![
        "2000000",
        "4040001",
        "4030014",
        "5000000",
        "Success",
        "CAPTURE",
        "AUTHORIZATION",
        "CAPTURED",
        "AUTHORIZED",
        "PENDING",
        "IDR",
        "EUR",
        REFERENCE,
        "512345xxxxxx0008",
        "05/39",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        Just(json!(2_000_000)),
        (0_u64..40_000).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            members(name.clone(), inner),
        ]
    })
}

fn members(
    name: impl Strategy<Value = &'static str>,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    prop::collection::vec((name, value), 0..7).prop_map(|members| {
        let members = members
            .into_iter()
            .map(|(name, value)| (String::from(name), value));
        Value::Object(members.collect())
    })
}

/// One of the two documented answers, with anything at any one of its places.
fn near_json() -> impl Strategy<Value = Value> {
    let answers = [
        include_str!("../../../cases/finpay/answer.json"),
        include_str!("../../../cases/finpay/check.json"),
    ];
    let places = prop::sample::select(vec![
        "/responseCode",
        "/responseMessage",
        "/data",
        "/data/type",
        "/data/amount",
        "/data/currency",
        "/data/order",
        "/data/order/id",
        "/data/order/amount",
        "/data/order/currency",
        "/data/result/payment",
        "/data/result/payment/status",
        "/data/result/payment/amount",
    ]);
    (prop::sample::select(answers.to_vec()), places, any_json()).prop_map(|(text, place, json)| {
        let mut answer: Value = serde_json::from_str(text).unwrap();
        if let Some(member) = answer.pointer_mut(place) {
            *member = json;
        }
        answer
    })
}

fn any_http() -> impl Strategy<Value = u16> {
    prop_oneof![
        4 => Just(200_u16),
        1 => prop::sample::select(vec![201_u16, 302, 400, 401, 403, 404, 409, 500, 503]),
        1 => any::<u16>(),
    ]
}

/// The code that a body states, read the plain way.
fn states(body: &Value, code: u64) -> bool {
    let digits = code.to_string();
    body["responseCode"] == code || body["responseCode"] == digits.as_str()
}

fn is_success(outcome: &Outcome) -> bool {
    outcome.moved_money() || matches!(outcome, Outcome::Refunded)
}

/// Every reader, on the same answer. Checks what may be said by these bytes.
fn read_all(http: u16, kind: Option<&str>, bytes: &[u8], body: &Value) {
    let response = response(http, kind, bytes);
    let success = (200..300).contains(&http) && states(body, 2_000_000);
    let charge = provider().read_charge(response);
    if is_success(&charge.outcome) {
        assert!(success && charge.amount.is_some());
        let authorised = charge.outcome == Outcome::Authorised;
        let kinds: &[&str] = if authorised {
            &["AUTHORIZATION"]
        } else {
            &["CAPTURE", "PAYMENT"]
        };
        assert!(kinds.iter().any(|kind| body["data"]["type"] == *kind));
    }
    if let Outcome::ActionRequired { url, .. } = &charge.outcome {
        assert!(success && body["redirecturl"] == *url);
    }
    if matches!(charge.outcome, Outcome::Failed(_) | Outcome::Declined(_)) {
        assert!(!success && (200..500).contains(&http));
        assert!(
            body["responseCode"]
                .to_string()
                .trim_start_matches('"')
                .starts_with('4')
        );
    }
    let reference = reference();
    for by in [by_reference(&reference), by_payment("C-1", &reference)] {
        let Ok(found) = provider().read_look_up(&by, response) else {
            continue;
        };
        for answer in &found.payments {
            assert!(success && body["data"]["order"]["id"] == REFERENCE);
            assert_eq!(answer.reference.as_deref(), Some(REFERENCE));
            if is_success(&answer.outcome) {
                let status = body["data"]["result"]["payment"]["status"]
                    .as_str()
                    .unwrap();
                assert!(
                    ["PAID", "CAPTURED", "AUTHORIZED", "REFUNDED"].contains(&status)
                        || status.starts_with("PARTIALLY_")
                );
            }
        }
        if found.payments.is_empty() {
            assert!(!success && body["responseCode"].to_string().contains("404"));
        }
    }
    let payment = ProviderPayment {
        id: String::from("C-1"),
        reference: reference.clone(),
        amount: amount(1_500_000, "IDR"),
        now: NOW,
    };
    if provider().read_balance(&payment, &[response]).is_ok() {
        assert!(success && body["data"]["order"]["id"] == REFERENCE);
    }
    if operations::answer_to(response).outcome == OperationOutcome::Done {
        assert!(success);
    }
    if provider().read_forgotten(response) == CardDeletion::Done {
        assert!(success);
    }
    if provider().read_harmless_call(response) == CredentialCheck::Accepted {
        assert!(success || body["responseCode"].to_string().contains("404"));
    }
    read_cards(http, kind, bytes, success);
    let notification = provider().read_notification(IncomingNotification {
        authorization: None,
        content_type: kind,
        body: bytes,
    });
    assert!(!notification.is_ok_and(|notification| notification.proven));
}

fn read_cards(http: u16, kind: Option<&str>, bytes: &[u8], success: bool) {
    let response = response(http, kind, bytes);
    let (reference, customer) = (reference(), CustomerId::parse("c-77").unwrap());
    let paid = CardToSave {
        provider_payment_id: String::from("C-1"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: CardUses {
            one_click: true,
            scheduled: false,
            unscheduled: false,
        },
        prepared: None,
        now: NOW,
    };
    if let Ok(cards) = provider().read_learned(&paid, response) {
        assert!(success || cards.is_empty());
        let text = String::from_utf8_lossy(bytes);
        for card in cards {
            assert!(text.contains("oken") && card.details.last_four.is_some());
        }
    }
    let token = Secret::new(String::from("aa"));
    let card = ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    };
    if let Ok(answer) = provider().read_card_answer(&card, response) {
        assert!(success || !answer.usable);
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_bytes_make_it_panic(
        http in any::<u16>(),
        kind in prop::option::of(prop_oneof![Just(JSON), Just("text/html"), Just("")]),
        body in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        read_all(http, kind, &body, &value);
    }

    #[test]
    fn no_json_says_what_it_does_not_say(http in any_http(), body in any_json()) {
        read_all(http, Some(JSON), &serde_json::to_vec(&body).unwrap(), &body);
    }

    #[test]
    fn no_change_of_an_answer_says_what_it_does_not_say(http in any_http(), body in near_json()) {
        read_all(http, Some(JSON), &serde_json::to_vec(&body).unwrap(), &body);
    }

    /// Cutting an answer short at any place leaves none, and another media type too.
    #[test]
    fn half_an_answer_is_none(end in any::<prop::sample::Index>(), check in any::<bool>()) {
        let whole = if check {
            include_bytes!("../../../cases/finpay/check.json").trim_ascii_end()
        } else {
            include_bytes!("../../../cases/finpay/answer.json").trim_ascii_end()
        };
        let half = &whole[..end.index(whole.len())];
        let reference = reference();
        for (kind, bytes) in [(JSON, half), ("text/html", whole)] {
            let response = response(200, Some(kind), bytes);
            prop_assert_eq!(provider().read_charge(response).outcome, Outcome::Unknown);
            prop_assert!(provider().read_look_up(&by_reference(&reference), response).is_err());
        }
    }

    /// Cutting a notification or changing one byte of it proves nothing.
    #[test]
    fn no_other_notification_is_proven(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let body = [br#"{"signature":"00","#.as_slice(), &bytes, b"}"].concat();
        let notification = provider().read_notification(IncomingNotification {
            authorization: None,
            content_type: Some(JSON),
            body: &body,
        });
        prop_assert!(!notification.is_ok_and(|notification| notification.proven));
    }
}
