//! What comes late: evidence of money is never refused, silence proves nothing.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::hosted::{begin, come_back, type_card};
use crate::stage::world::{LASTING, MASTERCARD, VISA, World, send, until, wish};

/// A payment that was booked, whose answer was lost, and that look-ups do not
/// find until the sandbox is told otherwise.
async fn hidden(world: &World, order: &str) -> String {
    world.behave(order, Behaviour::AnswerLost);
    world.behave(order, Behaviour::LookUpEmpty);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "processing");
    let released = page.until("not_found").await;
    assert_eq!(released["charged"], false);
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
    let answer = page.pay("first", &wish(&card, None, "123")).await;
    page.until("succeeded").await;
    let payment = world.payment(answer.text("id")).await;
    assert_eq!(payment["duplicates"].as_array().unwrap().len(), 1);
    assert_eq!(world.booked("T-3").1, 1);
}

#[tokio::test]
async fn a_success_found_after_the_release_becomes_the_orders_payment() {
    let world = World::new().await;
    let id = hidden(&world, "T-1").await;
    found_again(&world, "T-1");
    let page = world.session("T-1", "c-1").await;
    let found = page.until("succeeded").await;
    assert_eq!(found["id"], id.as_str());
    assert_eq!(world.booked("T-1").1, 1);
}

#[tokio::test]
async fn a_success_found_after_a_second_payment_is_duplicate_and_told() {
    let world = World::new().await;
    let first = hidden(&world, "T-2").await;
    world.behave("T-2", Behaviour::Paid);
    let card = world.card("c-1", VISA).await;
    let page = world.session("T-2", "c-1").await;
    let second = page.pay("second", &wish(&card, Some(&first), "123")).await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    found_again(&world, "T-2");
    let duplicate = until("the duplicate is found", async || {
        Some(world.payment(&first).await).filter(|payment| payment["attempt_state"] == "duplicate")
    })
    .await;
    assert!(!duplicate["duplicates"].as_array().unwrap().is_empty());
    let reversed = until("it is given back", async || {
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
async fn look_ups_that_say_nothing_release_nothing() {
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
        let answer = page.pay("first", &wish(&card, None, "123")).await;
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
    let answer = page.pay("first", &wish(&card, None, "123")).await;
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
    page.pay("other", &wish(&card, None, "456")).await;
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
    page.pay("first", &wish(&card, None, "123")).await;
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
        let post = tokio::spawn(send(page.post("first", &wish(&card, None, "123"))));
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
    let id = page.pay("first", &wish(&card, None, "123")).await;
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

#[tokio::test]
async fn a_success_after_a_decline_is_found_though_nobody_told() {
    let world = World::new().await;
    world.behave("X-1", Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let page = world.session("X-1", "c-1").await;
    let declined = page.pay("first", &wish(&card, None, "123")).await;
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
