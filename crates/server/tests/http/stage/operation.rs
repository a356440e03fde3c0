//! Captures, cancels and refunds of a payment, and the payment that they need.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send, until};
use crate::stage::configuration::SECRET_KEY;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// A payment of 9.95 EUR, captured or only authorised; its id.
pub async fn paid(world: &World, order: &str, capture: &str) -> String {
    let card = world.card("c-1", VISA).await;
    let differs = json!({ "capture": capture });
    let session = world.ask_session(order, "c-1", differs).await;
    let page = world.page(&session);
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = answer.text("id").to_owned();
    page.until("succeeded").await;
    id
}

/// Asks for a capture, a cancel or a refund of the payment.
pub async fn operate(world: &World, id: &str, what: &str, key: &str, body: Value) -> Answer {
    let request = world
        .request(Method::POST, &format!("/v1/payments/{id}/{what}"))
        .bearer_auth(SECRET_KEY)
        .header("Idempotency-Key", format!("{key:-<16}"));
    send(request.json(&body)).await
}

/// Waits until the payment's last operation has come to `state`.
pub async fn until_operation(world: &World, id: &str, state: &str) -> Value {
    until(&format!("the operation is {state}"), async || {
        let payment = world.payment(id).await;
        let operation = payment["operations"].as_array().unwrap().last().cloned()?;
        Some(operation).filter(|operation| operation["state"] == state)
    })
    .await
}

/// The refunds that the provider lists of the payment: their amounts.
pub async fn refunds(world: &World, id: &str) -> Vec<u64> {
    let payment = world.payment(id).await;
    let at = payment["provider_payment_id"].as_str().unwrap();
    let url = format!("{}/smart2pay/v1/payments/{at}/refunds", world.sandbox.url());
    let request = world.client.get(url);
    let answer = send(request.basic_auth("1010", Some("sandbox-key"))).await;
    let listed = answer.body["Refunds"].as_array().unwrap();
    let amount = |refund: &Value| {
        refund["Amount"]
            .to_string()
            .trim_matches('"')
            .parse()
            .unwrap()
    };
    listed.iter().map(amount).collect()
}

/// The sums that were captured and refunded, in minor units.
pub fn sums(payment: &Value) -> (u64, u64) {
    let sum = |name: &str| payment[name].as_u64().unwrap();
    (sum("captured"), sum("refunded"))
}

/// Waits until an event of this kind is in the payment's history.
pub async fn until_event(world: &World, id: &str, kind: &str) -> Value {
    until(kind, async || {
        let payment = world.payment(id).await;
        let events = payment["events"].as_array().unwrap();
        let there = events.iter().any(|event| event["kind"] == kind);
        there.then_some(payment)
    })
    .await
}
