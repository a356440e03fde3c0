//! One click.

use serde_json::{Value, json};

use super::{FinpayShop, VISA, payment};
use crate::merchant::charged;

#[tokio::test]
async fn a_stored_card_is_charged_at_once() {
    let shop = FinpayShop::new().await;
    let (http, body) = shop.post("/payment", &payment(&json!({}))).await;
    assert_eq!((http, &body["responseCode"]), (200, &json!("2000000")));
    let data = &body["data"];
    assert_eq!(data["amount"], 10_000);
    assert_eq!(data["type"], "CAPTURE");
    assert!(data["id"].as_str().unwrap().starts_with("C-"));
    assert!(data["stan"].is_string() && data["acquirer"]["batch"].is_u64());
    assert_eq!(shop.status().await, "CAPTURED");
    let ledger = shop.0.sandbox.ledger(Some("order-1"));
    let entry = serde_json::to_value(&ledger[0]).unwrap();
    assert_eq!(entry["provider"], "finpay");
    assert_eq!(entry["reference"], "attempt-1");
    assert_eq!(entry["amount"], 10_000);
    assert_eq!(entry["charged"], true);
}

#[tokio::test]
async fn the_same_order_twice_is_two_charges() {
    let shop = FinpayShop::new().await;
    for _ in 0..2 {
        assert_eq!(shop.post("/payment", &payment(&json!({}))).await.0, 200);
    }
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
    assert_eq!(shop.0.sandbox.requests(Some("order-1")).charges, 2);
}

#[tokio::test]
async fn a_card_that_is_not_there_is_not_charged() {
    let shop = FinpayShop::new().await;
    let unknown = json!({ "card": { "token": "0".repeat(64), "storedOnFile": "STORED" } });
    let (http, body) = shop.post("/payment", &payment(&unknown)).await;
    assert_eq!((http, &body["responseCode"]), (404, &json!("4040011")));
    assert!(shop.0.sandbox.ledger(None).is_empty());
    let (http, body) = shop.get("/check/attempt-1").await;
    assert_eq!((http, &body["responseCode"]), (404, &json!("4040001")));
}

#[tokio::test]
async fn declines_are_errors_and_the_status_call_knows_them() {
    for (behaviour, code, description) in [
        ("declined", "4030014", "Insufficient Funds"),
        ("stolen", "4030005", "Stolen card"),
        ("wrong_cvc", "4030005", "Invalid card security code"),
        ("expired_card", "4030018", "Expired card"),
        ("usage_limit", "4030004", "Activity Count Limit Exceeded"),
        ("token_cancelled", "4040011", "Invalid Card"),
        ("three_d_secure", "4030005", "Payer authentication failed"),
    ] {
        let shop = FinpayShop::new().await;
        shop.0.behave(behaviour);
        let (http, body) = shop.post("/payment", &payment(&json!({}))).await;
        assert_eq!(http.to_string(), code[..3], "{behaviour}");
        assert_eq!(body["responseCode"], code, "{behaviour}");
        assert!(body["traceId"].is_string() && body["responseMessage"].is_string());
        assert!(body.get("data").is_none());
        let (_, body) = shop.get("/check/attempt-1").await;
        let told = json!({ "amount": 10_000, "status": "FAILURE", "statusDesc": description });
        assert_eq!(body["data"]["result"]["payment"], told, "{behaviour}");
        assert_eq!(charged(&shop.0.sandbox), [false], "{behaviour}");
    }
}

#[tokio::test]
async fn some_payments_are_decided_later() {
    let shop = FinpayShop::new().await;
    shop.0.behave("pending");
    let (http, body) = shop.post("/payment", &payment(&json!({}))).await;
    assert_eq!((http, &body["responseCode"]), (202, &json!("2020000")));
    assert_eq!(shop.status().await, "PENDING");
    assert_eq!(charged(&shop.0.sandbox), [false]);
    shop.0.sandbox.advance(30_000);
    assert_eq!(shop.status().await, "CAPTURED");
    shop.0.behave("capture_requested");
    let (http, body) = shop.post("/payment", &payment(&json!({}))).await;
    assert_eq!(
        (http, &body["data"]["type"]),
        (200, &json!("AUTHORIZATION"))
    );
    assert_eq!(shop.status().await, "AUTHORIZED");
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
}

#[tokio::test]
async fn a_stored_card_can_be_deleted() {
    let shop = FinpayShop::new().await;
    let path = format!("/customer/delete/{VISA}");
    let (http, body) = shop.get(&path).await;
    assert_eq!((http, &body["responseCode"]), (200, &json!("2000000")));
    assert_eq!(shop.get(&path).await.0, 404);
    assert_eq!(shop.post("/payment", &payment(&json!({}))).await.0, 404);
}

#[tokio::test]
async fn the_status_call_shows_the_card_and_what_the_merchant_added() {
    let shop = FinpayShop::new().await;
    let meta: Value = json!({ "meta": { "data": { "basket": "a/b" } } });
    shop.post("/payment", &payment(&meta)).await;
    let (_, body) = shop.get("/check/attempt-1").await;
    let data = &body["data"];
    assert_eq!(data["card"]["mask"], "411111xxxxxx4242");
    assert_eq!(data["card"]["info"]["brand"], "VISA");
    assert_eq!(data["customer"], json!({ "id": "ann@example.com" }));
    assert_eq!(data["order"]["amount"], 10_000);
    assert_eq!(data["meta"]["data"], json!({ "basket": "a/b" }));
}
