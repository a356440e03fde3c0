//! The provider's pages: of the shopper's bank, and for a new card.

use fastrand::Rng;
use serde_json::Value;

use crate::bodies;
use crate::calls::{Caller, text};

/// Goes to the page that a payment waits at, and decides there, or not.
pub async fn visit(caller: &Caller, payment: &Value, rng: &mut Rng) {
    match rng.u32(..10) {
        0..6 => choose(caller, payment, "approve").await,
        6..8 => choose(caller, payment, "fail").await,
        _ => {}
    }
}

/// Goes to the page that a payment waits at, types the card where one is asked for,
/// chooses at the bank, and comes back.
pub async fn choose(caller: &Caller, payment: &Value, choice: &str) {
    let Some(redirect) = payment.get("redirect") else {
        return;
    };
    let url = text(redirect, "url");
    // The card's page, and the bank's at the same address.
    for _ in 0..2 {
        let Some(form) = fill(caller, url, choice).await else {
            return;
        };
        let decided = caller
            .client
            .post(url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form);
        let Ok(answer) = decided.send().await else {
            return;
        };
        let back = answer.headers().get("location");
        let Some(back) = back.and_then(|back| back.to_str().ok()) else {
            return;
        };
        if back.starts_with("http://localhost") && !back.starts_with(caller.storm.sandbox.url()) {
            let _ = caller.client.get(back).send().await;
            return;
        }
    }
}

/// Fills in what a page asks for: nobody else knows whether that is a card, once the store
/// has lost what the payment was for.
async fn fill(caller: &Caller, url: &str, choice: &str) -> Option<String> {
    let page = caller.client.get(url).send().await.ok()?;
    let asks_for_card = page.text().await.ok()?.contains("name=\"number\"");
    Some(if asks_for_card {
        bodies::typed_card(url.contains("/certitrade/"))
    } else {
        format!("choice={choice}")
    })
}
