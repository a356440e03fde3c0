//! What stands before the stand-in and spoils its answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A fault of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoiled {
    /// A repeated key begins another payment.
    ReplayChargesAgain,
    /// A second key begins another payment.
    SecondKeyChargesAgain,
    /// Errors cannot be read by pages.
    ErrorsWithoutOrigin,
    /// Answers may be kept.
    Kept,
    /// A payment's amount is a text.
    AmountIsText,
    /// `charged` says that nothing was charged while a payment is open.
    OpenIsUncharged,
    /// The preflight does not allow the key.
    PreflightWithoutKey,
    /// `payment.stale` does not have the payment.
    StaleWithoutPayment,
    /// Giving up closes the order.
    GivingUpCloses,
    /// A session that has ended is forbidden.
    EndedIsForbidden,
}

/// The keys that were sent with each token.
type Keys = Arc<Mutex<HashMap<String, Vec<String>>>>;

#[derive(Clone)]
struct Between {
    behind: String,
    spoiled: Spoiled,
    keys: Keys,
}

/// Stands before an address; its own.
pub async fn before(behind: &str, spoiled: Spoiled) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let between = Between {
        behind: String::from(behind),
        spoiled,
        keys: Keys::default(),
    };
    let router = Router::new().fallback(pass).with_state(between);
    tokio::spawn(async { axum::serve(listener, router).await });
    address
}

async fn pass(State(between): State<Between>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path().to_owned();
    let url = format!("{}{path}", between.behind);
    let mut sent = head.headers.clone();
    sent.remove("host");
    let client = reqwest::Client::new();
    let sent = client.request(head.method.clone(), url).headers(sent);
    let answer = sent.body(body).send().await.unwrap();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    let bytes = answer.bytes().await.unwrap();
    let mut body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    between.spoil(&head.method, &path, &head.headers, &mut response, &mut body);
    response.headers_mut().remove("content-length");
    *response.body_mut() = if body.is_null() {
        Body::from(bytes)
    } else {
        Body::from(body.to_string())
    };
    response
}

/// The payment of an answer: itself, or a member of it.
fn payment_of(body: &mut Value) -> Option<&mut Value> {
    if body.get("charged").is_some() {
        return Some(body);
    }
    body.get_mut("payment").filter(|payment| !payment.is_null())
}

impl Between {
    fn spoil(
        &self,
        method: &Method,
        path: &str,
        sent: &HeaderMap,
        response: &mut Response<Body>,
        body: &mut Value,
    ) {
        let is_payment = method == Method::POST && path == "/checkout";
        match self.spoiled {
            Spoiled::ReplayChargesAgain => {
                if response.headers().contains_key("idempotent-replayed") {
                    body["id"] = json!("pay_another");
                }
            }
            Spoiled::SecondKeyChargesAgain => {
                if is_payment && self.is_second_key(sent) && body["state"] == "succeeded" {
                    body["id"] = json!("pay_another");
                }
            }
            Spoiled::ErrorsWithoutOrigin => {
                if response.status().is_client_error() {
                    let headers = response.headers_mut();
                    headers.remove("access-control-allow-origin");
                }
            }
            Spoiled::Kept => {
                let kept = HeaderValue::from_static("max-age=60");
                response.headers_mut().insert("cache-control", kept);
            }
            Spoiled::AmountIsText => {
                if let Some(payment) = payment_of(body) {
                    payment["amount"] = json!(payment["amount"].to_string());
                }
            }
            Spoiled::OpenIsUncharged => {
                if let Some(payment) = payment_of(body)
                    && payment["charged"].is_null()
                {
                    payment["charged"] = json!(false);
                }
            }
            Spoiled::PreflightWithoutKey => {
                let allowed = HeaderValue::from_static("Authorization, Content-Type");
                if method == Method::OPTIONS {
                    let headers = response.headers_mut();
                    headers.insert("access-control-allow-headers", allowed);
                }
            }
            Spoiled::StaleWithoutPayment => {
                if body["code"] == "payment.stale" {
                    body["payment"] = Value::Null;
                }
            }
            Spoiled::GivingUpCloses => {
                if path.ends_with("/cancel") && body["state"] == "expired" {
                    body["state"] = json!("cancelled");
                }
            }
            Spoiled::EndedIsForbidden => {
                if body["code"] == "session.expired" {
                    *response.status_mut() = axum::http::StatusCode::FORBIDDEN;
                    body["status"] = json!(403);
                }
            }
        }
    }

    /// Notes the key of a request; whether its token came with another one before.
    fn is_second_key(&self, sent: &HeaderMap) -> bool {
        let header = |name: &str| {
            let value = sent.get(name).and_then(|value| value.to_str().ok());
            String::from(value.unwrap_or_default())
        };
        let mut keys = self.keys.lock().unwrap();
        let known = keys.entry(header("authorization")).or_default();
        known.push(header("idempotency-key"));
        known.first() != known.last()
    }
}
