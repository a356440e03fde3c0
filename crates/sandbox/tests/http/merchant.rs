//! A merchant that calls the sandbox.

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxProvider, SandboxSettings};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use serde_json::{Value, json};

pub const VISA: &str = "5A9D0C3E7B1F42688E6A1D7C90B3F254";

/// A sandbox of its own for each test, and a client with credentials.
pub struct SandboxMerchant {
    pub sandbox: Sandbox,
    pub client: Client,
}

/// What a charge came to.
#[derive(Debug)]
pub struct SandboxAnswer {
    pub http: u16,
    pub payment: Value,
}

impl SandboxAnswer {
    pub fn status(&self) -> u64 {
        self.payment["Status"]["ID"].as_u64().unwrap()
    }

    pub fn codes(&self) -> Vec<u64> {
        let reasons = self.payment["Status"]["Reasons"].as_array().unwrap();
        reasons
            .iter()
            .map(|reason| reason["Code"].as_u64().unwrap())
            .collect()
    }

    pub fn id(&self) -> String {
        self.payment["ID"].to_string()
    }

    pub fn redirect(&self) -> &str {
        self.payment["RedirectURL"].as_str().unwrap()
    }
}

impl SandboxMerchant {
    pub async fn new() -> Self {
        let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Self { sandbox, client }
    }

    /// A control call's address, or one of Smart2Pay's.
    pub fn url(&self, path: &str) -> String {
        let base = if path.starts_with("/control/") {
            self.sandbox.url().to_owned()
        } else {
            self.sandbox.base_url(SandboxProvider::Smart2pay)
        };
        format!("{base}{path}")
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, self.url(path))
            .basic_auth("1010", Some("sandbox-key"))
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path)
            .json(body)
            .send()
            .await
            .unwrap()
    }

    /// Charges; an error is a broken connection.
    pub async fn try_charge(&self, payment: &Value) -> reqwest::Result<SandboxAnswer> {
        let request = self
            .request(Method::POST, "/v1/payments")
            .json(&json!({ "Payment": payment }));
        let response = request.send().await?;
        let http = response.status().as_u16();
        let mut body: Value = response.json().await?;
        Ok(SandboxAnswer {
            http,
            payment: body["Payment"].take(),
        })
    }

    pub async fn charge(&self, payment: &Value) -> SandboxAnswer {
        self.try_charge(payment).await.unwrap()
    }

    pub fn behave(&self, behaviour: &str) {
        let behaviour: Behaviour = behaviour.parse().unwrap();
        self.sandbox
            .behave(Rule::always(Some("order-1"), behaviour))
            .unwrap();
    }
}

/// 9.95 EUR on the Visa card with its code, for order-1, with some members
/// changed; null takes a member away.
pub fn payment(changes: &Value) -> Value {
    let mut payment = json!({
        "MerchantTransactionID": "attempt-1",
        "OriginatorTransactionID": "order-1",
        "Amount": 995,
        "Currency": "EUR",
        "ReturnURL": "http://localhost:8787/return?attempt=1#top",
        "CreditCardToken": { "Value": VISA, "SecurityCode": "123" },
        "Capture": true,
    });
    for (name, value) in changes.as_object().unwrap() {
        payment[name] = value.clone();
    }
    payment
}

/// The charged flags of an order's ledger entries, in the order of booking.
pub fn charged(sandbox: &Sandbox) -> Vec<bool> {
    sandbox
        .ledger(Some("order-1"))
        .iter()
        .map(|entry| entry.charged)
        .collect()
}
