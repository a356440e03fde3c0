//! The page of the shopper's bank.

use fastrand::Rng;
use serde_json::Value;

use crate::calls::Caller;

/// Goes to the bank's page that a payment waits at, and decides there, or not.
pub async fn visit(caller: &Caller, payment: &Value, rng: &mut Rng) {
    match rng.u32(..10) {
        0..6 => choose(caller, payment, "approve").await,
        6..8 => choose(caller, payment, "fail").await,
        _ => {}
    }
}

/// Chooses on the bank's page that a payment waits at, and comes back.
pub async fn choose(caller: &Caller, payment: &Value, choice: &str) {
    let Some(url) = payment.pointer("/redirect/url").and_then(Value::as_str) else {
        return;
    };
    let form = format!("choice={choice}");
    let decided = caller
        .client
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let Ok(answer) = decided.send().await else {
        return;
    };
    let back = answer.headers().get("location");
    if let Some(back) = back.and_then(|back| back.to_str().ok())
        && back.starts_with("http://localhost")
    {
        let _ = caller.client.get(back).send().await;
    }
}
