//! Faults on demand.

use reqwest::Method;
use serde_json::json;

use super::{CostplusShop, order};
use crate::breaking::breaks_as_ordered;

#[tokio::test]
async fn charges_break_as_ordered() {
    breaks_as_ordered(201, |merchant| {
        let request = super::request(merchant, Method::POST, "/orders/");
        request.json(&order(&json!({})))
    })
    .await;
}

#[tokio::test]
async fn a_wrong_amount_is_told_everywhere_but_not_booked() {
    let shop = CostplusShop::new().await;
    shop.0.behave("wrong_amount");
    let answer = shop.order(&order(&json!({}))).await;
    assert_eq!(answer["amount"], 1095);
    assert_eq!(answer["transactions"][0]["amount"], 1095);
    assert_eq!(shop.now(&answer).await["amount"], 1095);
    assert_eq!(shop.0.sandbox.ledger(None)[0].amount, 995);
}
