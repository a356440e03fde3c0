//! Capture, cancel, refund.

use serde_json::{Value, json};

use crate::merchant::{SandboxAnswer, SandboxMerchant, charged, payment};

impl SandboxMerchant {
    async fn authorised(&self, amount: u64) -> SandboxAnswer {
        let answer = self
            .charge(&payment(&json!({ "Amount": amount, "Capture": false })))
            .await;
        assert_eq!(answer.status(), 9);
        answer
    }

    async fn act(&self, answer: &SandboxAnswer, action: &str) -> (u16, Value) {
        let response = self
            .post(
                &format!("/v1/payments/{}/{action}", answer.id()),
                &json!({}),
            )
            .await;
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn refund(&self, answer: &SandboxAnswer, amount: u64) -> (u16, Value) {
        let body = json!({ "Refund": { "MerchantTransactionID": "refund-1", "Amount": amount } });
        let response = self
            .post(&format!("/v1/payments/{}/refunds", answer.id()), &body)
            .await;
        (response.status().as_u16(), response.json().await.unwrap())
    }
}

#[tokio::test]
async fn captures_what_is_authorised() {
    let cases: [(u64, &str, u16, u64, u64, Value); 8] = [
        (995, "capture", 200, 11, 0, json!("995")),
        (995, "capture?amount=995", 200, 11, 0, json!("995")),
        (995, "capture?amount=500", 200, 35, 0, json!("500")),
        (995, "capture?amount=996", 400, 4, 1013, Value::Null),
        (995, "capture?amount=x", 400, 4, 1012, Value::Null),
        (10_002, "capture", 200, 33, 5288, Value::Null),
        (10_003, "capture", 200, 13, 0, Value::Null),
        (10_005, "capture", 200, 4, 13, Value::Null),
    ];
    for (amount, action, http, status, code, captured) in cases {
        let merchant = SandboxMerchant::new().await;
        let answer = merchant.authorised(amount).await;
        let (given, body) = merchant.act(&answer, action).await;
        let payment = &body["Payment"];
        assert_eq!(
            (given, payment["Status"]["ID"].as_u64()),
            (http, Some(status)),
            "{amount} {action}"
        );
        assert_eq!(
            payment["Status"]["Reasons"][0]["Code"]
                .as_u64()
                .unwrap_or(0),
            code,
            "{amount} {action}"
        );
        assert_eq!(
            payment.get("CapturedAmount").cloned().unwrap_or_default(),
            captured,
            "{amount} {action}"
        );
    }
}

#[tokio::test]
async fn cancels_what_is_authorised_and_nothing_else() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.authorised(995).await;
    let (http, body) = merchant.act(&answer, "cancel").await;
    assert_eq!(
        (http, &body["Payment"]["Status"]["Info"]),
        (200, &json!("Cancelled"))
    );
    assert_eq!(charged(&merchant.sandbox), [false]);
    let (http, body) = merchant.act(&answer, "cancel").await;
    assert_eq!(
        (http, &body["Payment"]["Status"]["Reasons"][0]["Code"]),
        (400, &json!(1006))
    );
    let queued = merchant.authorised(10_006).await;
    let (_, body) = merchant.act(&queued, "cancel").await;
    assert_eq!(body["Payment"]["Status"]["ID"], 34);
}

#[tokio::test]
async fn refunds_what_is_captured_up_to_the_whole() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    let (http, body) = merchant.refund(&answer, 500).await;
    assert_eq!(
        (
            http,
            &body["Refund"]["Amount"],
            &body["Refund"]["Status"]["ID"]
        ),
        (201, &json!("500"), &json!(2))
    );
    assert_eq!(merchant.sandbox.ledger(None)[0].status, "PartiallyRefunded");
    let (http, body) = merchant.refund(&answer, 496).await;
    assert_eq!(
        (http, &body["Refund"]["Status"]["Reasons"][0]["Code"]),
        (400, &json!(2206))
    );
    assert_eq!(merchant.refund(&answer, 495).await.0, 201);
    assert_eq!(merchant.sandbox.ledger(None)[0].status, "Refunded");
    let (http, body) = merchant.refund(&answer, 1).await;
    assert_eq!(
        (http, &body["Refund"]["Status"]["Reasons"][0]["Code"]),
        (400, &json!(2205))
    );
    let list: Value = merchant
        .get(&format!("/v1/payments/{}/refunds", answer.id()))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(list["Refunds"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_refund_of_one_test_amount_stays_open() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(&json!({ "Amount": 10_004 })))
        .await;
    let (http, body) = merchant.refund(&answer, 10_004).await;
    assert_eq!(
        (http, &body["Refund"]["Status"]["Info"]),
        (201, &json!("Open"))
    );
}
