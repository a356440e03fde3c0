//! What the merchant has been told: webhooks, verified, each once, in order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
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
/// How far above the last one the number goes on at least once the sender's store was
/// restored: by more than any payment has webhooks.
const FAR_ABOVE: u64 = 1_000_000_000;

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

/// What was taken of one payment or card, by its number.
type TakenLine = BTreeMap<u64, (TakenWebhook, Vec<u8>)>;

/// All that the merchant has taken, by subject and in order.
#[derive(Default)]
pub struct WebhookInbox {
    taken: Mutex<BTreeMap<String, TakenLine>>,
    /// Whether the sender's store was restored.
    restored: AtomicBool,
    /// The first payment by which each order was told to be paid.
    paid: Mutex<BTreeMap<String, String>>,
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
        let sequence = sequence.context("no sequence")?;
        let subject = subject(&told).context("it tells of nothing")?;
        ensure!(
            id == format!("wh_{subject}_{sequence}"),
            "{id} is another one's id"
        );
        let id = id.to_owned();
        let mut all = lock(&self.taken);
        let taken = all.entry(subject).or_default();
        if let Some((_, known)) = taken.get(&sequence) {
            ensure!(known == body, "{id} tells another thing than before");
            return Ok(Receipt::Repeated(id));
        }
        let last = taken.last_key_value().map_or(0, |(last, _)| *last);
        let restored = self.restored.load(Ordering::Relaxed);
        if sequence != last + 1 && !(restored && sequence > last + FAR_ABOVE) {
            return Ok(Receipt::TooEarly(id));
        }
        let member = |name: &str| told.pointer(&format!("/data/{name}")).cloned();
        let kind = told.get("type").and_then(Value::as_str);
        let webhook = TakenWebhook {
            kind: kind.context("it has no type")?.to_owned(),
            payment: member("payment").unwrap_or_default(),
            operation: member("operation").unwrap_or_default(),
        };
        let of = |name: &str| webhook.payment.get(name)?.as_str().map(str::to_owned);
        if let (Some(order), Some(payment), "payment.succeeded") =
            (of("order"), of("id"), webhook.kind.as_str())
        {
            lock(&self.paid).entry(order).or_insert(payment);
        }
        taken.insert(sequence, (webhook, body.to_vec()));
        Ok(Receipt::New(id))
    }

    /// From now on the numbers may go on far higher: the sender's store is restored.
    pub fn expect_restored(&self) {
        self.restored.store(true, Ordering::Relaxed);
    }

    /// Whether the webhook with this id was taken.
    pub fn has(&self, subject: &str, id: &str) -> bool {
        let number = id.strip_prefix(&format!("wh_{subject}_"));
        let number = number.and_then(|number| number.parse::<u64>().ok());
        let all = lock(&self.taken);
        let taken = all.get(subject).zip(number);
        taken.is_some_and(|(taken, number)| taken.contains_key(&number))
    }

    /// What was taken of one payment or card, in order.
    pub fn of(&self, subject: &str) -> Vec<TakenWebhook> {
        let all = lock(&self.taken);
        let taken = all.get(subject).into_iter().flat_map(BTreeMap::values);
        taken.map(|(webhook, _)| webhook.clone()).collect()
    }

    /// The payment by which the merchant was told that an order is paid.
    pub fn paid(&self, order: &str) -> Option<String> {
        lock(&self.paid).get(order).cloned()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The payment or the card that a webhook counts for.
fn subject(told: &Value) -> Option<String> {
    let id = |name: &str| told.pointer(&format!("/data/{name}/id"))?.as_str();
    id("payment").or_else(|| id("card")).map(str::to_owned)
}
