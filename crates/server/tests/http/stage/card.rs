//! Stored cards: imported, listed, removed.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::configuration::QUICK;
use crate::stage::world::{VISA, World};

fn card(differs: Value) -> Value {
    let mut body = json!({
        "provider": "smart2pay", "token": VISA, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 12, "year": 2031 },
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    for (name, value) in differs.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

/// Imports a Visa card with what differs.
pub async fn import(world: &World, customer: &str, differs: Value) -> Answer {
    let path = format!("/v1/customers/{customer}/cards");
    world
        .merchant(Method::POST, &path, Some(card(differs)))
        .await
}

/// Imports a token without card details: the provider is asked for them.
pub async fn import_unseen(world: &World, token: &str) -> Answer {
    let body = json!({
        "provider": "smart2pay", "token": token,
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    world
        .merchant(Method::POST, "/v1/customers/c-1/cards", Some(body))
        .await
}

/// What the customer's cards are, as the merchant sees them.
pub async fn cards(world: &World, customer: &str) -> Vec<Value> {
    let path = format!("/v1/customers/{customer}/cards");
    let list = world.merchant(Method::GET, &path, None).await;
    assert_eq!(list.status, 200, "{list:?}");
    list.body["cards"].as_array().unwrap().clone()
}

/// Waits until the payment shows its saved card.
pub async fn until_saved(world: &World, payment: &Value) -> Value {
    until("the card is saved", async || {
        let now = world.payment(payment["id"].as_str().unwrap()).await;
        (now["save"]["state"] == "saved").then_some(now)
    })
    .await
}

pub fn soon() -> String {
    format!("{QUICK}delete_after_ms = 1\n")
}

/// Waits until the card's token is gone from the database as well.
pub async fn until_deleted(world: &World, card: &str) {
    until("the card is deleted", async || {
        let sealed: Vec<String> = world.column(&format!(
            "SELECT token_sealed || fingerprint FROM cards WHERE id = '{card}' AND deleted_at IS NOT NULL"
        ));
        assert_eq!(sealed.first()?, "");
        Some(())
    })
    .await;
}
