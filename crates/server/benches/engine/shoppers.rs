//! The load: shoppers who each pay one order after another with a stored card.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::server_process::{ORIGIN, SECRET_KEY, ServerProcess};

/// How many orders are prepared at once.
const PREPARED_AT_ONCE: usize = 16;

/// An order that can be paid with one request.
pub struct PreparedPayment {
    order: String,
    /// The card's token at the provider.
    token: String,
    card: String,
    client_token: String,
}

/// Shoppers who pay at the same time.
#[derive(Clone)]
pub struct Shoppers {
    at_once: usize,
    client: Client,
    checkout: String,
    merchant_api: String,
    sandbox: String,
}

impl Shoppers {
    /// Takes so many shoppers to a server, with a sandbox at its provider's place.
    pub fn new(shoppers: usize, server: &ServerProcess, sandbox: &str) -> Result<Self> {
        Ok(Self {
            at_once: shoppers,
            client: Client::builder().no_proxy().build()?,
            checkout: server.url("/checkout/v1"),
            merchant_api: server.url("/v1"),
            sandbox: sandbox.to_owned(),
        })
    }

    /// Makes orders with a customer, a card at the provider and a session each.
    pub async fn prepare(&self, name: &str, orders: usize) -> Result<Vec<PreparedPayment>> {
        let waiting = (0..orders)
            .map(|number| format!("{name}-{number}"))
            .collect();
        let ended = self
            .share(PREPARED_AT_ONCE, waiting, Self::prepare_one)
            .await?;
        Ok(ended.into_iter().map(|(prepared, _)| prepared).collect())
    }

    /// Has the sandbox charge each card itself, as the server would ask it; each one's time.
    pub async fn charge_directly(&self, prepared: Vec<PreparedPayment>) -> Result<Vec<Duration>> {
        let ended = self.share(self.at_once, prepared, Self::charge_one).await?;
        Ok(ended.into_iter().map(|((), latency)| latency).collect())
    }

    /// Opens sessions without a card, each of an order of its own.
    pub async fn open_sessions(&self, name: &str, sessions: usize) -> Result<()> {
        let waiting = (0..sessions)
            .map(|number| format!("{name}-{number}"))
            .collect();
        let open = |shoppers: Self, order| async move { shoppers.session(order).await.map(drop) };
        self.share(PREPARED_AT_ONCE, waiting, open).await.map(drop)
    }

    /// Pays each, and says how long it took in all and one by one.
    pub async fn pay(&self, prepared: Vec<PreparedPayment>) -> Result<(Duration, Vec<Duration>)> {
        let started = Instant::now();
        let ended = self.share(self.at_once, prepared, Self::pay_one).await?;
        let taken = started.elapsed();
        Ok((
            taken,
            ended.into_iter().map(|((), latency)| latency).collect(),
        ))
    }

    /// Does `each` for all that waits, so many at the same time; with the time of each.
    async fn share<I, O, F>(
        &self,
        at_once: usize,
        waiting: Vec<I>,
        each: impl Fn(Self, I) -> F + Copy + Send + 'static,
    ) -> Result<Vec<(O, Duration)>>
    where
        I: Send + 'static,
        O: Send + 'static,
        F: Future<Output = Result<O>> + Send,
    {
        let waiting = Arc::new(Mutex::new(waiting));
        let mut running = JoinSet::new();
        for _ in 0..at_once {
            let (shoppers, waiting) = (self.clone(), Arc::clone(&waiting));
            running.spawn(async move {
                let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let mut ended = Vec::new();
                while let Some(one) = next() {
                    let started = Instant::now();
                    let output = each(shoppers.clone(), one).await?;
                    ended.push((output, started.elapsed()));
                }
                anyhow::Ok(ended)
            });
        }
        let mut all = Vec::new();
        while let Some(ended) = running.join_next().await {
            all.extend(ended??);
        }
        Ok(all)
    }

    async fn prepare_one(self, order: String) -> Result<PreparedPayment> {
        let card = json!({
            "brand": "visa", "last_four": "4242", "month": 5, "year": 2029,
            "holder": "Anna Berg", "security_code": "123",
        });
        let url = format!("{}/control/tokens", self.sandbox);
        let token = send(self.client.post(url).json(&card)).await?;
        let card = json!({
            "provider": "smart2pay", "token": text(&token, "value")?, "brand": "visa",
            "last_four": "4242", "expiry": { "month": 5, "year": 2029 },
            "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
        });
        let card = self
            .merchant(&format!("/customers/{order}/cards"), &card)
            .await?;
        let session = self.session(order.clone()).await?;
        Ok(PreparedPayment {
            token: text(&token, "value")?,
            card: text(&card, "id")?,
            client_token: text(&session, "client_token")?,
            order,
        })
    }

    async fn session(&self, order: String) -> Result<Value> {
        let session = json!({
            "order": order, "amount": 995, "currency": "EUR", "customer": { "id": order },
            "return_url": format!("{ORIGIN}/"),
        });
        self.merchant("/sessions", &session).await
    }

    async fn merchant(&self, path: &str, body: &Value) -> Result<Value> {
        let request = self.client.post(format!("{}{path}", self.merchant_api));
        send(request.bearer_auth(SECRET_KEY).json(body)).await
    }

    async fn pay_one(self, prepared: PreparedPayment) -> Result<()> {
        let body = json!({
            "card": prepared.card, "amount": 995, "currency": "EUR",
            "previous_payment": null, "cvc": "123",
        });
        let request = self
            .client
            .post(&self.checkout)
            .bearer_auth(prepared.client_token)
            .header("Origin", ORIGIN)
            .header("Idempotency-Key", format!("{:-<16}", prepared.order));
        let payment = send(request.json(&body)).await?;
        let state = text(&payment, "state")?;
        ensure!(
            state == "succeeded",
            "the payment of {} is {state}",
            prepared.order
        );
        Ok(())
    }
}

impl Shoppers {
    async fn charge_one(self, prepared: PreparedPayment) -> Result<()> {
        let payment = json!({ "Payment": {
            "MerchantTransactionID": format!("direct{}", prepared.order),
            "OriginatorTransactionID": prepared.order, "Amount": 995, "Currency": "EUR",
            "ReturnURL": format!("{ORIGIN}/"), "Capture": true,
            "CreditCardToken": { "Value": prepared.token, "SecurityCode": "123" },
        } });
        // The server keeps no connection to its provider either.
        let request = self
            .client
            .post(format!("{}/smart2pay/v1/payments", self.sandbox));
        let request = request.header("Connection", "close");
        let request = request.basic_auth("1010", Some("sandbox-key"));
        send(request.json(&payment)).await.map(drop)
    }
}

async fn send(request: RequestBuilder) -> Result<Value> {
    let response = request.send().await?;
    let (url, status) = (response.url().clone(), response.status());
    let body: Value = response.json().await.unwrap_or_default();
    ensure!(
        status.is_success(),
        "{url} answered {status}: {}",
        body.get("code").unwrap_or(&Value::Null)
    );
    Ok(body)
}

fn text(answer: &Value, member: &str) -> Result<String> {
    let text = answer.get(member).and_then(Value::as_str);
    text.map(str::to_owned)
        .with_context(|| format!("no {member} in an answer"))
}
