//! Cancel, void, and look-ups that fail.

use reqwest::Method;
use serde_json::{Value, json};

use super::{FinpayShop, payment};
use crate::merchant::charged;

#[tokio::test]
async fn what_is_not_paid_is_cancelled_and_what_is_paid_is_voided() {
    let shop = FinpayShop::new().await;
    let url = shop.initiate(&json!({})).await;
    let (http, body) = shop.get("/void/attempt-1").await;
    assert_eq!((http, &body["responseCode"]), (403, &json!("4030015")));
    let (http, body) = shop.get("/cancel/attempt-1").await;
    assert_eq!((http, &body["responseCode"]), (200, &json!("2000000")));
    assert!(body["traceId"].is_string());
    assert_eq!(shop.status().await, "CANCELLED");
    shop.submit(&url, &[("choice", "pay")]).await;
    assert_eq!(shop.status().await, "CANCELLED");
    let (http, body) = shop.get("/cancel/attempt-1").await;
    assert_eq!((http, &body["responseCode"]), (404, &json!("4040100")));
    shop.post("/payment", &payment(&json!({}))).await;
    assert_eq!(shop.get("/cancel/attempt-1").await.0, 404);
    assert_eq!(charged(&shop.0.sandbox), [false, true]);
    assert_eq!(shop.get("/void/attempt-1").await.0, 200);
    assert_eq!(shop.status().await, "CANCELLED");
    assert_eq!(charged(&shop.0.sandbox), [false, false]);
    assert_eq!(shop.get("/void/no-such").await.0, 404);
}

#[tokio::test]
async fn what_is_settled_is_not_voided() {
    let shop = FinpayShop::new().await;
    shop.post("/payment", &payment(&json!({}))).await;
    shop.0.sandbox.advance(86_400_000);
    assert_eq!(shop.get("/void/attempt-1").await.0, 403);
    assert_eq!(charged(&shop.0.sandbox), [true]);
}

#[tokio::test]
async fn look_ups_can_fail() {
    let shop = FinpayShop::new().await;
    shop.post("/payment", &payment(&json!({}))).await;
    let path = "/check/attempt-1";
    shop.0.behave("look_up_500");
    let (http, body) = shop.get(path).await;
    assert_eq!((http, &body["responseCode"]), (500, &json!("5000000")));
    shop.0.behave("look_up_empty");
    assert_eq!(shop.get(path).await.0, 404);
    shop.0.behave("look_up_lost");
    assert!(shop.request(Method::GET, path).send().await.is_err());
    shop.0.behave("look_up_garbage");
    let garbage = shop.request(Method::GET, path).send().await.unwrap();
    assert!(garbage.json::<Value>().await.is_err());
    shop.0.behave("look_up_duplicate");
    for _ in 0..2 {
        assert_eq!(shop.status().await, "CAPTURED");
    }
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
    assert_eq!(shop.0.sandbox.requests(Some("order-1")).look_ups, 6);
}
