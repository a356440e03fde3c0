//! A shopper's page, and answers.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send, until};
use crate::stage::configuration::ORIGIN;
use crate::stage::world::World;

/// A shopper's page with its client token.
#[derive(Clone)]
pub struct Page<'a> {
    pub world: &'a World,
    /// The server that it calls.
    pub base: String,
    pub id: String,
    pub token: String,
    /// The token of its session's pay page.
    pub pay_token: String,
}

/// The body of `POST {endpoint}` for 9.95 EUR.
pub fn payment_body(card: &str, after: Option<&str>, cvc: &str) -> Value {
    json!({
        "card": card, "amount": 995, "currency": "EUR",
        "previous_payment": after, "cvc": cvc,
    })
}

impl World {
    pub async fn session(&self, order: &str, customer: &str) -> Page<'_> {
        let answer = self.ask_session(order, customer, json!({})).await;
        self.page(&answer)
    }

    /// The page that a session's answer opens.
    pub fn page(&self, answer: &Answer) -> Page<'_> {
        assert_eq!(answer.status, 201, "{answer:?}");
        Page {
            world: self,
            base: self.base.clone(),
            id: answer.text("id").to_owned(),
            token: answer.text("client_token").to_owned(),
            pay_token: answer
                .text("pay_url")
                .rsplit('/')
                .next()
                .unwrap()
                .to_owned(),
        }
    }
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

impl Page<'_> {
    /// The shopper gives the payment up.
    pub async fn give_up(&self, payment: &Value) -> Answer {
        send(self.cancel(&payment["id"])).await
    }

    pub fn cancel(&self, payment: &Value) -> RequestBuilder {
        let request = self.request(Method::POST, "/cancel");
        request.json(&json!({ "previous_payment": payment }))
    }
}

impl Page<'_> {
    /// The shopper removes a card.
    pub async fn remove(&self, card: &str) -> Answer {
        send(self.request(Method::DELETE, &format!("/cards/{card}"))).await
    }

    /// The shopper brings a removed card back.
    pub async fn restore(&self, card: &str) -> Answer {
        send(self.request(Method::POST, &format!("/cards/{card}/restore"))).await
    }

    /// The shopper makes a card the default card.
    pub async fn make_default(&self, card: &str) -> Answer {
        send(self.request(Method::POST, &format!("/cards/{card}/default"))).await
    }
}
