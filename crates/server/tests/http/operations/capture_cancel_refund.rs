//! Captures, cancels and refunds: no money moves twice.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::between::{Fault, between};
use crate::stage::configuration::{QUICK, SECRET_KEY};
use crate::stage::operation::{operate, paid, refunds, sums, until_operation};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

fn kinds(payment: &Value) -> Vec<&str> {
    let events = payment["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_payment_is_reversed_in_parts_until_nothing_is_left() {
    let world = World::new().await;
    let id = paid(&world, "M-1", "automatic").await;
    let first = operate(&world, &id, "refund", "one", json!({ "amount": 500 })).await;
    assert_eq!(
        (first.status, first.text("state")),
        (200, "succeeded"),
        "{first:?}"
    );
    assert_eq!(first.body["amount"], 500);
    assert!(first.text("id").starts_with("op_"));
    let payment = world.payment(&id).await;
    assert_eq!(
        (payment["state"].as_str(), sums(&payment)),
        (Some("succeeded"), (995, 500))
    );
    let more = operate(&world, &id, "refund", "two", json!({ "amount": 496 })).await;
    assert_eq!(more.problem(), (422, "operation.amount"));
    let none = operate(&world, &id, "refund", "zero", json!({ "amount": 0 })).await;
    assert_eq!(none.problem(), (422, "operation.amount"));
    let rest = operate(&world, &id, "refund", "three", json!({})).await;
    assert_eq!(
        (rest.text("state"), &rest.body["amount"]),
        ("succeeded", &json!(495))
    );
    let payment = world.payment(&id).await;
    assert_eq!(payment["state"], "refunded");
    assert_eq!(payment["charged"], false);
    assert_eq!(sums(&payment), (995, 995));
    assert_eq!(payment["operations"].as_array().unwrap().len(), 2);
    assert_eq!(payment["operations"][0]["id"], first.body["id"]);
    assert_eq!(
        kinds(&payment)[3..],
        [
            "refund_created",
            "refund_sent",
            "refund_succeeded",
            "refund_created",
            "refund_sent",
            "refund_succeeded"
        ]
    );
    let again = operate(&world, &id, "refund", "four", json!({})).await;
    assert_eq!(again.problem(), (409, "payment.state"));
    assert_eq!(refunds(&world, &id).await, [500, 495]);
}

#[tokio::test]
async fn the_same_key_is_the_same_refund() {
    let world = World::new().await;
    let id = paid(&world, "M-2", "automatic").await;
    let first = operate(&world, &id, "refund", "key", json!({ "amount": 100 })).await;
    let again = operate(&world, &id, "refund", "key", json!({ "amount": 100 })).await;
    assert_eq!(again.body, first.body);
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let other = operate(&world, &id, "refund", "key", json!({ "amount": 101 })).await;
    assert_eq!(other.problem(), (422, "idempotency_key.reused"));
    for (words, code) in [
        ("", "text.length"),
        ("one\r\ntwo", "text.characters"),
        ("\u{0}", "text.characters"),
    ] {
        let body = json!({ "amount": 1, "description": words });
        let refused = operate(&world, &id, "refund", "words", body).await;
        assert_eq!(refused.problem(), (422, code), "{words:?}");
    }
    let path = format!("/v1/payments/{id}/refund");
    let without = world.merchant(Method::POST, &path, Some(json!({}))).await;
    assert_eq!(without.problem(), (400, "idempotency_key.missing"));
    assert_eq!(refunds(&world, &id).await, [100]);
}

#[tokio::test]
async fn what_was_authorised_is_captured_in_part_and_the_rest_given_up() {
    let world = World::new().await;
    let id = paid(&world, "M-3", "manual").await;
    assert_eq!(sums(&world.payment(&id).await), (0, 0));
    let early = operate(&world, &id, "refund", "early", json!({})).await;
    assert_eq!(early.problem(), (409, "payment.state"));
    assert!(early.text("detail").contains("`cancel` gives it back"));
    let part = operate(&world, &id, "capture", "part", json!({ "amount": 600 })).await;
    assert_eq!(
        (part.status, part.text("state")),
        (200, "succeeded"),
        "{part:?}"
    );
    let payment = world.payment(&id).await;
    assert_eq!(
        (payment["attempt_state"].as_str(), sums(&payment)),
        (Some("captured"), (600, 0))
    );
    let rest = operate(&world, &id, "capture", "rest", json!({})).await;
    assert_eq!(rest.problem(), (409, "payment.state"));
    let cancel = operate(&world, &id, "cancel", "cancel", json!({})).await;
    assert_eq!(cancel.problem(), (409, "payment.state"));
    let back = operate(&world, &id, "refund", "back", json!({})).await;
    assert_eq!(
        (back.text("state"), &back.body["amount"]),
        ("succeeded", &json!(600))
    );
    assert_eq!(world.payment(&id).await["state"], "refunded");
}

#[tokio::test]
async fn what_was_authorised_is_reversed_whole() {
    let world = World::new().await;
    let id = paid(&world, "M-4", "manual").await;
    let part = operate(&world, &id, "cancel", "part", json!({ "amount": 5 })).await;
    assert_eq!(part.problem(), (400, "request.field"));
    // Nothing has to be said: no body either.
    let request = world
        .request(Method::POST, &format!("/v1/payments/{id}/cancel"))
        .bearer_auth(SECRET_KEY)
        .header("Idempotency-Key", "cancel-0123456789");
    let whole = send(request).await;
    assert_eq!(
        (whole.status, whole.text("state")),
        (200, "succeeded"),
        "{whole:?}"
    );
    assert_eq!(whole.body["amount"], 995);
    let payment = world.payment(&id).await;
    assert_eq!(
        (payment["state"].as_str(), sums(&payment)),
        (Some("cancelled"), (0, 0))
    );
    assert_eq!(world.charged("M-4"), 0);
}

#[tokio::test]
async fn twenty_refunds_of_the_whole_at_once_give_it_back_once() {
    let (world, between) = between(QUICK).await;
    let id = paid(&world, "M-5", "automatic").await;
    let keys: Vec<String> = (0..20).map(|number| format!("key-{number}")).collect();
    let mut asked = tokio::task::JoinSet::new();
    for key in &keys {
        let request = world
            .request(Method::POST, &format!("/v1/payments/{id}/refund"))
            .bearer_auth(SECRET_KEY)
            .header("Idempotency-Key", format!("{key:-<16}"));
        asked.spawn(send(request.json(&json!({}))));
    }
    let answers = asked.join_all().await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1, "{answers:?}");
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.status, 409, "{refused:?}");
        assert!(matches!(
            refused.text("code"),
            "payment.busy" | "payment.state"
        ));
    }
    assert_eq!(refunds(&world, &id).await, [995]);
    assert_eq!(between.count("POST", "/refunds"), 1);
}

