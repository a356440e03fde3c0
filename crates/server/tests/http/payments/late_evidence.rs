//! Evidence of money that comes late is never refused.

use oneclick_sandbox::Behaviour;
use serde_json::json;

use crate::stage::answer::{send, until};
use crate::stage::configuration::LASTING;
use crate::stage::hosted::{begin, come_back, type_card};
use crate::stage::look_ups::{self, looked_up};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// A payment that was booked, whose answer was lost, and that look-ups do not
/// find until the sandbox is told otherwise.
async fn hidden(world: &World, order: &str) -> String {
    world.behave(order, Behaviour::AnswerLost);
    world.behave(order, Behaviour::LookUpEmpty);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "processing");
    let freed = page.until("not_found").await;
    assert_eq!(freed["charged"], false);
    answer.text("id").to_owned()
}

/// Look-ups find the truth again.
fn found_again(world: &World, order: &str) {
    // A rule for no time takes the place of the endless one.
    world.behave_times(order, Behaviour::LookUpEmpty, 0);
}

#[tokio::test]
async fn two_payments_under_one_reference_are_one_and_a_duplicate() {
    let world = World::new().await;
    world.behave("T-3", Behaviour::AnswerLost);
    world.behave("T-3", Behaviour::LookUpDuplicate);
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-3", "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    page.until("succeeded").await;
    let payment = world.payment(answer.text("id")).await;
    assert_eq!(payment["duplicates"].as_array().unwrap().len(), 1);
    assert_eq!(world.booked("T-3").1, 1);
}

#[tokio::test]
async fn a_success_found_after_the_order_was_freed_becomes_the_orders_payment() {
    let world = World::new().await;
    let id = hidden(&world, "T-1").await;
    found_again(&world, "T-1");
    let page = world.session("T-1", "c-1").await;
    let found = page.until("succeeded").await;
    assert_eq!(found["id"], id.as_str());
    assert_eq!(world.booked("T-1").1, 1);
}

#[tokio::test]
async fn an_order_freed_after_days_without_a_server_is_watched_all_the_same() {
    let world = World::with(LASTING).await;
    let (page, _) = look_ups::hidden(&world, "T-4").await;
    let shown = page.get("").await.body["payment"].clone();
    let id = shown["id"].as_str().unwrap();
    let clock = world.clock.clone();
    // Longer than a freed reference is watched.
    let world = world
        .restarted_after(|_| clock.advance(73 * 3_600_000))
        .await;
    looked_up(&world, 2).await;
    world.clock.advance(16 * 60_000);
    world.until_detail(id, "not_found").await;
    looked_up(&world, 2).await;
    found_again(&world, "T-4");
    world.until_detail(id, "captured").await;
    assert_eq!(world.booked("T-4"), (1, 1));
}

#[tokio::test]
async fn a_success_found_after_a_second_payment_is_duplicate_and_told() {
    let world = World::new().await;
    let first = hidden(&world, "T-2").await;
    world.behave("T-2", Behaviour::Paid);
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-2", "c-1").await;
    let second = page
        .pay("second", &payment_body(&card, Some(&first), "123"))
        .await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    found_again(&world, "T-2");
    let duplicate = until("the duplicate is found", async || {
        Some(world.payment(&first).await).filter(|payment| payment["attempt_state"] == "duplicate")
    })
    .await;
    assert!(!duplicate["duplicates"].as_array().unwrap().is_empty());
    let reversed = until("it is reversed", async || {
        let payment = world.payment(&first).await;
        let events = payment["events"].as_array().unwrap();
        let told = events
            .iter()
            .any(|event| event["kind"] == "duplicate_reversed");
        told.then_some(payment)
    })
    .await;
    assert_eq!(reversed["attempt_state"], "duplicate");
    assert_eq!(reversed["operations"].as_array().unwrap().len(), 1);
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["id"], second.body["id"]);
    assert_eq!(shown.body["payment"]["state"], "succeeded");
}

#[tokio::test]
async fn a_success_after_a_decline_is_found_though_nobody_told() {
    let world = World::new().await;
    world.behave("X-1", Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let page = world.session("X-1", "c-1").await;
    let declined = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(declined.text("state"), "declined", "{declined:?}");
    succeeds(&world, declined.text("id")).await;
    let found = page.until("succeeded").await;
    assert_eq!(found["id"], declined.body["id"]);
}

/// The provider changes its mind about the payment and tells nobody.
async fn succeeds(world: &World, id: &str) {
    let payment = world.payment(id).await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    let changes = format!("/control/payments/{reference}/status");
    let url = format!("{}{changes}", world.sandbox.url());
    let success = json!({ "status": 11 });
    assert_eq!(
        send(world.client.post(url).json(&success)).await.status,
        204
    );
}

#[tokio::test]
async fn whoever_comes_back_late_has_it_looked_up_again() {
    // Nothing but the return has it looked up again so soon.
    let world = World::with("[engine]\nfirst_look_up_ms = 20\nlook_up_spacing_ms = 10").await;
    world.behave("X-2", Behaviour::Declined);
    let page = world.session("X-2", "c-1").await;
    let payment = begin(&page, "first", false).await;
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    page.until("declined").await;
    succeeds(&world, payment["id"].as_str().unwrap()).await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
}
