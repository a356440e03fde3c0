//! Idempotency keys, and pages that have not seen everything.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::configuration::LASTING;
use crate::stage::page::payment_body;
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn the_same_request_again_answers_the_payments_present_state() {
    let world = World::new().await;
    world.behave("K-1", Behaviour::AnswerLost);
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-1", "c-1").await;
    let first = page.pay("same", &payment_body(&card, None, "123")).await;
    assert_eq!(first.text("state"), "processing");
    assert!(!first.headers.contains_key("idempotent-replayed"));
    page.until("succeeded").await;
    let again = page.pay("same", &payment_body(&card, None, "123")).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(
        (again.text("id"), again.text("state")),
        (first.text("id"), "succeeded")
    );
    assert_eq!(world.booked("K-1"), (1, 1));
}

#[tokio::test]
async fn a_decline_is_replayed_and_not_tried_again() {
    let world = World::new().await;
    world.behave_times("K-2", Behaviour::Declined, 1);
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-2", "c-1").await;
    let first = page.pay("same", &payment_body(&card, None, "123")).await;
    // Another code is the same request: no form of the code is kept to compare.
    let again = page.pay("same", &payment_body(&card, None, "321")).await;
    assert_eq!(again.body, first.body);
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(world.booked("K-2").1, 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_card_and_amount() {
    let world = World::new().await;
    world.behave("K-3", Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let other = world.card("c-1", MASTERCARD).await;
    let page = world.session("K-3", "c-1").await;
    let first = page.pay("same", &payment_body(&card, None, "123")).await;
    let after = Some(first.text("id"));
    let another = page.pay("same", &payment_body(&other, after, "456")).await;
    assert_eq!(another.problem(), (422, "idempotency_key.reused"));
    let mut changed = payment_body(&card, after, "123");
    changed["amount"] = json!(996);
    let another = page.pay("same", &changed).await;
    assert_eq!(another.problem(), (422, "idempotency_key.reused"));
    assert_eq!(world.booked("K-3").1, 1);
}

#[tokio::test]
async fn a_refused_request_binds_no_key() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-4", "c-1").await;
    let refused = page.pay("same", &payment_body(&card, None, "12")).await;
    assert_eq!(refused.problem(), (422, "cvc.length"));
    let mut changed = payment_body(&card, None, "123");
    changed["amount"] = json!(1);
    assert_eq!(page.pay("same", &changed).await.status, 409);
    let paid = page.pay("same", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn a_key_that_is_being_worked_on_says_so() {
    let world = World::with(LASTING).await;
    world.behave("K-5", Behaviour::Slow);
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-5", "c-1").await;
    let first = tokio::spawn(send(page.post("same", &payment_body(&card, None, "123"))));
    until("the charge is at the provider", async || {
        (world.booked("K-5").1 == 1).then_some(())
    })
    .await;
    let again = page.pay("same", &payment_body(&card, None, "123")).await;
    assert_eq!(again.problem(), (409, "payment.running"));
    let other = page.pay("other", &payment_body(&card, None, "123")).await;
    assert_eq!((other.status, other.text("state")), (200, "processing"));
    world.sandbox.release();
    assert_eq!(first.await.unwrap().text("state"), "succeeded");
    assert_eq!(world.booked("K-5"), (1, 1));
}

#[tokio::test]
async fn a_page_that_has_not_seen_the_last_attempt_is_told_of_it() {
    let world = World::new().await;
    world.behave_times("K-6", Behaviour::Declined, 1);
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-6", "c-1").await;
    let first = page.pay("one", &payment_body(&card, None, "123")).await;
    let stale = page.pay("two", &payment_body(&card, None, "123")).await;
    assert_eq!(stale.problem(), (409, "payment.stale"));
    assert_eq!(stale.body["payment"], first.body);
    assert_eq!(world.booked("K-6").1, 1);
    let fresh = page
        .pay("two", &payment_body(&card, Some(first.text("id")), "123"))
        .await;
    assert_eq!(fresh.text("state"), "succeeded");
}

#[tokio::test]
async fn a_key_must_be_there_once_and_well_formed() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-7", "c-1").await;
    let body = payment_body(&card, None, "123");
    let without = page.request(reqwest::Method::POST, "").json(&body);
    assert_eq!(
        send(without).await.problem(),
        (400, "idempotency_key.missing")
    );
    for key in ["short", "spaces are not taken", &"x".repeat(65)] {
        let request = page.request(reqwest::Method::POST, "").json(&body);
        let answer = send(request.header("Idempotency-Key", key)).await;
        assert_eq!(answer.problem(), (400, "idempotency_key.format"), "{key}");
    }
    // What would make one request of many.
    for key in [
        "undefinedundefined",
        "payment-undefined",
        "null-null-null-null",
        "00000000-0000-0000-0000-000000000000",
        "----------------",
        "order-id-undefined",
    ] {
        let request = page.request(reqwest::Method::POST, "").json(&body);
        let answer = send(request.header("Idempotency-Key", key)).await;
        let problem = answer.problem();
        assert_eq!(problem, (400, "idempotency_key.placeholder"), "{key}");
    }
    let twice = page
        .post("one", &body)
        .header("Idempotency-Key", "another-key-0123456");
    assert_eq!(send(twice).await.problem(), (400, "idempotency_key.format"));
    assert_eq!(page.get("").await.body["payment"], Value::Null);
    assert_eq!(world.booked("K-7"), (0, 0));
}
