//! Calls of shoppers and of the merchant to any of the servers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, Method};
use serde_json::Value;

use crate::configuration::{ORIGIN, SECRET_KEY};
use crate::process_fault::ProcessFault;
use crate::process_storm::ProcessStorm;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(8);
/// How long what has to be answered is sent again and again.
const INSISTS_FOR: Duration = Duration::from_mins(10);

/// What came back.
#[derive(Clone, Debug)]
pub struct HeardAnswer {
    pub status: u16,
    /// Whether it says that it answers a repeated key.
    pub replayed: bool,
    pub body: Value,
}

impl HeardAnswer {
    pub fn text(&self, member: &str) -> &str {
        text(&self.body, member)
    }
}

/// Reads a text among an object's members.
pub fn text<'a>(object: &'a Value, member: &str) -> &'a str {
    object.get(member).and_then(Value::as_str).unwrap_or("")
}

/// Sends calls to any of the servers.
#[derive(Clone)]
pub struct Caller {
    pub storm: Arc<ProcessStorm>,
    pub client: Client,
}

impl Caller {
    /// Sends a call once; none if no answer came.
    async fn send(
        &self,
        method: Method,
        path: &str,
        bearer: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> Option<HeardAnswer> {
        let url = format!("{}{path}", self.storm.server());
        let mut request = self.client.request(method, url).bearer_auth(bearer);
        if bearer != SECRET_KEY {
            request = request.header("origin", ORIGIN);
        }
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.timeout(PATIENCE).send().await.ok()?;
        let status = response.status().as_u16();
        let replayed = response.headers().contains_key("idempotent-replayed");
        let bytes = response.bytes().await.ok()?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        match text(&body, "code") {
            "server.recovering" => self.storm.hit(ProcessFault::RefusedRecovering),
            "server.unavailable" => self.storm.hit(ProcessFault::RefusedUnavailable),
            _ => {}
        }
        Some(HeardAnswer {
            status,
            replayed,
            body,
        })
    }

    /// The element reads the checkout.
    pub async fn read(&self, token: &str) -> Option<HeardAnswer> {
        self.send(Method::GET, "/checkout/v1", token, None, None)
            .await
    }

    /// The element pays.
    pub async fn pay(&self, token: &str, key: &str, body: &Value) -> Option<HeardAnswer> {
        self.send(Method::POST, "/checkout/v1", token, Some(key), Some(body))
            .await
    }

    /// The merchant captures, cancels or refunds.
    pub async fn operate(&self, path: &str, key: &str, body: &Value) -> Option<HeardAnswer> {
        self.send(Method::POST, path, SECRET_KEY, Some(key), Some(body))
            .await
    }

    /// A call of the merchant's, sent until it is taken; none if it never is.
    pub async fn insist(&self, path: &str, body: &Value) -> Option<HeardAnswer> {
        let began = Instant::now();
        while began.elapsed() < INSISTS_FOR {
            let sent = self.send(Method::POST, path, SECRET_KEY, None, Some(body));
            match sent.await {
                Some(heard) if heard.status < 300 => return Some(heard),
                Some(heard) if heard.status < 500 => {
                    self.storm
                        .wrong(format_args!("{path}: {} {}", heard.status, heard.body));
                    return None;
                }
                _ => self.storm.wait(200, 2_000).await,
            }
        }
        None
    }
}
