//! A session that ended goes after its time: without a payment all of it, else what is
//! known of a person. What is open, in review or only just over keeps it.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::card::until_saved;
use crate::stage::configuration::QUICK;
use crate::stage::hosted::{begin, choose, come_back, type_card};
use crate::stage::operation::operate;
use crate::stage::page::payment_body;
use crate::stage::review::DAY;
use crate::stage::world::{VISA, World};

const HOUR: i64 = DAY / 24;

async fn until_number(world: &World, sql: &str, number: i64) {
    until(sql, async || {
        (world.number(sql) == Some(number)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn one_that_was_never_paid_goes_after_its_time_and_its_order_stays_its_customer_s() {
    let world = World::new().await;
    let old = world.session("R-1", "c-1").await;
    let unknown = payment_body("card_AAAAAAAAAAAAAAAAAAAAAA", None, "123");
    assert_eq!(old.pay("first", &unknown).await.status, 404);
    world.clock.advance(2 * HOUR);
    let young = world.session("R-2", "c-1").await;
    let sessions = "SELECT COUNT(*) FROM sessions";
    // The old one ended 30 days and an hour ago.
    world.clock.advance(30 * DAY);
    until_number(&world, sessions, 1).await;
    assert_eq!(world.text("SELECT order_reference FROM sessions"), "R-2");
    assert_eq!(world.number("SELECT COUNT(*) FROM submissions"), Some(0));
    let path = format!("/v1/sessions/{}", old.id);
    let gone = world.merchant(Method::GET, &path, None).await;
    assert_eq!(gone.status, 404, "{gone:?}");
    assert_eq!(old.get("").await.status, 401);
    assert_eq!(young.get("").await.problem(), (401, "session.expired"));
    world.clock.advance(2 * HOUR);
    until_number(&world, sessions, 0).await;
    // Neither is the reference free for somebody else, nor after what is known of its
    // customer is gone.
    let taken = async || {
        let other = world.ask_session("R-1", "c-2", json!({})).await;
        assert_eq!(other.problem(), (409, "order.customer"), "{other:?}");
    };
    taken().await;
    world.clock.advance(400 * DAY);
    let known = "SELECT COUNT(*) FROM customers WHERE kept_since IS NOT NULL";
    until_number(&world, known, 0).await;
    taken().await;
    world.session("R-1", "c-1").await;
}

#[tokio::test]
async fn one_with_a_payment_loses_its_addresses_and_the_payment_stays() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let differs = json!({
        "billing": { "line1": "Storgatan 1", "city": "Lund" }, "description": "for Ada Lind",
    });
    let page = world.page(&world.ask_session("R-3", "c-1", differs).await);
    world.behave("R-3", Behaviour::ThreeDSecure);
    let open = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(open.text("state"), "action_required", "{open:?}");
    let back = choose(
        &world,
        open.body["redirect"]["url"].as_str().unwrap(),
        "approve",
    )
    .await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
    let id = open.text("id").to_owned();
    let (payment, redirect) = (
        world.payment(&id).await,
        "SELECT COUNT(*) FROM attempts WHERE redirect_url IS NOT NULL",
    );
    assert_eq!(world.number(redirect), Some(1));
    world.clock.advance(30 * DAY + 2 * HOUR);
    until_number(&world, redirect, 0).await;
    let kept = "SELECT COUNT(*) FROM sessions WHERE billing IS NOT NULL OR description IS NOT NULL";
    assert_eq!(world.number(kept), Some(0));
    assert_eq!(world.payment(&id).await, payment);
    assert_eq!(page.get("").await.problem(), (401, "session.expired"));
    let refund = operate(&world, &id, "refund", "refund", json!({ "amount": 95 })).await;
    assert_eq!(refund.text("state"), "succeeded", "{refund:?}");
}

#[tokio::test]
async fn what_a_person_has_to_decide_keeps_every_session_of_its_order() {
    let world = World::with(&format!("{QUICK}review_after_ms = 1\n")).await;
    let card = world.card("c-1", VISA).await;
    let other = world.session("R-4", "c-1").await;
    let page = world.session("R-4", "c-1").await;
    world.behave("R-4", Behaviour::AnswerLost);
    world.behave("R-4", Behaviour::LookUp500);
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = paid.text("id").to_owned();
    world.until_detail(&id, "needs_review").await;
    world.session("R-5", "c-1").await;
    world.clock.advance(400 * DAY);
    let one = "SELECT COUNT(*) FROM sessions WHERE order_reference = 'R-5'";
    until_number(&world, one, 0).await;
    for page in [&page, &other] {
        let read = page.get("").await;
        assert_eq!(read.body["payment"]["id"], id.as_str(), "{read:?}");
    }
    let person = json!({ "by": "Ada", "why": "seen there", "charged": false });
    let path = format!("/v1/payments/{id}/resolve");
    let decided = world.merchant(Method::POST, &path, Some(person)).await;
    assert_eq!(decided.status, 200, "{decided:?}");
    // A token reads the outcome for a day.
    assert_eq!(other.get("").await.status, 200);
    world.clock.advance(29 * DAY);
    world.session("R-6", "c-1").await;
    world.clock.advance(2 * DAY);
    let left = "SELECT COUNT(*) FROM sessions WHERE order_reference = 'R-4' AND cleared_at IS NULL";
    until_number(&world, left, 0).await;
    assert_eq!(
        world.column::<String>("SELECT id FROM sessions WHERE order_reference = 'R-4'"),
        std::slice::from_ref(&page.id)
    );
    assert_eq!(
        world.number("SELECT COUNT(*) FROM orders WHERE reference = 'R-4'"),
        Some(1)
    );
}

#[tokio::test]
async fn a_payment_that_is_found_after_its_session_still_keeps_its_card() {
    let world = World::new().await;
    let page = world.session("R-7", "c-1").await;
    let payment = begin(&page, "first", true).await;
    // As if the provider had said that the page is over.
    world
        .execute("UPDATE attempts SET state = 'expired', look_up_at = NULL")
        .await;
    world.clock.advance(34 * DAY);
    let cleared = "SELECT COUNT(*) FROM sessions WHERE cleared_at IS NOT NULL";
    until_number(&world, cleared, 1).await;
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    let saved = until_saved(&world, &payment).await;
    assert_eq!(
        (&saved["state"], &saved["charged"]),
        (&json!("succeeded"), &json!(true))
    );
    let events = saved["events"].as_array().unwrap();
    assert_eq!(events.last().unwrap()["kind"], "card_saved");
}
