//! Charging.

use oneclick_sandbox::SecurityCode;
use reqwest::Method;
use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, VISA, charged, payment};

#[tokio::test]
async fn charges_a_token_with_its_code() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    assert_eq!((answer.http, answer.status()), (201, 11));
    assert_eq!(answer.payment["Amount"], "995");
    assert_eq!(answer.payment["CapturedAmount"], "995");
    assert_eq!(answer.payment["Card"]["Number"], "Ends with 4242");
    assert_eq!(answer.payment["RedirectURL"], Value::Null);
    assert_eq!(
        answer.payment["CreditCardToken"],
        Value::Null,
        "not returned unless asked"
    );
    let entry = merchant.sandbox.ledger(Some("order-1")).remove(0);
    assert_eq!(
        (entry.amount, entry.charged, entry.security_code),
        (995, true, SecurityCode::Matched)
    );
    assert_eq!(entry.reference, "attempt-1");
}

#[tokio::test]
async fn charges_a_token_without_a_code() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(&json!({ "CreditCardToken": { "Value": VISA } })))
        .await;
    assert_eq!((answer.http, answer.status()), (201, 11));
    assert_eq!(
        merchant.sandbox.ledger(None)[0].security_code,
        SecurityCode::Absent
    );
}

#[tokio::test]
async fn a_repeated_reference_is_charged_again() {
    let merchant = SandboxMerchant::new().await;
    let request = payment(&json!({}));
    let first = merchant
        .request(Method::POST, "/v1/payments")
        .header("RequestId", "one");
    let second = merchant
        .request(Method::POST, "/v1/payments")
        .header("RequestId", "one");
    for call in [first, second] {
        let response = call
            .json(&json!({ "Payment": request }))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 201);
    }
    assert_eq!(charged(&merchant.sandbox), [true, true]);
}

#[tokio::test]
async fn refuses_what_the_card_does_not_allow() {
    let merchant = SandboxMerchant::new().await;
    let store = |changes: Value| {
        let mut card = json!({ "brand": "visa", "last_four": "1881", "month": 1, "year": 2031, "holder": "Ann", "security_code": "321" });
        card.as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        card
    };
    for (value, card) in [
        ("OLD", store(json!({ "year": 2020 }))),
        ("USED", store(json!({ "uses": 0 }))),
        ("GONE", store(json!({}))),
    ] {
        let mut card = card;
        card["value"] = value.into();
        assert_eq!(merchant.post("/control/tokens", &card).await.status(), 200);
    }
    assert_eq!(
        merchant
            .post("/v1/card/token/GONE/cancel", &json!({}))
            .await
            .status(),
        200
    );
    let cases = [
        (VISA, "999", 201, 1204),
        ("OLD", "321", 201, 1205),
        ("NEVER", "321", 400, 2400),
        ("GONE", "321", 402, 2401),
        ("USED", "321", 402, 2402),
    ];
    for (token, code, http, reason) in cases {
        let answer = merchant
            .charge(&payment(
                &json!({ "CreditCardToken": { "Value": token, "SecurityCode": code } }),
            ))
            .await;
        assert_eq!(
            (answer.http, answer.status(), answer.codes()),
            (http, 4, vec![reason]),
            "{token}"
        );
    }
    assert_eq!(
        charged(&merchant.sandbox),
        [false; 4],
        "a token that never was is not booked"
    );
    assert_eq!(
        merchant.sandbox.ledger(None)[0].security_code,
        SecurityCode::Wrong
    );
}

#[tokio::test]
async fn amounts_decide_as_documented() {
    let cases: [(u64, bool, u64, &[u64], bool); 9] = [
        (10_000, true, 11, &[], true),
        (10_000, false, 9, &[], true),
        (10_001, true, 4, &[13], false),
        (10_002, true, 33, &[5288], true),
        (10_002, false, 9, &[], true),
        (10_003, true, 13, &[], true),
        (10_005, true, 4, &[13], false),
        (10_005, false, 9, &[], true),
        (10_006, false, 9, &[], true),
    ];
    for (amount, capture, status, codes, is_charged) in cases {
        let merchant = SandboxMerchant::new().await;
        let answer = merchant
            .charge(&payment(&json!({ "Amount": amount, "Capture": capture })))
            .await;
        assert_eq!(
            (answer.http, answer.status(), answer.codes()),
            (201, status, codes.to_vec()),
            "{amount}"
        );
        assert_eq!(charged(&merchant.sandbox), [is_charged], "{amount}");
    }
}

#[tokio::test]
async fn forced_outcomes_have_their_reasons() {
    let cases = [
        ("declined", 201, 4, 5051),
        ("declined_402", 402, 4, 5051),
        ("stolen", 201, 4, 5043),
        ("wrong_cvc", 201, 4, 1204),
        ("expired_card", 201, 4, 1205),
        ("usage_limit", 402, 4, 2402),
        ("token_cancelled", 402, 4, 2401),
    ];
    for (behaviour, http, status, code) in cases {
        let merchant = SandboxMerchant::new().await;
        merchant.behave(behaviour);
        let answer = merchant.charge(&payment(&json!({}))).await;
        assert_eq!(
            (answer.http, answer.status(), answer.codes()),
            (http, status, vec![code]),
            "{behaviour}"
        );
        assert_eq!(charged(&merchant.sandbox), [false], "{behaviour}");
    }
}

#[tokio::test]
async fn what_is_pending_is_captured_in_time() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("pending");
    let answer = merchant.charge(&payment(&json!({}))).await;
    assert_eq!(answer.status(), 7);
    assert_eq!(charged(&merchant.sandbox), [false]);
    merchant.sandbox.advance(30_000);
    assert_eq!(charged(&merchant.sandbox), [true]);

    merchant.behave("capture_requested");
    assert_eq!(merchant.charge(&payment(&json!({}))).await.status(), 13);
    assert_eq!(charged(&merchant.sandbox), [true, true]);
}

#[tokio::test]
async fn the_ledger_and_the_answers_never_have_the_code() {
    let merchant = SandboxMerchant::new().await;
    // A code in the wrong member must not come back either.
    let odd = payment(
        &json!({ "SecurityCode": "7777", "CreditCardToken": { "Value": VISA, "SecurityCode": "7777" } }),
    );
    let refused = merchant.charge(&odd).await;
    assert_eq!((refused.http, refused.codes()), (400, vec![2]));
    assert!(!refused.payment.to_string().contains("7777"));
    let wrong = merchant
        .charge(&payment(
            &json!({ "CreditCardToken": { "Value": VISA, "SecurityCode": "7777" } }),
        ))
        .await;
    assert!(!wrong.payment.to_string().contains("7777"));
    let ledger = merchant.get("/control/ledger").await.text().await.unwrap();
    assert!(
        ledger.contains("\"wrong\"") && !ledger.contains("7777"),
        "{ledger}"
    );
}
