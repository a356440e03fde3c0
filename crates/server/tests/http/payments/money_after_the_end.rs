//! Money that is listed after it was reversed: news is for a person, an old
//! reading alarms nobody.

use oneclick_providers::OperationKind;
use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::back_office::{BackOffice, by_provider, captured, notify, until_told};
use crate::stage::configuration::LASTING;
use crate::stage::operation::{operate, paid, sums};
use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, everywhere};
use crate::stage::world::{VISA, World};

/// The provider lists the payment with another status, and tells nobody.
async fn becomes(world: &World, payment: &Value, status: u16) {
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = format!(
        "{}/control/payments/{reference}/status",
        world.sandbox.url()
    );
    let answer = send(world.client.post(url).json(&json!({ "status": status }))).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

async fn decide(world: &World, id: &str, charged: bool) -> Value {
    let body = json!({ "charged": charged, "by": "Ada", "why": "seen there" });
    let path = format!("/v1/payments/{id}/resolve");
    let answer = world.merchant(Method::POST, &path, Some(body)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// A payment that was authorised and cancelled by us, as the merchant sees it.
async fn cancelled(world: &World, order: &str) -> Value {
    let id = paid(world, order, "manual").await;
    let done = operate(world, &id, "cancel", order, json!({})).await;
    assert_eq!(done.text("state"), "succeeded", "{done:?}");
    world.payment(&id).await
}

/// Waits until the order has been looked up at least `more` times from here on.
async fn looked_up(world: &World, order: &str, more: usize) {
    let before = world.sandbox.requests(Some(order)).look_ups;
    until("it is looked up", async || {
        (world.sandbox.requests(Some(order)).look_ups >= before + more).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_is_captured_after_our_cancel_is_for_a_person() {
    let world = World::with(LASTING).await;
    for (order, charged, state) in [("E-1", true, "succeeded"), ("E-2", false, "cancelled")] {
        let payment = cancelled(&world, order).await;
        let id = payment["id"].as_str().unwrap();
        becomes(&world, &payment, 11).await;
        let found = until_told(&world, id, "a person is asked", |payment| {
            payment["attempt_state"] == "needs_review"
        })
        .await;
        assert_eq!(found["charged"], Value::Null);
        assert_eq!(sums(&found), (995, 0), "{found}");
        assert_eq!(by_provider(&found, "captured"), ["9.95 EUR"]);
        assert_eq!(found["review"], json!([{ "what": "payment" }]));
        // The same once more changes nothing: it is what the person decides about.
        notify(&world, &found).await;
        looked_up(&world, order, 2).await;
        assert_eq!(world.payment(id).await["events"], found["events"]);
        let decided = decide(&world, id, charged).await;
        assert_eq!(decided["state"], state);
        assert_eq!(decided["review"], json!([]));
    }
    // What turned out to be charged can be reversed.
    let card = world.card("c-1", VISA).await;
    let page = world.session("E-1", "c-1").await;
    let paid = page.pay("again", &payment_body(&card, None, "123")).await;
    let back = operate(&world, paid.text("id"), "refund", "back", json!({})).await;
    assert_eq!(
        (back.text("state"), &back.body["amount"]),
        ("succeeded", &json!(995))
    );
}

#[tokio::test]
async fn nobody_has_to_tell_of_it() {
    let world = World::with(LASTING).await;
    let payment = cancelled(&world, "E-3").await;
    becomes(&world, &payment, 11).await;
    world
        .until_detail(payment["id"].as_str().unwrap(), "needs_review")
        .await;
}

#[tokio::test]
async fn a_reading_from_before_the_cancel_alarms_nobody_unless_it_stays() {
    let world = World::with(LASTING).await;
    let payment = cancelled(&world, "E-4").await;
    let id = payment["id"].as_str().unwrap();
    becomes(&world, &payment, 9).await;
    notify(&world, &payment).await;
    looked_up(&world, "E-4", 3).await;
    let still = world.payment(id).await;
    assert_eq!(
        (&still["attempt_state"], &still["events"]),
        (&json!("cancelled"), &payment["events"])
    );
    world.clock.advance(16 * 60_000);
    world.until_detail(id, "needs_review").await;
    assert_eq!(decide(&world, id, false).await["state"], "cancelled");
}

#[tokio::test]
async fn a_step_of_the_clock_makes_no_reading_news() {
    let world = World::with(LASTING).await;
    let payment = cancelled(&world, "E-8").await;
    let id = payment["id"].as_str().unwrap();
    becomes(&world, &payment, 9).await;
    world.clock.step(16 * 60_000);
    notify(&world, &payment).await;
    looked_up(&world, "E-8", 3).await;
    let still = world.payment(id).await;
    assert_eq!(
        (&still["attempt_state"], &still["events"]),
        (&json!("cancelled"), &payment["events"])
    );
    world.clock.advance(16 * 60_000);
    world.until_detail(id, "needs_review").await;
}

#[tokio::test]
async fn what_may_be_old_is_asked_again_until_it_is_news() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "E-9", "automatic").await;
    let payment = world.payment(&id).await;
    // Long ago, and by a process that is gone.
    world.clock.advance(48 * 3_600_000);
    let world = world.restarted().await;
    becomes(&world, &payment, 5).await;
    notify(&world, &payment).await;
    looked_up(&world, "E-9", 3).await;
    assert_eq!(world.payment(&id).await["events"], payment["events"]);
    world.clock.advance(16 * 60_000);
    world.until_detail(&id, "needs_review").await;
}

#[tokio::test]
async fn silence_does_not_end_the_asking_for_what_may_be_old() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "E-10", "automatic").await;
    let payment = world.payment(&id).await;
    becomes(&world, &payment, 5).await;
    notify(&world, &payment).await;
    // Whoever told has been answered: what comes now is asked of our own accord.
    looked_up(&world, "E-10", 2).await;
    world.behave_times("E-10", Behaviour::LookUpLost, 2);
    looked_up(&world, "E-10", 3).await;
    world.clock.advance(16 * 60_000);
    world.until_detail(&id, "needs_review").await;
}

#[tokio::test]
async fn a_capture_that_stays_pending_is_asked_about_until_it_is_done() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "E-11", "manual").await;
    let payment = world.payment(&id).await;
    becomes(&world, &payment, 13).await;
    notify(&world, &payment).await;
    looked_up(&world, "E-11", 2).await;
    // Longer than anything else is asked about.
    for _ in 0..4 {
        world.clock.advance(73 * 3_600_000);
        looked_up(&world, "E-11", 1).await;
    }
    becomes(&world, &payment, 11).await;
    world.clock.advance(7 * 3_600_000);
    world.until_detail(&id, "captured").await;
}

