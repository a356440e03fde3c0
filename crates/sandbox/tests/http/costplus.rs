//! CostPlus's dialect.

mod afterwards;
mod charge;
mod faults;
mod hosted;
mod look_up;
mod rules;
mod seed;
mod webhooks;

use oneclick_sandbox::SandboxProvider;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::merchant::SandboxMerchant;

pub const VISA: &str = "3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142";

/// A merchant that calls CostPlus.
pub struct CostplusShop(pub SandboxMerchant);

impl CostplusShop {
    pub async fn new() -> Self {
        Self(SandboxMerchant::new().await)
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        request(&self.0, method, path)
    }

    /// The HTTP status and the JSON body.
    pub async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        let http = response.status().as_u16();
        (http, response.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Makes an order that is taken.
    pub async fn order(&self, body: &Value) -> Value {
        let (http, order) = self.post("/orders/", body).await;
        assert_eq!(http, 201, "{order}");
        order
    }

    /// An order as it is now.
    pub async fn now(&self, order: &Value) -> Value {
        let id = order["id"].as_str().unwrap();
        let (http, order) = self.get(&format!("/orders/{id}/")).await;
        assert_eq!(http, 200, "{order}");
        order
    }

    /// Submits a hosted page. Answers the HTTP status and where it leads.
    pub async fn submit(&self, url: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let page = self.0.client.post(url).form(fields).send().await.unwrap();
        let location = page.headers().get("location");
        let location = location.map_or("", |location| location.to_str().unwrap());
        (page.status().as_u16(), location.to_owned())
    }

    /// Types a card on a hosted page.
    pub async fn card(&self, url: &str, number: &str) -> (u16, String) {
        self.submit(url, &typed(number)).await
    }
}

/// A call with the merchant's key.
pub fn request(merchant: &SandboxMerchant, method: Method, path: &str) -> RequestBuilder {
    let url = format!(
        "{}/v1{path}",
        merchant.sandbox.base_url(SandboxProvider::Costplus)
    );
    let request = merchant.client.request(method, url);
    request.basic_auth("costplus-sandbox-key", Some(""))
}

/// A card with this number.
pub fn typed(number: &str) -> [(&'static str, &str); 6] {
    [
        ("holder", "Ann Example"),
        ("number", number),
        ("month", "2"),
        ("year", "31"),
        ("security_code", "123"),
        ("choice", "pay"),
    ]
}

/// 9.95 EUR for order-1 with one transaction, which has some members changed;
/// null takes a member away.
pub fn order(changes: &Value) -> Value {
    let mut transaction = json!({
        "payment_method": "credit-card",
        "one_click_type": "one-click",
        "vault_token": VISA,
        "cvc": "123",
    });
    for (name, value) in changes.as_object().unwrap() {
        transaction[name] = value.clone();
    }
    json!({
        "merchant_order_id": "attempt-1",
        "currency": "EUR",
        "amount": 995,
        "return_url": "http://localhost:8787/return?attempt=1#top",
        "failure_url": "http://localhost:8787/failure",
        "extra": { "order": "order-1" },
        "transactions": [transaction],
    })
}

/// The same for a first payment on the hosted page, which stores the card.
pub fn first() -> Value {
    order(&json!({ "one_click_type": "first", "vault_token": null, "cvc": null }))
}

/// Where the shopper pays an order's transaction.
pub fn page(order: &Value) -> &str {
    order["transactions"][0]["payment_url"].as_str().unwrap()
}
