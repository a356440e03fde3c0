//! What CostPlus tells by itself (api-reference/webhooks).

use serde_json::{Value, json};

use super::{CostplusShop, first, order, page};
use crate::listener::Listener;

/// A shop, its listener, and an order that is told to it.
async fn told(statuses: &[u16], mut body: Value) -> (CostplusShop, Listener, Value) {
    let shop = CostplusShop::new().await;
    let listener = Listener::answering(statuses).await;
    body["webhook_url"] = json!(listener.url);
    (shop, listener, body)
}

/// The next event's kind, and its transaction's status.
async fn event(listener: &mut Listener, order: &Value) -> (String, Option<String>) {
    let told = listener.next().await;
    assert_eq!(told.headers["content-type"], "application/json");
    assert!(told.headers.get("authorization").is_none());
    let body: Value = serde_json::from_str(&told.body).unwrap();
    assert_eq!(body["order_id"], order["id"]);
    assert_eq!(body["project_id"], order["project_id"]);
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    (text("event").unwrap(), text("transaction_status"))
}

fn events(status: &str) -> [(String, Option<String>); 2] {
    [
        ("status_changed".to_owned(), None),
        (
            "transaction_status_changed".to_owned(),
            Some(status.to_owned()),
        ),
    ]
}

#[tokio::test]
async fn both_events_come_at_each_step() {
    let (shop, mut listener, body) = told(&[], first()).await;
    let order = shop.order(&body).await;
    let url = page(&order);
    shop.card(url, "4111111111111105").await;
    shop.submit(url, &[("choice", "approve")]).await;
    shop.card(url, "4111111111111111").await;
    shop.submit(url, &[("choice", "approve")]).await;
    for status in ["pending", "error", "pending", "completed"] {
        for expected in events(status) {
            assert_eq!(event(&mut listener, &order).await, expected);
        }
    }
    assert!(listener.is_empty());
}

#[tokio::test]
async fn what_is_paid_at_once_and_what_time_does_is_told_too() {
    let (shop, mut listener, body) = told(&[], order(&json!({}))).await;
    shop.0.behave("pending");
    let order = shop.order(&body).await;
    shop.0.sandbox.advance(30_000);
    for status in ["pending", "completed"] {
        for expected in events(status) {
            assert_eq!(event(&mut listener, &order).await, expected);
        }
    }
}

#[tokio::test]
async fn it_is_sent_again_until_2xx() {
    let (shop, mut listener, mut body) = told(&[500, 302, 200], order(&json!({}))).await;
    body["transactions"] = Value::Null;
    let order = shop.order(&body).await;
    let change = json!({ "status": "cancelled" });
    let path = "/control/payments/attempt-1/status";
    assert_eq!(shop.0.post(path, &change).await.status(), 204);
    for _ in 0..3 {
        let expected = ("status_changed".to_owned(), None);
        assert_eq!(event(&mut listener, &order).await, expected);
        // The next attempt waits for the sandbox's clock alone.
        while !listener.has_answered_all() && listener.is_empty() {
            shop.0.sandbox.advance(120_000);
            tokio::task::yield_now().await;
        }
    }
    assert!(listener.has_answered_all() && listener.is_empty());
}

#[tokio::test]
async fn a_forged_one_looks_the_same() {
    let (shop, mut listener, body) = told(&[], first()).await;
    let order = shop.order(&body).await;
    let path = "/control/notify/attempt-1";
    assert_eq!(
        shop.0.post(path, &json!({ "forged": true })).await.status(),
        204
    );
    let expected = ("status_changed".to_owned(), None);
    assert_eq!(event(&mut listener, &order).await, expected);
    assert_eq!(shop.now(&order).await["status"], "new");
}