#[tokio::test]
async fn a_reading_from_before_the_refund_alarms_nobody_unless_it_stays() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "E-5", "manual").await;
    let office = BackOffice::of(&world);
    let payment = world.payment(&id).await;
    office.moves(&payment, OperationKind::Capture, 600).await;
    let back = operate(&world, &id, "refund", "back", json!({})).await;
    assert_eq!(back.text("state"), "succeeded", "{back:?}");
    let before = world.payment(&id).await;
    assert_eq!(before["state"], "refunded");
    // The status alone says that it is captured; the refund is listed.
    becomes(&world, &before, 35).await;
    notify(&world, &before).await;
    looked_up(&world, "E-5", 2).await;
    assert_eq!(world.payment(&id).await["events"], before["events"]);
    // More is captured than was ever refunded.
    becomes(&world, &before, 11).await;
    let found = until_told(&world, &id, "a person is asked", |payment| {
        payment["attempt_state"] == "needs_review"
    })
    .await;
    assert_eq!(by_provider(&found, "captured"), ["6.00 EUR", "3.95 EUR"]);
    assert_eq!(sums(&found), (995, 600));
    assert_eq!(decide(&world, &id, true).await["state"], "succeeded");
}

#[tokio::test]
async fn what_stays_listed_as_captured_after_its_refund_is_refunded() {
    let world = everywhere(LASTING).await;
    let place = CERTITRADE;
    let order = place.order("E-6");
    let id = captured(&world, place, &order).await;
    operate(&world, &id, "refund", "back", json!({})).await;
    world.sandbox.advance(24 * 3_600_000);
    let before = world.until_detail(&id, "refunded").await;
    // So long that nothing which is listed can be from before, as there.
    world.clock.advance(48 * 3_600_000);
    notify(&world, &before).await;
    looked_up(&world, &order, 2).await;
    assert_eq!(world.payment(&id).await["events"], before["events"]);
}

#[tokio::test]
async fn what_was_declined_taken_after_all_and_reversed_is_told() {
    let world = World::with(LASTING).await;
    world.behave("E-7", Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let page = world.session("E-7", "c-1").await;
    let declined = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = declined.text("id");
    let payment = world.payment(id).await;
    becomes(&world, &payment, 22).await;
    let found = until_told(&world, id, "it is told", |payment| {
        payment["state"] == "refunded"
    })
    .await;
    assert_eq!(
        (&found["charged"], sums(&found)),
        (&json!(false), (995, 995))
    );
}
