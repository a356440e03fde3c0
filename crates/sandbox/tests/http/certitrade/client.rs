//! A merchant of CertiTrade.

use hmac::{Hmac, Mac};
use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxProvider, SandboxSettings};
use reqwest::{Client, Method, redirect};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::listener::Listener;

/// The stored Visa card.
pub const ACCOUNT: &str = "40260868824";

/// HMAC-SHA256 in hexadecimal digits.
pub fn hmac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    let bytes = mac.finalize().into_bytes();
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.concat()
}

/// A sandbox, and a client that signs.
pub struct CertitradeShop {
    pub sandbox: Sandbox,
    pub client: Client,
    pub base: String,
    /// Now, as HTTP writes it.
    pub date: String,
}

/// An answer.
#[derive(Debug, PartialEq)]
pub struct CertitradeAnswer {
    pub http: u16,
    pub content_type: String,
    pub body: Value,
}

impl CertitradeAnswer {
    pub fn text(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap()
    }

    /// The last attempt's description and response code.
    pub fn attempt(&self) -> [&str; 2] {
        let attempts = self.body["payment_attempts"].as_array().unwrap();
        let attempt = attempts.last().unwrap();
        let data = &attempt["data"][attempt["method"].as_str().unwrap()];
        ["desc", "respcode"].map(|name| data[name].as_str().unwrap())
    }

    pub fn link(&self, name: &str) -> &str {
        self.body["_links"][name]["href"].as_str().unwrap()
    }
}

impl CertitradeShop {
    pub async fn new() -> Self {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        let base = format!(
            "{}/ctpsp/ws/2.0",
            sandbox.base_url(SandboxProvider::Certitrade)
        );
        let any = client.get(sandbox.url()).send().await.unwrap();
        let date = any.headers()["date"].to_str().unwrap().to_owned();
        Self {
            sandbox,
            client,
            base,
            date,
        }
    }

    /// Sends a signed request; an error is a broken connection.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<CertitradeAnswer> {
        let url = format!("{}{path}", self.base);
        let content = body.map(Value::to_string).unwrap_or_default();
        let signed = format!("{method}{url}{}{content}", self.date);
        let hash = hmac("certitradesandboxkey", &signed);
        let mut request = self
            .client
            .request(method, url)
            .header("date", &self.date)
            .header("authorization", format!("CertiTrade m12345:{hash}"));
        if body.is_some() {
            request = request
                .header("content-type", "application/json")
                .body(content);
        }
        answer(request.send().await?).await
    }

    pub async fn get(&self, path: &str) -> CertitradeAnswer {
        self.try_send(Method::GET, path, None).await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> CertitradeAnswer {
        let answer = self.try_send(Method::POST, path, Some(body));
        answer.await.unwrap()
    }

    pub async fn put(&self, path: &str, body: &Value) -> CertitradeAnswer {
        let answer = self.try_send(Method::PUT, path, Some(body));
        answer.await.unwrap()
    }

    pub fn behave(&self, behaviour: &str) {
        let behaviour: Behaviour = behaviour.parse().unwrap();
        let rule = Rule::always(Some("order-1"), behaviour);
        self.sandbox.behave(rule).unwrap();
    }

    /// A control call.
    pub async fn control(&self, path: &str, body: &Value) -> u16 {
        let url = format!("{}/control/{path}", self.sandbox.url());
        let answer = self.client.post(url).json(body).send().await.unwrap();
        answer.status().as_u16()
    }

    /// Opens the pay window of a payment and types a card. Answers where it
    /// leads.
    pub async fn type_card(&self, payment: &CertitradeAnswer, number: &str) -> String {
        let window = payment.link("paywin");
        let page = self.client.get(window).send().await.unwrap();
        assert_eq!(page.status(), 200);
        let fields = [
            ("holder", "Ann Berg"),
            ("number", number),
            ("month", "4"),
            ("year", "31"),
            ("security_code", "123"),
            ("choice", "pay"),
        ];
        self.submit(window, &fields).await
    }

    /// Submits a page. Answers where it leads.
    pub async fn submit(&self, url: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.client.post(url).form(fields).send().await.unwrap();
        assert_eq!(answer.status(), 303);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// A payment that is paid in the window with a card.
    pub async fn paid_by(&self, listener: &Listener, number: &str) -> CertitradeAnswer {
        let payment = self.post("/payment", &card_payment(listener)).await;
        assert_eq!(payment.http, 201, "{payment:?}");
        self.type_card(&payment, number).await;
        let path = format!("/payment/{}", payment.text("id"));
        self.get(&path).await
    }

    /// Moves to the next day but one, past a midnight.
    pub fn sleep(&self) {
        self.sandbox.advance(86_400_000);
    }
}

/// What came back.
pub async fn answer(response: reqwest::Response) -> reqwest::Result<CertitradeAnswer> {
    let http = response.status().as_u16();
    let content_type = response.headers().get("content-type");
    let content_type = content_type.map_or("", |value| value.to_str().unwrap());
    let content_type = content_type.to_owned();
    Ok(CertitradeAnswer {
        http,
        content_type,
        body: response.json().await?,
    })
}

/// 12.34 SEK by the stored card, for order-1, with some members changed; null
/// takes a member away.
pub fn one_click(changes: &Value) -> Value {
    changed(
        json!({
            "amount": "1234",
            "currency": "SEK",
            "method": "ONE_CLICK",
            "reference": "attempt-1",
            "description": "order-1",
            "data": { "ONE_CLICK": { "payment_account": ACCOUNT } },
        }),
        changes,
    )
}

/// 12.34 SEK in the pay window.
pub fn card_payment(listener: &Listener) -> Value {
    json!({
        "amount": "1234",
        "currency": "SEK",
        "return_url": "http://localhost:8787/return/1",
        "callback_url": listener.url,
        "method": "CARD",
        "reference": "first-1",
        "description": "order-1",
        "language": "sv",
    })
}

pub fn changed(mut payment: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}
