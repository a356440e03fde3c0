//! Finpay's dialect.

mod afterwards;
mod callbacks;
mod charge;
mod faults;
mod hosted;
mod rules;
mod seed;

use oneclick_sandbox::SandboxProvider;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::merchant::SandboxMerchant;

pub const VISA: &str = "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645";

/// A merchant that calls Finpay.
pub struct FinpayShop(pub SandboxMerchant);

impl FinpayShop {
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

    /// What the status call says of attempt-1.
    pub async fn status(&self) -> Value {
        let (http, body) = self.get("/check/attempt-1").await;
        assert_eq!(
            (http, &body["responseCode"]),
            (200, &json!("2000000")),
            "{body}"
        );
        body["data"]["result"]["payment"]["status"].clone()
    }

    /// Initiates a payment. Answers the hosted page's address.
    pub async fn initiate(&self, changes: &Value) -> String {
        let (http, body) = self.post("/initiate", &hosted(changes)).await;
        assert_eq!(http, 200, "{body}");
        body["redirecturl"].as_str().unwrap().to_owned()
    }

    /// Submits a hosted page. Answers the HTTP status and where it leads.
    pub async fn submit(&self, url: &str, fields: &[(&str, &str)]) -> (u16, String) {
        let page = self.0.client.post(url).form(fields).send().await.unwrap();
        let location = page.headers().get("location");
        let location = location.map_or("", |location| location.to_str().unwrap());
        (page.status().as_u16(), location.to_owned())
    }
}

/// A call with the merchant's id and key.
pub fn request(merchant: &SandboxMerchant, method: Method, path: &str) -> RequestBuilder {
    let base = merchant.sandbox.base_url(SandboxProvider::Finpay);
    let url = format!("{base}/pg/payment/card{path}");
    let request = merchant.client.request(method, url);
    request.basic_auth("FINPAY100", Some("finpay-sandbox-key"))
}

/// 10 000 rupiah on the Visa card for order-1, with some members changed; null
/// takes a member away.
pub fn payment(changes: &Value) -> Value {
    let mut payment = json!({
        "customer": {
            "id": "ann@example.com",
            "email": "ann@example.com",
            "firstName": "Ann",
            "lastName": "Example",
            "mobilePhone": "+6281234567890",
        },
        "order": {
            "id": "attempt-1",
            "amount": "10000",
            "currency": "IDR",
            "description": "order-1",
        },
        "card": { "token": VISA, "storedOnFile": "STORED" },
    });
    for (name, value) in changes.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}

/// The same on the hosted page, which stores the card.
pub fn hosted(changes: &Value) -> Value {
    let mut payment = payment(&json!({
        "card": { "storedOnFile": "TO_BE_STORED" },
        "sourceOfFunds": { "type": "cc" },
        "url": {
            "successUrl": "http://localhost:8787/success?attempt=1",
            "failUrl": "http://localhost:8787/fail",
            "backUrl": "http://localhost:8787/back",
        },
    }));
    for (name, value) in changes.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}
