//! The stored card of the customer of a shop of one's own.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

/// The customer of a shop of one's own.
pub const CUSTOMER: &str = "c-77";
/// The sandbox's name of a card that it has from the start.
const CARD_TOKEN: &str = "5A9D0C3E7B1F42688E6A1D7C90B3F254";
/// How long the server may take.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// Gives the customer the first of the sandbox's stored cards, as a merchant brings cards along;
/// again at each start, which renews it.
///
/// # Errors
/// Fails if the server does not answer, or refuses the card.
pub async fn import(server: &str, secret_key: &str) -> Result<()> {
    let given_at = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let card = json!({
        "provider": "smart2pay", "token": CARD_TOKEN, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 12, "year": 2031 }, "uses": ["one_click"],
        "consent": { "text": "keep-card-2026-01", "language": "en", "given_at": given_at },
    });
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(ANSWER_WITHIN)
        .build()?;
    let call = client
        .post(format!("{server}/v1/customers/{CUSTOMER}/cards"))
        .bearer_auth(secret_key)
        .json(&card);
    let answer = call.send().await.context("the server does not answer")?;
    if answer.status().is_success() {
        return Ok(());
    }
    bail!(
        "the server does not take the customer's card: {}",
        answer.status()
    );
}
