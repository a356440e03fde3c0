//! Answers to charges and look-ups, by table.

use oneclick_providers::{CredentialCheck, DeclinedOnPage, Outcome, PaymentStatus, Provider as _};
use serde_json::{Value, json};

use super::words::{JSON, ORDER, body, content_type, http, order, provider};
use crate::attempt::{NOW, by_payment, by_reference, reference};
use crate::reads::Reads as _;
use crate::wire::{check, response, table};

#[test]
fn every_status_has_its_meaning() {
    for case in table(include_str!("../../../cases/costplus/statuses.json")) {
        let answer = provider().read_charge(response(200, Some(JSON), &body(&case)));
        check(&answer, &case);
        assert_eq!(answer.provider_payment_id.as_deref(), Some(ORDER), "{case}");
    }
}

#[test]
fn every_reason_has_its_meaning() {
    for case in table(include_str!("../../../cases/costplus/reasons.json")) {
        let text = &case["text"];
        let failed = json!({
            "order": { "status": "error" },
            "transaction": { "status": "error", "reason": text, "customer_message": case["message"] },
        });
        let answer = provider().read_charge(response(200, Some(JSON), &body(&failed)));
        let expected = match case.get("code").unwrap_or(text).as_str() {
            Some(code) => format!("order error, transaction error, {code}"),
            None => String::from("order error, transaction error"),
        };
        check(
            &answer,
            &json!({ "outcome": "declined", "reason": case["reason"], "detail": expected }),
        );
    }
}

#[test]
fn every_other_answer_has_its_meaning() {
    for case in table(include_str!("../../../cases/costplus/answers.json")) {
        let body = body(&case);
        let answer = provider().read_charge(response(http(&case), content_type(&case), &body));
        check(&answer, &case);
        assert!(!answer.detail.contains("words"), "{case}");
    }
}

/// The body of a look-up's case: a `list` of changed orders, before them so
/// many `others`, in an `envelope` or not.
fn listed(case: &Value) -> Vec<u8> {
    if case.get("list").is_none() && case.get("others").is_none() {
        return body(case);
    }
    let other = order(&json!({ "order": { "merchant_order_id": "N-1" } }));
    let others = case["others"].as_u64().unwrap_or(0);
    let mut orders: Vec<Value> = (0..others).map(|_| other.clone()).collect();
    orders.extend(case["list"].as_array().into_iter().flatten().map(order));
    let list = if case["envelope"] == true {
        json!({ "hits": orders.len(), "orders": orders })
    } else {
        Value::from(orders)
    };
    serde_json::to_vec(&list).unwrap()
}

#[test]
fn every_look_up_has_its_meaning() {
    let reference = reference();
    for case in table(include_str!("../../../cases/costplus/look_ups.json")) {
        let by = match case["by"].as_str().unwrap() {
            "reference" => by_reference(&reference),
            id => by_payment(id, &reference),
        };
        let body = listed(&case);
        let found = provider().read_look_up(&by, response(http(&case), content_type(&case), &body));
        let told = found.ok().map(|found| {
            assert_eq!(found.next, None, "{case}");
            let answers = found.payments.iter();
            let names: Vec<&str> = answers.map(|answer| answer.outcome.as_str()).collect();
            if names.is_empty() && found.may_be_part {
                json!("nothing in what may be a part")
            } else {
                json!(names)
            }
        });
        assert_eq!(json!(told), case["expect"], "{case}");
    }
}

/// A list of 50 may be the first page of more.
#[test]
fn a_span_says_whether_it_may_be_a_part() {
    let read = |case: Value| {
        let call = provider().list(NOW - 60, NOW, NOW).unwrap();
        call.read(response(200, Some(JSON), &listed(&case)))
    };
    for others in [0, 1, 49, 50, 51, 100] {
        let found = read(json!({ "others": others, "list": [] })).unwrap();
        assert_eq!(found.payments.len(), others);
        let named = |status: &PaymentStatus| status.reference.is_some();
        assert!(found.payments.iter().all(named), "{found:?}");
        assert_eq!(found.may_be_part, matches!(others, 50 | 100), "{others}");
    }
    let enveloped = json!({ "others": 1, "list": [], "envelope": true });
    assert!(read(enveloped).is_err());
}

/// An order that failed on its page tells how long the shopper may try another card there,
/// whatever our clock says.
#[test]
fn a_failed_page_tells_when_its_decline_is_final() {
    let looked_up = |created: &str, period: &str, status: &str| {
        let case = json!({
            "order": { "status": status, "created": created, "expiration_period": period },
            "transaction": {
                "status": status,
                "payment_url": "https://pay.example/t",
                "reason": "ERROR_CARD_NOT_VALID",
            },
        });
        let reference = reference();
        let by = by_payment(ORDER, &reference);
        let found = provider().read_look_up(&by, response(200, Some(JSON), &body(&case)));
        found.unwrap().payments.remove(0).outcome
    };
    let page = |lifetime, declined| Outcome::ActionRequired {
        url: String::from("https://pay.example/t"),
        lifetime: Some(lifetime),
        declined,
    };
    let failed = |lifetime, final_after| {
        let reason = oneclick_rules::DeclineReason::CardNotUsable;
        page(
            lifetime,
            Some(DeclinedOnPage {
                reason,
                final_after,
            }),
        )
    };
    // NOW is 05:06:07.
    assert_eq!(NOW, 1_772_600_767);
    for (created, period, expected) in [
        ("2026-03-04T05:06:07Z", "PT10M", failed(600, 900)),
        ("2026-03-04T05:00:00.999+00:00", "PT10M", failed(233, 900)),
        ("2026-03-04T06:00:00+01:00", "PT10M", failed(233, 900)),
        ("2026-03-04T04:56:07Z", "PT10M", failed(0, 900)),
        ("2026-03-04T04:51:07Z", "PT10M", failed(0, 900)),
        ("2026-03-03T05:06:07Z", "P2D", failed(86_400, 173_100)),
        ("yesterday", "PT10M", failed(600, 900)),
    ] {
        assert_eq!(looked_up(created, period, "error"), expected, "{created}");
    }
    // One that nobody has tried is the provider's to end.
    for status in ["new", "processing"] {
        let ended = looked_up("2026-03-03T05:06:07Z", "PT10M", status);
        assert_eq!(ended, page(0, None));
    }
}

#[test]
fn knows_whether_the_key_works() {
    for (http, content_type, body, expected) in [
        (200, Some(JSON), r#"{"payment_methods":{}}"#, Some(true)),
        (200, Some(JSON), "{}", Some(true)),
        (
            401,
            Some(JSON),
            r#"{"error":"werkzeug.exceptions.Unauthorized"}"#,
            Some(false),
        ),
        (401, None, "", Some(false)),
        (200, Some(JSON), r#"{"error":{"status":401}}"#, None),
        (200, Some(JSON), "[]", None),
        (200, Some("text/html"), "{}", None),
        (200, Some(JSON), "", None),
        (201, Some(JSON), "{}", None),
        (403, Some(JSON), r#"{"error":{"status":403}}"#, None),
        (404, Some(JSON), "{}", None),
        (500, Some(JSON), "{}", None),
    ] {
        let told = provider().read_harmless_call(response(http, content_type, body.as_bytes()));
        let expected = match expected {
            Some(true) => CredentialCheck::Accepted,
            Some(false) => CredentialCheck::Refused,
            None => CredentialCheck::Unclear(format!("http {http}")),
        };
        assert_eq!(told, expected, "{http} {body}");
    }
}
