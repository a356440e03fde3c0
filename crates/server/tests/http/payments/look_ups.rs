//! Look-ups: how often, what silence and an empty answer prove, and what not.

use oneclick_sandbox::Behaviour;
use serde_json::Value;

use crate::stage::answer::{send, until};
use crate::stage::configuration::LASTING;
use crate::stage::page::payment_body;
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn look_ups_that_say_nothing_free_nothing() {
    let world = World::new().await;
    let silences = [
        Behaviour::LookUp500,
        Behaviour::LookUpLost,
        Behaviour::LookUpGarbage,
    ];
    for (number, silence) in silences.into_iter().enumerate() {
        let order = format!("V-{number}");
        world.behave(&order, Behaviour::AnswerLost);
        world.behave(&order, silence);
        let card = world.card("c-1", VISA).await;
        let page = world.session(&order, "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(answer.text("state"), "processing");
        until("six look-ups", async || {
            let asked = page.get("").await;
            assert_eq!(asked.body["payment"]["state"], "processing");
            assert_eq!(asked.body["payment"]["charged"], Value::Null);
            (world.sandbox.requests(Some(&order)).look_ups >= 6).then_some(())
        })
        .await;
        assert_eq!(world.booked(&order), (1, 1));
    }
}

#[tokio::test]
async fn a_silence_of_three_days_is_for_a_person_to_decide() {
    let world = World::new().await;
    world.behave("W-1", Behaviour::AnswerLost);
    world.behave("W-1", Behaviour::LookUp500);
    let card = world.card("c-1", VISA).await;
    let page = world.session("W-1", "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = answer.text("id");
    world.clock.advance(72 * 3_600_000 + 1000);
    let payment = world.until_detail(id, "needs_review").await;
    assert_eq!(payment["charged"], Value::Null);
    assert_eq!(payment["state"], "processing");
}

/// Another order is looked up and found: whatever was due before has had its turn.
async fn others_turn(world: &World, order: &str) {
    world.behave(order, Behaviour::AnswerLost);
    let card = world.card("c-2", MASTERCARD).await;
    let page = world.session(order, "c-2").await;
    page.pay("other", &payment_body(&card, None, "456")).await;
    page.until("succeeded").await;
}

#[tokio::test]
async fn however_often_a_page_asks_the_provider_is_asked_once_in_a_while() {
    let seldom = "[engine]\nfirst_look_up_ms = 60000\nlook_up_spacing_ms = 600000";
    let world = World::with(seldom).await;
    world.behave("Z-1", Behaviour::AnswerLost);
    world.behave("Z-1", Behaviour::LookUp500);
    let card = world.card("c-1", VISA).await;
    let page = world.session("Z-1", "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    until("the first look-up", async || {
        page.get("").await;
        (world.sandbox.requests(None).look_ups == 1).then_some(())
    })
    .await;
    for _ in 0..20 {
        page.get("").await;
        page.get("").await;
    }
    let replica = world.replica().await;
    others_turn(&world, "Z-2").await;
    assert_eq!(world.sandbox.requests(Some("Z-1")).look_ups, 1);
    replica.stop().await;
}

#[tokio::test]
async fn a_charge_that_nobody_waits_for_any_more_is_looked_up_with_pauses() {
    for silence in [Behaviour::LookUp500, Behaviour::LookUpEmpty] {
        let world = World::with("[engine]\nlook_up_spacing_ms = 300000").await;
        world.behave("Y-1", Behaviour::Slow);
        world.behave("Y-1", silence);
        let card = world.card("c-1", VISA).await;
        let page = world.session("Y-1", "c-1").await;
        let post = tokio::spawn(send(page.post("first", &payment_body(&card, None, "123"))));
        until("the charge is booked", async || {
            (world.booked("Y-1") == (1, 1)).then_some(())
        })
        .await;
        // A server that starts takes over what is open, as after a crash.
        let replica = world.replica().await;
        until("the first look-up", async || {
            (world.sandbox.requests(None).look_ups > 0).then_some(())
        })
        .await;
        others_turn(&world, "Y-2").await;
        let asked = world.sandbox.requests(Some("Y-1")).look_ups;
        assert_eq!(asked, 1, "{silence:?}");
        world.sandbox.release();
        assert_eq!(post.await.unwrap().text("state"), "succeeded");
        replica.stop().await;
    }
}

#[tokio::test]
async fn nothing_found_means_nothing_while_a_charge_may_be_under_way() {
    let world = World::with(&format!("{LASTING}provider_timeout_ms = 600000")).await;
    world.behave("U-1", Behaviour::AnswerLost);
    world.behave("U-1", Behaviour::LookUpEmpty);
    let card = world.card("c-1", VISA).await;
    let page = world.session("U-1", "c-1").await;
    let id = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = id.text("id");
    // The provider's own time is over; sent at the last moment and answered at
    // the last moment, a charge takes twenty minutes.
    for seconds in [901, 61, 61] {
        world.clock.advance(seconds * 1000);
        let before = world.sandbox.requests(None).look_ups;
        until("two look-ups", async || {
            (world.sandbox.requests(None).look_ups >= before + 2).then_some(())
        })
        .await;
    }
    assert_eq!(world.payment(id).await["state"], "processing");
    world.clock.advance(200_000);
    world.until_detail(id, "not_found").await;
}
