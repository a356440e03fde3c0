//! Payments without the shopper, and what may become of them.

use reqwest::Method;
use serde_json::json;

use super::client::{ACCOUNT, CertitradeShop, one_click};

#[tokio::test]
async fn an_account_is_charged() {
    let shop = CertitradeShop::new().await;
    let answer = shop.post("/payment", &one_click(&json!({}))).await;
    assert_eq!(
        (answer.http, answer.content_type.as_str()),
        (201, "application/hal+json")
    );
    assert_eq!(answer.text("state"), "READY_FOR_CAPTURE");
    assert_eq!(answer.text("authorized_amount"), "1234");
    assert_eq!(answer.attempt(), ["ONE_CLICK_AUTH", "00"]);
    assert!(answer.body["_links"].get("paywin").is_none());
    let entry = shop.sandbox.ledger(Some("order-1")).remove(0);
    assert_eq!((entry.amount, entry.charged), (1234, true));
    assert_eq!(entry.status, "READY_FOR_CAPTURE");
    assert_eq!(entry.id, answer.text("id"));
    assert_eq!(shop.sandbox.ledger(Some("attempt-1")), [entry]);
}

#[tokio::test]
async fn a_decline_is_a_payment_that_failed() {
    for (behaviour, attempt, account) in [
        ("declined", ["AUTH_FAILED", "51"], "ACTIVE"),
        ("declined_402", ["AUTH_FAILED", "51"], "ACTIVE"),
        ("expired_card", ["AUTH_FAILED", "54"], "ACTIVE"),
        ("usage_limit", ["AUTH_FAILED", "65"], "ACTIVE"),
        ("three_d_secure", ["3D_FAILED", ""], "ACTIVE"),
        ("stolen", ["ACCOUNT_TERMINATED", "43"], "SUSPENDED"),
    ] {
        let shop = CertitradeShop::new().await;
        shop.behave(behaviour);
        let answer = shop.post("/payment", &one_click(&json!({}))).await;
        assert_eq!((answer.http, answer.text("state")), (201, "FAILED"));
        assert_eq!(answer.text("authorized_amount"), "0");
        assert_eq!(answer.body["payment_attempts"][0]["result"], "0");
        assert_eq!(answer.attempt(), attempt, "{behaviour}");
        assert!(!shop.sandbox.ledger(Some("order-1"))[0].charged);
        let stored = shop.get(&format!("/payment_account/{ACCOUNT}")).await;
        assert_eq!(stored.text("state"), account, "{behaviour}");
    }
}

#[tokio::test]
async fn an_account_that_is_not_active_is_refused() {
    let shop = CertitradeShop::new().await;
    let path = format!("/payment_account/{ACCOUNT}");
    let closed = shop.put(&path, &json!({ "state": "CLOSED" })).await;
    assert_eq!((closed.http, closed.text("state")), (200, "CLOSED"));
    let answer = shop.post("/payment", &one_click(&json!({}))).await;
    assert_eq!(answer.http, 400);
    assert_eq!(answer.text("detail"), "payment_account: is CLOSED");
    shop.behave("token_cancelled");
    let other = json!({ "ONE_CLICK": { "payment_account": "40260868825" } });
    let answer = shop
        .post("/payment", &one_click(&json!({ "data": other })))
        .await;
    assert_eq!(answer.text("detail"), "payment_account: is CLOSED");
    let none = json!({ "ONE_CLICK": { "payment_account": "11111111111" } });
    let answer = shop
        .post("/payment", &one_click(&json!({ "data": none })))
        .await;
    assert_eq!(answer.text("detail"), "payment_account: does not exist");
    assert!(shop.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn the_same_message_creates_one_payment() {
    let shop = CertitradeShop::new().await;
    let request = one_click(&json!({ "message_id": 17 }));
    let first = shop.post("/payment", &request).await;
    let again = shop.post("/payment", &request).await;
    assert_eq!(first, again);
    assert_eq!(shop.sandbox.ledger(None).len(), 1);
    let other = one_click(&json!({ "message_id": 18 }));
    assert_ne!(shop.post("/payment", &other).await.body, first.body);
    let without = one_click(&json!({}));
    assert_ne!(
        shop.post("/payment", &without).await.body,
        shop.post("/payment", &without).await.body
    );
    assert_eq!(shop.sandbox.ledger(None).len(), 4);
}

#[tokio::test]
async fn a_lost_answer_is_given_again_to_the_same_message() {
    let shop = CertitradeShop::new().await;
    let rule = json!({ "order": "order-1", "do": "answer_lost", "times": 1 });
    assert_eq!(shop.control("behaviours", &rule).await, 204);
    let request = one_click(&json!({ "message_id": "17" }));
    let lost = shop
        .try_send(Method::POST, "/payment", Some(&request))
        .await;
    assert!(lost.is_err());
    assert!(shop.sandbox.ledger(None)[0].charged);
    let again = shop.post("/payment", &request).await;
    assert_eq!(again.text("state"), "READY_FOR_CAPTURE");
    assert_eq!(again.text("id"), shop.sandbox.ledger(None)[0].id);
    assert_eq!(shop.sandbox.ledger(None).len(), 1);
    assert_eq!(shop.sandbox.requests(Some("order-1")).charges, 2);
}

#[tokio::test]
async fn faults_strike_as_everywhere() {
    let shop = CertitradeShop::new().await;
    shop.behave("dropped");
    let request = one_click(&json!({}));
    let dropped = shop
        .try_send(Method::POST, "/payment", Some(&request))
        .await;
    assert!(dropped.is_err() && shop.sandbox.ledger(None).is_empty());
    shop.behave("error_500");
    let answer = shop.post("/payment", &request).await;
    assert_eq!((answer.http, answer.text("title")), (500, "Internal error"));
    assert!(shop.sandbox.ledger(None).is_empty());
    shop.behave("garbage");
    let garbage = shop
        .try_send(Method::POST, "/payment", Some(&request))
        .await;
    assert!(garbage.is_err() && shop.sandbox.ledger(None)[0].charged);
    shop.behave("wrong_amount");
    let answer = shop.post("/payment", &request).await;
    assert_eq!(answer.text("amount"), "1334");
    assert_eq!(shop.sandbox.ledger(None)[1].amount, 1234);
}

#[tokio::test]
async fn a_pending_payment_is_authorised_in_time() {
    let shop = CertitradeShop::new().await;
    shop.behave("pending");
    let answer = shop.post("/payment", &one_click(&json!({}))).await;
    assert_eq!(answer.text("state"), "PENDING");
    let path = format!("/payment/{}", answer.text("id"));
    assert_eq!(shop.get(&path).await.text("state"), "PENDING");
    shop.sandbox.advance(30_000);
    let later = shop.get(&path).await;
    // A midnight may have come by chance.
    assert!(["READY_FOR_CAPTURE", "CAPTURED"].contains(&later.text("state")));
    assert_eq!(later.attempt(), ["ONE_CLICK_AUTH", "00"]);
}
