//! What is refused, and how.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CostplusShop, VISA, first, order};

#[tokio::test]
async fn the_key_is_the_name_and_the_password_is_empty() {
    let shop = CostplusShop::new().await;
    let url = "/merchants/self/projects/self/currencies";
    for (name, password) in [
        ("another-key", Some("")),
        ("costplus-sandbox-key", Some("costplus-sandbox-key")),
        ("", Some("costplus-sandbox-key")),
    ] {
        // A second header would not do: this one stands alone.
        let request = shop.request(Method::GET, url).build().unwrap();
        let request = shop.0.client.get(request.url().clone());
        let (http, body) = shop.send(request.basic_auth(name, password)).await;
        assert_eq!(
            (http, &body["error"]["status"]),
            (401, &json!(401)),
            "{name}"
        );
        assert!(body["error"]["value"].is_string() && body["error"]["type"].is_string());
    }
}

/// Changes of the order, and the property that is refused.
fn wrong_orders() -> Vec<(Value, &'static str)> {
    vec![
        (json!({ "amount": null }), "amount"),
        (json!({ "amount": "995" }), "amount"),
        (json!({ "amount": 9.95 }), "amount"),
        (json!({ "amount": 0 }), "amount"),
        (json!({ "currency": null }), "currency"),
        (json!({ "currency": "eur" }), "currency"),
        (json!({ "merchant_order_id": " " }), "merchant_order_id"),
        (json!({ "return_url": "example.com" }), "return_url"),
        (json!({ "webhook_url": "ftp://example.com" }), "webhook_url"),
        (
            json!({ "expiration_period": "30 minutes" }),
            "expiration_period",
        ),
        (json!({ "capture_mode": "never" }), "capture_mode"),
        (json!({ "capture_mode": "delayed" }), "expiration_period"),
        (json!({ "extra": "order-1" }), "extra"),
        (json!({ "customer": [] }), "customer"),
        (json!({ "order_lines": {} }), "order_lines"),
        (json!({ "payment_methods": ["ideal"] }), "payment_methods"),
        (json!({ "vault_token": VISA }), "vault_token"),
        (json!({ "transactions": {} }), "transactions"),
        (json!({ "transactions": [{}, {}] }), "transactions"),
        (
            json!({ "transactions": [{}] }),
            "transactions.0.payment_method",
        ),
    ]
}

/// Changes of the transaction, and the property of it that is refused.
fn wrong_transactions() -> Vec<(Value, &'static str)> {
    let inside = json!({ "vault_token": VISA });
    vec![
        (json!({ "payment_method": "ideal" }), "payment_method"),
        (json!({ "one_click_type": "second" }), "one_click_type"),
        (json!({ "vault_token": null }), "vault_token"),
        (json!({ "vault_token": "" }), "vault_token"),
        (
            json!({ "first_transaction_id": "a" }),
            "first_transaction_id",
        ),
        (json!({ "cvc": "12" }), "cvc"),
        (json!({ "cvc": 123 }), "cvc"),
        (
            json!({ "one_click_type": "first", "vault_token": null }),
            "cvc",
        ),
        (
            json!({ "one_click_type": "first", "cvc": null }),
            "vault_token",
        ),
        (json!({ "one_click_type": null }), "cvc"),
        (
            json!({ "one_click_type": null, "cvc": null }),
            "vault_token",
        ),
        (json!({ "schedule_type": "scheduled" }), "schedule_type"),
        (json!({ "recurring_type": "recurring" }), "recurring_type"),
        (
            json!({ "one_click_type": null, "recurring_type": "recurring" }),
            "cvc",
        ),
        (
            json!({ "one_click_type": null, "recurring_type": "first", "cvc": null }),
            "schedule_type",
        ),
        (json!({ "vaultToken": VISA }), "vaultToken"),
        (
            json!({ "payment_method_details": inside }),
            "one_click_type",
        ),
        (
            json!({ "payment_method_details": { "setup_token": true } }),
            "payment_method_details.setup_token",
        ),
    ]
}

#[tokio::test]
async fn a_broken_rule_is_named_and_books_nothing() {
    let shop = CostplusShop::new().await;
    let transactions = wrong_transactions().into_iter();
    let transactions = transactions.map(|(changes, path)| {
        let path = format!("transactions.0.{path}");
        (order(&changes), path)
    });
    let orders = wrong_orders().into_iter().map(|(changes, path)| {
        let mut body = order(&json!({}));
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        (body, path.to_owned())
    });
    for (body, path) in orders.chain(transactions) {
        let (http, answer) = shop.post("/orders/", &body).await;
        let error = &answer["error"];
        assert_eq!(
            (http, &error["property_path"]),
            (400, &json!(path)),
            "{body}"
        );
        assert_eq!(error["status"], 400);
        assert!(error["property_description"].is_string());
    }
    assert!(shop.0.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn the_body_is_json_and_says_so() {
    let shop = CostplusShop::new().await;
    let request = shop.request(Method::POST, "/orders/");
    let (http, _) = shop.send(request.body(first().to_string())).await;
    assert_eq!(http, 400);
    let request = shop.request(Method::POST, "/orders/");
    let request = request.header("content-type", "application/json");
    assert_eq!(shop.send(request.body("[]")).await.0, 400);
    assert_eq!(shop.get("/payments/").await.0, 404);
    let request = shop.request(Method::DELETE, "/orders/");
    assert_eq!(shop.send(request).await.0, 405);
}

#[tokio::test]
async fn both_slash_forms_are_there() {
    let shop = CostplusShop::new().await;
    let (http, answer) = shop.post("/orders", &order(&json!({}))).await;
    assert_eq!(http, 201);
    let id = answer["id"].as_str().unwrap();
    assert_eq!(
        shop.get(&format!("/orders/{id}")).await.1,
        shop.now(&answer).await
    );
}
