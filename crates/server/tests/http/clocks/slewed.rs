//! Clocks that run fast or slow, or count a second twice: nothing is freed
//! sooner than real time allows, and nothing later than both clocks say.

use oneclick_sandbox::Behaviour;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::between::{Fault, between};
use crate::stage::configuration::LASTING;
use crate::stage::look_ups::{hidden, looked_up};
use crate::stage::operation::{operate, paid, refunds, until_operation};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// Lets seconds pass, each of them `off` milliseconds longer by the wall clock.
fn pass(world: &World, seconds: i64, off: i64) {
    for _ in 0..seconds {
        world.clock.advance(1_000);
        world.clock.step(off);
    }
}

/// A payment that look-ups do not find stays after `before` seconds whose each
/// is `off` milliseconds longer by the wall clock, and is freed in the end.
async fn holds(order: &str, before: i64, off: i64) {
    let world = World::with(LASTING).await;
    let (page, card) = hidden(&world, order).await;
    pass(&world, before, off);
    looked_up(&world, 5).await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.text("state"), "processing", "{off} {again:?}");
    assert_eq!(world.booked(order), (1, 1));
    world.clock.advance(6 * 60_000);
    page.until("not_found").await;
}

#[tokio::test]
async fn a_clock_that_is_set_right_slowly_frees_nothing_too_soon() {
    // Ten minutes fast, caught up within ten; ten slow, within twenty.
    holds("W-1", 600, 1_000).await;
    holds("W-2", 1_200, -500).await;
}

#[tokio::test]
async fn a_clock_that_is_slewed_frees_in_its_time() {
    let world = World::with(LASTING).await;
    let (page, card) = hidden(&world, "W-3").await;
    // 500 parts in a million: half a millisecond a second.
    for (minutes, off) in [(7, 1), (7, -1)] {
        for _ in 0..minutes * 30 {
            world.clock.advance(2_000);
            world.clock.step(off);
        }
    }
    looked_up(&world, 5).await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.text("state"), "processing", "{again:?}");
    pass(&world, 61, 0);
    page.until("not_found").await;
}

#[tokio::test]
async fn a_second_that_comes_twice_changes_nothing() {
    let (world, between) = between(LASTING).await;
    let repeat = || world.clock.step(-1_000);
    let card = world.card("c-1", VISA).await;
    // While the charge is at the provider.
    between.spoil("POST", "/payments", Fault::Held, 1);
    let page = world.session("W-4", "c-1").await;
    let body = payment_body(&card, None, "123");
    let twice = async {
        until("the charge is at the provider", async || {
            (world.charged("W-4") == 1).then_some(())
        })
        .await;
        repeat();
        between.release();
    };
    let (answer, ()) = tokio::join!(page.pay("first", &body), twice);
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    // While nobody knows the outcome.
    world.behave("W-5", Behaviour::AnswerLost);
    let page = world.session("W-5", "c-1").await;
    let lost = page.pay("first", &body).await;
    repeat();
    assert_eq!(page.until("succeeded").await["id"], lost.body["id"]);
    assert_eq!((world.booked("W-4"), world.booked("W-5")), ((1, 1), (1, 1)));
    // While money goes back.
    let id = paid(&world, "W-6", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Lost, 1);
    operate(&world, &id, "refund", "one", json!({})).await;
    repeat();
    until_operation(&world, &id, "succeeded").await;
    assert_eq!(refunds(&world, &id).await, [995]);
}
