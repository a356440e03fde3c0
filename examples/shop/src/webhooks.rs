//! Receives what the checkout server tells: verified, each webhook once, in order.
//!
//! The form is that of standardwebhooks.com, which has libraries for this; here are
//! the twenty lines that it takes without one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::refusal::ShopRefusal;

/// How old a webhook may be, and how far ahead the other's clock, seconds.
const TOLERANCE: u64 = 300;

/// What the shop was told of its orders. A real shop keeps it in its database.
pub struct Inbox {
    keys: Vec<Vec<u8>>,
    orders: Mutex<HashMap<String, ToldOrder>>,
}

/// What the shop was told of one order.
#[derive(Clone, Default, Serialize)]
pub struct ToldOrder {
    /// Whether it was shipped: once, when its payment was told to have succeeded.
    pub shipped: bool,
    /// All that was told, in the order in which it came.
    pub webhooks: Vec<ToldWebhook>,
}

/// One webhook, as the panel shows it.
#[derive(Clone, Serialize)]
pub struct ToldWebhook {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    sequence: u64,
}

/// A webhook's body; unknown members are ignored.
#[derive(Deserialize)]
struct WebhookMessage {
    #[serde(rename = "type")]
    kind: String,
    sequence: u64,
    data: MessageData,
}

#[derive(Deserialize)]
struct MessageData {
    payment: Option<PaymentMember>,
}

#[derive(Deserialize)]
struct PaymentMember {
    order: String,
}

impl Inbox {
    /// An empty one that believes what is signed by one of these keys: `whsec_…`, with
    /// commas between them. Without any it believes nothing.
    ///
    /// # Errors
    ///
    /// A key is of another form.
    pub fn new(keys: &str) -> anyhow::Result<Self> {
        let keys = keys.split(',').map(str::trim).filter(|key| !key.is_empty());
        let bytes = |key: &str| {
            let text = key.strip_prefix("whsec_");
            let bytes = text.and_then(|text| STANDARD.decode(text).ok());
            bytes.context("a key in ONECLICK_WEBHOOK_KEYS is not whsec_ and base64")
        };
        Ok(Self {
            keys: keys.map(bytes).collect::<anyhow::Result<_>>()?,
            orders: Mutex::default(),
        })
    }

    /// What the shop was told of an order.
    pub fn told(&self, order: &str) -> ToldOrder {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        orders.get(order).cloned().unwrap_or_default()
    }

    /// The webhook's id, if it is signed by one of the keys and not old.
    fn verified(&self, headers: &HeaderMap, body: &[u8], now: u64) -> Option<String> {
        let header = |name| headers.get(name)?.to_str().ok();
        let id = header("webhook-id")?;
        let at = header("webhook-timestamp")?;
        if at.parse::<u64>().ok()?.abs_diff(now) > TOLERANCE {
            return None;
        }
        let signatures = header("webhook-signature")?.split(' ');
        let signatures: Vec<Vec<u8>> = signatures
            .filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok())
            .collect();
        let is_signed_by = |key: &Vec<u8>| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
            for part in [id.as_bytes(), b".", at.as_bytes(), b".", body] {
                mac.update(part);
            }
            // In constant time, so that no signature can be found letter by letter.
            let fits = |one: &Vec<u8>| mac.clone().verify_slice(one).is_ok();
            signatures.iter().any(fits).then_some(())
        };
        let signed = self.keys.iter().any(|key| is_signed_by(key).is_some());
        signed.then(|| id.to_owned())
    }

    /// Keeps a webhook that is new, and ships an order once it is paid.
    fn take(&self, id: String, message: WebhookMessage) {
        let Some(payment) = message.data.payment else {
            return; // Of a card: this shop keeps none.
        };
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let told = orders.entry(payment.order).or_default();
        // At least once means that it may come twice.
        if told.webhooks.iter().any(|known| known.id == id) {
            return;
        }
        told.shipped |= message.kind == "payment.succeeded";
        told.webhooks.push(ToldWebhook {
            id,
            kind: message.kind,
            sequence: message.sequence,
        });
    }
}

/// Where the checkout server sends its webhooks.
pub fn router(inbox: Arc<Inbox>) -> Router {
    Router::new()
        .route("/shop/webhooks", post(receive))
        .with_state(inbox)
}

async fn receive(
    State(inbox): State<Arc<Inbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ShopRefusal> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.unwrap_or_default().as_secs();
    let id = inbox.verified(&headers, &body, now).ok_or_else(|| {
        let detail = "the webhook is not signed by one of this shop's keys, or is old";
        ShopRefusal::new(StatusCode::UNAUTHORIZED, "webhook.signature", detail)
    })?;
    let message = serde_json::from_slice(&body)
        .map_err(|error| ShopRefusal::bad_request("webhook.body", error.to_string()))?;
    inbox.take(id, message);
    Ok(StatusCode::NO_CONTENT)
}
