//! A process that stands still with an answer in its hands, and a provider that falls
//! silent: what was asked long ago says nothing about now.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::{LASTING, QUICK};
use crate::stage::look_ups::hidden;
use crate::stage::operation::{operate, paid, refunds, until_event, until_operation};
use crate::stage::world::World;

/// Longer than absence has to last to mean anything, milliseconds.
const LONG: i64 = 20 * 60_000;

fn has_event(payment: &Value, kind: &str) -> bool {
    let events = payment["events"].as_array().unwrap();
    events.iter().any(|event| event["kind"] == kind)
}

/// Holds the answer to the next reading whose path ends so; returns once it is held.
async fn hold(between: &Between, path: &'static str) {
    let before = between.count("GET", path);
    between.spoil("GET", path, Fault::Held, 1);
    until("an answer is held", async || {
        let all_answered = between.came("GET") == between.answered("GET");
        (all_answered && between.count("GET", path) > before).then_some(())
    })
    .await;
}

/// Waits for so many more readings.
async fn read_more(between: &Between, more: usize) {
    let before = between.came("GET");
    until("more readings", async || {
        (between.came("GET") >= before + more).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_empty_look_up_is_as_old_as_its_question() {
    let (world, between) = between(LASTING).await;
    let (page, _) = hidden(&world, "V-1").await;
    hold(&between, "/payments").await;
    // While the answer is on its way the provider finds what it has booked.
    world.behave_times("V-1", Behaviour::LookUpEmpty, 0);
    world.clock.advance(LONG);
    between.release();
    let found = page.until("succeeded").await;
    let payment = world.payment(found["id"].as_str().unwrap()).await;
    assert!(!has_event(&payment, "not_found"), "{payment}");
}

/// A refund that has not arrived at the provider, and has been asked about once at least.
async fn refund_on_its_way(order: &str) -> (World, Between, String) {
    let more = QUICK.replace("not_found_after_ms = 1900", "not_found_after_ms = 600000");
    let (world, between) = between(&more).await;
    let id = paid(&world, order, "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &id, "refund", "one", json!({})).await;
    until_event(&world, &id, "refund_unknown").await;
    read_more(&between, 4).await;
    (world, between, id)
}

/// The refund arrives.
async fn arrive(world: &World, id: &str) {
    let payment = world.payment(id).await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = world.sandbox.url();
    let url = format!("{url}/control/payments/{reference}/refund");
    let answer = send(world.client.post(url).json(&json!({ "amount": 995 }))).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

async fn is_found(world: &World, id: &str) {
    until_operation(world, id, "succeeded").await;
    let payment = world.payment(id).await;
    assert!(!has_event(&payment, "refund_failed"), "{payment}");
    assert_eq!(refunds(world, id).await, [995]);
}

#[tokio::test]
async fn a_balance_is_as_old_as_its_question() {
    let (world, between, id) = refund_on_its_way("V-2").await;
    hold(&between, "/refunds").await;
    arrive(&world, &id).await;
    world.clock.advance(LONG);
    between.release();
    is_found(&world, &id).await;
}

#[tokio::test]
async fn silence_does_not_make_one_balance_two() {
    let (world, between, id) = refund_on_its_way("V-3").await;
    between.spoil_all("GET", Fault::Error500);
    arrive(&world, &id).await;
    world.clock.advance(LONG);
    read_more(&between, 5).await;
    between.heal();
    is_found(&world, &id).await;
}
