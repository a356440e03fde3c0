//! A duplicate charge is reversed by the engine itself;
//! disputes are told and change nothing.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::between::{Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::operation::until_event;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

fn kinds(payment: &Value) -> Vec<&str> {
    let events = payment["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect()
}

/// A charge that the provider made twice; the payment's id.
async fn charged_twice(world: &World, order: &str, capture: &str) -> String {
    world.behave(order, Behaviour::AnswerLost);
    world.behave_times(order, Behaviour::LookUpDuplicate, 1);
    let card = world.card("c-1", VISA).await;
    let differs = json!({ "capture": capture });
    let page = world.page(&world.ask_session(order, "c-1", differs).await);
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    page.until("succeeded").await;
    answer.text("id").to_owned()
}

/// How many of the two payments the provider has reversed.
fn reversed(world: &World, order: &str) -> usize {
    let ledger = world.sandbox.ledger(Some(order));
    assert_eq!(ledger.len(), 2);
    let is_back = |status: &str| matches!(status, "Refunded" | "Cancelled");
    ledger.iter().filter(|entry| is_back(&entry.status)).count()
}

#[tokio::test]
async fn what_was_charged_twice_is_reversed_once() {
    let world = World::new().await;
    for (order, capture, kind) in [("S-1", "automatic", "refund"), ("S-2", "manual", "cancel")] {
        let id = charged_twice(&world, order, capture).await;
        let payment = until_event(&world, &id, "duplicate_reversed").await;
        assert_eq!(payment["charged"], true);
        assert_eq!(payment["state"], "succeeded");
        let duplicate = payment["duplicates"][0].as_str().unwrap();
        assert_ne!(payment["provider_payment_id"], duplicate);
        let moved = payment["operations"].as_array().unwrap();
        assert_eq!(moved.len(), 1, "{payment}");
        assert_eq!(
            (&moved[0]["kind"], &moved[0]["state"]),
            (&json!(kind), &json!("succeeded"))
        );
        assert_eq!(moved[0]["amount"], 995);
        assert_eq!(payment["refunded"], 0);
        assert_eq!(reversed(&world, order), 1);
    }
}

#[tokio::test]
async fn a_reversal_is_tried_again_and_never_made_twice() {
    let (world, between) = between(QUICK).await;
    between.spoil("POST", "/refunds", Fault::Lost, 1);
    let id = charged_twice(&world, "S-3", "automatic").await;
    until_event(&world, &id, "duplicate_reversed").await;
    assert_eq!(between.count("POST", "/refunds"), 1);
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    let id = charged_twice(&world, "S-4", "automatic").await;
    let payment = until_event(&world, &id, "duplicate_reversed").await;
    assert!(kinds(&payment).contains(&"refund_failed"), "{payment}");
    assert_eq!(reversed(&world, "S-4"), 1);
}

/// A payment that the provider tells the state of by itself, in its own words.
async fn told(world: &World, payment: &Value, status: u16) {
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = format!(
        "{}/control/payments/{reference}/status",
        world.sandbox.url()
    );
    let answer = send(world.client.post(url).json(&json!({ "status": status }))).await;
    assert_eq!(answer.status, 204);
}

#[tokio::test]
async fn a_dispute_is_told_and_neither_pays_nor_undoes() {
    let world = World::new().await;
    world
        .sandbox
        .notify_at(&format!("{}/notifications/smart2pay", world.base));
    let card = world.card("c-1", VISA).await;
    let page = world.session("D-1", "c-1").await;
    let id = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = id.text("id");
    let payment = world.payment(id).await;
    assert_eq!(payment["dispute"], Value::Null);
    for (status, dispute, kind) in [
        (19, "open", "dispute_open"),
        (24, "lost", "dispute_lost"),
        (26, "charged_back", "charged_back"),
    ] {
        told(&world, &payment, status).await;
        let payment = until_event(&world, id, kind).await;
        assert_eq!(payment["dispute"], dispute);
        assert_eq!(
            (&payment["state"], &payment["charged"]),
            (&json!("succeeded"), &json!(true))
        );
    }
    let refused = page
        .pay("second", &payment_body(&card, Some(id), "123"))
        .await;
    assert_eq!(refused.text("id"), id);
    assert_eq!(world.booked("D-1").1, 1);
}