#[tokio::test]
async fn one_operation_at_a_time_and_a_slow_one_answers_processing() {
    let more = QUICK.replace("answer_within_ms = 1000", "answer_within_ms = 50");
    let more = more.replace("provider_timeout_ms = 900", "provider_timeout_ms = 30000");
    let more = more.replace("not_found_after_ms = 1900", "not_found_after_ms = 70000");
    let (world, between) = between(&more).await;
    let id = paid(&world, "M-6", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Held, 1);
    let first = operate(&world, &id, "refund", "one", json!({ "amount": 100 })).await;
    assert_eq!((first.status, first.text("state")), (200, "processing"));
    let second = operate(&world, &id, "refund", "two", json!({ "amount": 100 })).await;
    assert_eq!(second.problem(), (409, "payment.busy"));
    between.release();
    let operation = until_operation(&world, &id, "succeeded").await;
    assert_eq!(operation["id"], first.body["id"]);
    assert_eq!(refunds(&world, &id).await, [100]);
}

#[tokio::test]
async fn a_refund_under_way_counts_and_is_followed_up() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    // The documents' test amount whose refund stays open.
    let session = world
        .ask_session("P-1", "c-1", json!({ "amount": 10_004 }))
        .await;
    let page = world.page(&session);
    let mut body = payment_body(&card, None, "123");
    body["amount"] = json!(10_004);
    let id = page.pay("first", &body).await.text("id").to_owned();
    let part = operate(&world, &id, "refund", "one", json!({ "amount": 10_000 })).await;
    assert_eq!(part.text("state"), "pending", "{part:?}");
    let more = operate(&world, &id, "refund", "two", json!({ "amount": 5 })).await;
    assert_eq!(more.problem(), (422, "operation.amount"));
    let rest = operate(&world, &id, "refund", "three", json!({})).await;
    assert_eq!(
        (rest.text("state"), &rest.body["amount"]),
        ("pending", &json!(4))
    );
    let payment = world.payment(&id).await;
    assert_eq!(
        (payment["state"].as_str(), sums(&payment)),
        (Some("succeeded"), (10_004, 0))
    );
}
