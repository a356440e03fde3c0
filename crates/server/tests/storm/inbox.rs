//! What the merchant has been told: webhooks, verified, each once, in order.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result, ensure};
use http::HeaderMap;
use oneclick_server::webhooks::signature::{SigningKey, signatures};
use serde_json::Value;

/// Where the merchant takes webhooks.
pub const ADDRESS: &str = "https://shop.example.com/oneclick";
/// What they are signed with.
pub const KEY: &str = "whsec_RXhhbXBsZSBrZXksIGtub3duIHRvIGV2ZXJ5Ym9keSE=";
/// How far the sender's clock may be off, seconds.
const TOLERANCE: u64 = 300;

/// A webhook that the merchant has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenWebhook {
    pub kind: String,
    /// The payment as it was told, where it tells of one.
    pub payment: Value,
    /// The operation, where it tells of one.
    pub operation: Value,
}

/// What becomes of a webhook that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    New(String),
    Repeated(String),
    /// It is as old, or as far ahead, as a merchant believes nobody.
    OutOfTime,
    /// It came before one that is to come before it.
    TooEarly(String),
}

/// All that the merchant has taken, by subject and in order.
#[derive(Default)]
pub struct WebhookInbox {
    taken: Mutex<BTreeMap<String, Vec<(TakenWebhook, Vec<u8>)>>>,
}

impl WebhookInbox {
    /// Takes a webhook that came at `now`, Unix seconds.
    ///
    /// # Errors
    /// Fails for what no webhook is: unsigned, unreadable, or another one under an id
    /// that was told before.
    pub fn take(&self, headers: &HeaderMap, body: &[u8], now: u64) -> Result<Receipt> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let id = header("webhook-id").context("it has no id")?;
        let at: i64 = header("webhook-timestamp").context("no time")?.parse()?;
        let signed = header("webhook-signature").context("it has no signature")?;
        let key = SigningKey::parse(KEY, None).map_err(anyhow::Error::msg)?;
        let text = std::str::from_utf8(body)?;
        ensure!(
            signatures(&[key], id, at, text) == signed,
            "{id} is not signed by the key"
        );
        if u64::try_from(at)?.abs_diff(now) > TOLERANCE {
            return Ok(Receipt::OutOfTime);
        }
        let told: Value = serde_json::from_slice(body)?;
        let sequence = told.get("sequence").and_then(Value::as_u64);
        let sequence = usize::try_from(sequence.context("no sequence")?)?;
        let subject = subject(&told).context("it tells of nothing")?;
        ensure!(
            id == format!("wh_{subject}_{sequence}"),
            "{id} is another one's id"
        );
        let id = id.to_owned();
        let mut all = self.lock();
        let taken = all.entry(subject).or_default();
        if sequence == 0 || sequence > taken.len() + 1 {
            return Ok(Receipt::TooEarly(id));
        }
        if let Some((_, known)) = taken.get(sequence - 1) {
            ensure!(known == body, "{id} tells another thing than before");
            return Ok(Receipt::Repeated(id));
        }
        let member = |name: &str| told.pointer(&format!("/data/{name}")).cloned();
        let kind = told.get("type").and_then(Value::as_str);
        let webhook = TakenWebhook {
            kind: kind.context("it has no type")?.to_owned(),
            payment: member("payment").unwrap_or_default(),
            operation: member("operation").unwrap_or_default(),
        };
        taken.push((webhook, body.to_vec()));
        Ok(Receipt::New(id))
    }

    /// What was taken of one payment or card, in order.
    pub fn of(&self, subject: &str) -> Vec<TakenWebhook> {
        let all = self.lock();
        let taken = all.get(subject).into_iter().flatten();
        taken.map(|(webhook, _)| webhook.clone()).collect()
    }

    /// The payment by which the merchant was told that an order is paid.
    pub fn paid(&self, order: &str) -> Option<String> {
        let all = self.lock();
        let paid = all.iter().find(|(_, taken)| {
            let told = |(webhook, _): &(TakenWebhook, Vec<u8>)| {
                let of = webhook.payment.get("order").and_then(Value::as_str);
                webhook.kind == "payment.succeeded" && of == Some(order)
            };
            taken.iter().any(told)
        });
        paid.map(|(payment, _)| payment.clone())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Vec<(TakenWebhook, Vec<u8>)>>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The payment or the card that a webhook counts for.
fn subject(told: &Value) -> Option<String> {
    let id = |name: &str| told.pointer(&format!("/data/{name}/id"))?.as_str();
    id("payment").or_else(|| id("card")).map(str::to_owned)
}
