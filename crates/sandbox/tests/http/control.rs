//! The control calls.

use reqwest::Method;
use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, charged, payment};

#[tokio::test]
async fn the_ledger_and_the_counts_are_by_order() {
    let merchant = SandboxMerchant::new().await;
    merchant.charge(&payment(&json!({}))).await;
    merchant
        .charge(&payment(&json!({ "OriginatorTransactionID": "order-2" })))
        .await;
    merchant.charge(&payment(&json!({ "Amount": "x" }))).await;
    let ledger: Value = merchant
        .get("/control/ledger?order=order-1")
        .await
        .json()
        .await
        .unwrap();
    let [id, created] = ["id", "created"].map(|name| ledger["entries"][0][name].clone());
    let entry = json!({
        "provider": "smart2pay", "id": id, "created": created, "reference": "attempt-1", "order": "order-1", "amount": 995, "currency": "EUR",
        "status": "Captured", "charged": true, "refunded": 0, "security_code": "matched",
    });
    assert_eq!(ledger, json!({ "entries": [entry] }));
    let counts: Value = merchant
        .get("/control/requests?order=order-1")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(counts, json!({ "charges": 2, "look_ups": 0 }));
    let counts: Value = merchant
        .get("/control/requests")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(counts, json!({ "charges": 3, "look_ups": 0 }));
}

#[tokio::test]
async fn rules_are_checked_counted_and_forgotten() {
    let merchant = SandboxMerchant::new().await;
    let wrong = [
        json!({ "order": "order-1", "do": "explode" }),
        json!({ "order": "order-1" }),
        json!({ "do": "paid", "tmies": 1 }),
        json!({ "do": "slow", "outcome": "garbage" }),
        json!({ "do": "look_up_500", "outcome": "declined" }),
    ];
    for rule in wrong {
        assert_eq!(
            merchant.post("/control/behaviours", &rule).await.status(),
            422,
            "{rule}"
        );
    }
    let rule = json!({ "order": null, "do": "declined", "times": 2, "milliseconds": null });
    assert_eq!(
        merchant.post("/control/behaviours", &rule).await.status(),
        204
    );
    let rule = json!({ "order": "order-2", "do": "stolen" });
    assert_eq!(
        merchant.post("/control/behaviours", &rule).await.status(),
        204
    );
    assert_eq!(merchant.charge(&payment(&json!({}))).await.codes(), [5051]);
    let other = payment(&json!({ "OriginatorTransactionID": "order-2" }));
    assert_eq!(
        merchant.charge(&other).await.codes(),
        [5043],
        "an order's own rule wins"
    );
    let cleared = merchant
        .request(Method::DELETE, "/control/behaviours")
        .send()
        .await
        .unwrap();
    assert_eq!(cleared.status(), 204);
    assert_eq!(merchant.charge(&other).await.status(), 11);
}

#[tokio::test]
async fn a_stored_card_can_be_charged() {
    let merchant = SandboxMerchant::new().await;
    let card = json!({ "brand": "visa", "last_four": "1881", "month": 1, "year": 2031, "holder": "Ann", "security_code": "321" });
    let stored: Value = merchant
        .post("/control/tokens", &card)
        .await
        .json()
        .await
        .unwrap();
    let token = json!({ "Value": stored["value"], "SecurityCode": "321" });
    let answer = merchant
        .charge(&payment(&json!({ "CreditCardToken": token })))
        .await;
    assert_eq!(answer.status(), 11);
    assert_eq!(answer.payment["Card"]["Number"], "Ends with 1881");
    for (name, value) in [
        ("last_four", json!("12")),
        ("month", json!(13)),
        ("year", json!(31)),
        ("security_code", json!("1")),
    ] {
        let mut card = card.clone();
        card[name] = value;
        let response = merchant.post("/control/tokens", &card).await;
        assert_eq!(response.status(), 422);
        let error: Value = response.json().await.unwrap();
        assert!(error["error"].as_str().unwrap().starts_with(name));
    }
}

#[tokio::test]
async fn the_provider_changes_its_mind() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("declined");
    merchant.charge(&payment(&json!({}))).await;
    assert_eq!(charged(&merchant.sandbox), [false]);
    let change = |status: u16| json!({ "status": status });
    let path = "/control/payments/attempt-1/status";
    assert_eq!(merchant.post(path, &change(2)).await.status(), 204);
    assert_eq!(charged(&merchant.sandbox), [true]);
    assert_eq!(merchant.sandbox.ledger(None)[0].status, "Success");
    assert_eq!(merchant.post(path, &change(77)).await.status(), 422);
    assert_eq!(
        merchant
            .post("/control/payments/never/status", &change(2))
            .await
            .status(),
        404
    );
}

#[tokio::test]
async fn the_clock_moves_by_a_call() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("pending");
    merchant.charge(&payment(&json!({}))).await;
    let step = json!({ "milliseconds": 30_000 });
    assert_eq!(merchant.post("/control/clock", &step).await.status(), 204);
    assert_eq!(merchant.sandbox.ledger(None)[0].status, "Captured");
    assert_eq!(
        merchant.post("/control/release", &json!({})).await.status(),
        204
    );
}

#[tokio::test]
async fn the_back_office_refunds_within_what_was_paid() {
    let merchant = SandboxMerchant::new().await;
    merchant.charge(&payment(&json!({}))).await;
    let refund = async |amount: u64| {
        let body = json!({ "amount": amount });
        let path = "/control/payments/attempt-1/refund";
        merchant.post(path, &body).await.status().as_u16()
    };
    assert_eq!(refund(400).await, 204);
    assert_eq!(refund(596).await, 422, "more than is left");
    assert_eq!(refund(595).await, 204);
    let [entry] = &merchant.sandbox.ledger(Some("order-1"))[..] else {
        panic!("one payment");
    };
    assert_eq!((entry.refunded, entry.status.as_str()), (995, "Refunded"));
}
