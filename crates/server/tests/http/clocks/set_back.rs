//! A wall clock that is set back by a day while the server runs: nothing that
//! is due waits until it has caught up, and nobody has to ask.

use oneclick_rules::{CardId, CustomerId};
use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use oneclick_server::store::cards;
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault, between};
use crate::stage::card::until_deleted;
use crate::stage::configuration::PATIENT;
use crate::stage::lost_answer::{apart, lost, state};
use crate::stage::operation::{operate, paid};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

const DAY: i64 = 86_400_000;

async fn until_state(world: &World, order: &str, expected: &str) {
    until(&format!("{order} is {expected}"), async || {
        (state(world, order).await == expected).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_look_up_does_not_wait_for_the_clock() {
    let world = World::with(PATIENT).await;
    lost(&world, "B-1").await;
    world.clock.step(-DAY);
    until_state(&world, "B-1", "captured").await;
    assert_eq!(world.booked("B-1"), (1, 1));
}

#[tokio::test]
async fn a_time_that_another_server_wrote_ahead_is_found_by_the_round() {
    let world = World::with(PATIENT).await;
    lost(&world, "B-2").await;
    let ahead = world.clock.now() + 2 * DAY;
    let statement = format!("UPDATE attempts SET look_up_at = {ahead}");
    world.execute(&statement).await;
    world.clock.advance(601_000);
    until_state(&world, "B-2", "captured").await;
}

#[tokio::test]
async fn what_is_over_is_watched_on() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = apart(sandbox, &between.url, PATIENT).await;
    world.behave("B-3", Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-3", "c-1").await;
    let declined = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(declined.text("state"), "declined", "{declined:?}");
    let asked = between.came("GET ");
    world.clock.step(-DAY);
    until("it is looked up", async || {
        (between.came("GET ") > asked).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_intent_that_nobody_sent_gives_its_order_back() {
    let world = World::with(PATIENT).await;
    lost(&world, "B-4").await;
    world.execute("UPDATE attempts SET state = 'created'").await;
    world.clock.step(-DAY);
    // The whole time in which it may be sent, by this process's own clock.
    world.clock.advance(61_000);
    until_state(&world, "B-4", "failed").await;
}

#[tokio::test]
async fn a_refund_is_followed_up() {
    let (world, between) = between(PATIENT).await;
    let id = paid(&world, "B-5", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Lost, 1);
    let refund = operate(&world, &id, "refund", "one", json!({})).await;
    assert_eq!(refund.text("state"), "processing", "{refund:?}");
    let asked = between.count("GET", "/refunds");
    world.clock.step(-DAY);
    until("it is followed up", async || {
        (between.count("GET", "/refunds") > asked).then_some(())
    })
    .await;
    assert_eq!(between.count("POST", "/refunds"), 1);
}

#[tokio::test]
async fn a_removed_card_keeps_its_whole_way_back_and_not_a_day_more() {
    let (world, between) = between(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let path = format!("/v1/customers/c-1/cards/{card}");
    world.merchant(Method::DELETE, &path, None).await;
    lost(&world, "B-6").await;
    world.clock.step(-DAY);
    // The step is noticed once this is found, and the rest heeded with it.
    until_state(&world, "B-6", "captured").await;
    lost(&world, "B-8").await;
    world.clock.advance(500_000);
    until_state(&world, "B-8", "captured").await;
    assert_eq!(between.came("POST /smart2pay/v1/card/token/"), 0);
    world.clock.advance(101_000);
    until_deleted(&world, &card).await;
}

#[tokio::test]
async fn an_erased_customer_s_cards_have_no_way_back() {
    let world = World::with(PATIENT).await;
    let card = CardId::parse(&world.card("c-1", VISA).await).unwrap();
    let customer = CustomerId::parse("c-1").unwrap();
    // In one transaction: no worker is in between.
    let now = world.clock.now();
    let store = world.server.deployment().store();
    let restored = store.write(move |tx| {
        cards::erase_customer(tx, &customer, now)?;
        cards::restore(tx, &card, &customer, now - DAY)
    });
    assert!(!restored.await.unwrap());
}

#[tokio::test]
async fn the_attempt_that_was_made_last_is_the_newest() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-7", "c-1").await;
    world.behave("B-7", Behaviour::Declined);
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    world.clock.step(-60_000);
    let after = Some(first.text("id"));
    let second = page.pay("second", &payment_body(&card, after, "123")).await;
    assert_eq!(second.text("state"), "declined", "{second:?}");
    assert_eq!(page.get("").await.body["payment"]["id"], second.body["id"]);
    world.behave_times("B-7", Behaviour::Declined, 0);
    let after = Some(second.text("id"));
    let third = page.pay("third", &payment_body(&card, after, "123")).await;
    assert_eq!(third.text("state"), "succeeded", "{third:?}");
}
