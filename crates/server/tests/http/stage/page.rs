//! A shopper's page, and answers.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::stage::world::{ORIGIN, World, until};

/// An answer, its body read.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn text(&self, member: &str) -> &str {
        self.body[member].as_str().unwrap_or_default()
    }

    /// The status and the code of a problem.
    pub fn problem(&self) -> (u16, &str) {
        (self.status, self.text("code"))
    }
}

pub fn plain_client() -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let bytes = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer {
        status,
        headers,
        body,
    }
}

/// A shopper's page with its client token.
#[derive(Clone)]
pub struct Page<'a> {
    pub world: &'a World,
    /// The server that it calls.
    pub base: String,
    pub id: String,
    pub token: String,
}

/// The body of `POST {endpoint}` for 9.95 EUR.
pub fn wish(card: &str, after: Option<&str>, cvc: &str) -> Value {
    json!({
        "card": card, "amount": 995, "currency": "EUR",
        "previous_payment": after, "cvc": cvc,
    })
}

impl Page<'_> {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.world
            .client
            .request(method, format!("{}/checkout/v1{path}", self.base))
            .bearer_auth(&self.token)
            .header("Origin", ORIGIN)
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    pub fn post(&self, key: &str, body: &Value) -> RequestBuilder {
        self.request(Method::POST, "")
            .header("Idempotency-Key", format!("{key:-<16}"))
            .json(body)
    }

    pub async fn pay(&self, key: &str, body: &Value) -> Answer {
        send(self.post(key, body)).await
    }

    /// Waits until the order's payment has come to `state`, or has failed by it.
    pub async fn until(&self, state: &str) -> Value {
        until(&format!("the order is {state}"), async || {
            let answer = self.get("").await;
            let payment = answer.body["payment"].clone();
            (payment["state"] == state || payment["failure"] == state).then_some(payment)
        })
        .await
    }
}
