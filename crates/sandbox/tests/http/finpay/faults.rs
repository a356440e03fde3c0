//! Faults on demand.

use reqwest::Method;
use serde_json::json;

use super::{FinpayShop, payment};
use crate::breaking::breaks_as_ordered;

#[tokio::test]
async fn charges_break_as_ordered() {
    breaks_as_ordered(200, |merchant| {
        let request = super::request(merchant, Method::POST, "/payment");
        request.json(&payment(&json!({})))
    })
    .await;
}

#[tokio::test]
async fn a_wrong_amount_is_told_everywhere_but_not_booked() {
    let shop = FinpayShop::new().await;
    shop.0.behave("wrong_amount");
    let (_, body) = shop.post("/payment", &payment(&json!({}))).await;
    assert_eq!(body["data"]["amount"], 10_100);
    let (_, body) = shop.get("/check/attempt-1").await;
    assert_eq!(body["data"]["order"]["amount"], 10_100);
    assert_eq!(body["data"]["result"]["payment"]["amount"], 10_100);
    assert_eq!(shop.0.sandbox.ledger(None)[0].amount, 10_000);
}
