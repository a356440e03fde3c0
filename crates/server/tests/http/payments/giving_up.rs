//! A payment that is open on a provider's page, given up: it ends where the
//! provider says so, and holds the order until then.

use oneclick_sandbox::{Behaviour, SandboxProvider};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::between::{Fault, between};
use crate::stage::configuration::{LASTING, PATIENT, QUICK};
use crate::stage::hosted::{begin, choose, come_back, new_card_body, type_number};
use crate::stage::operation::operate;
use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, COSTPLUS, FINPAY, PLACES, SMART2PAY, everywhere};
use crate::stage::world::{VISA, World};

/// The events of this kind in the payment's history.
async fn events(world: &World, payment: &Value, kind: &str) -> usize {
    let seen = world.payment(payment["id"].as_str().unwrap()).await;
    let events = seen["events"].as_array().unwrap();
    events.iter().filter(|event| event["kind"] == kind).count()
}

#[tokio::test]
async fn a_card_page_is_given_up_where_the_provider_has_a_call_and_the_stored_card_pays() {
    let world = everywhere(QUICK).await;
    for place in [FINPAY, COSTPLUS, SMART2PAY] {
        let order = place.order("G-1");
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &order, "c-1").await;
        let payment = place.begin(&page, true).await;
        let redirect = &payment["redirect"];
        assert_eq!(
            (&redirect["kind"], &redirect["cancellable"]),
            (&json!("card_page"), &json!(true)),
            "{order}"
        );
        let ended = page.give_up(&payment).await;
        assert_eq!(
            (ended.status, ended.text("state"), &ended.body["charged"]),
            (200, "expired", &json!(false)),
            "{order} {ended:?}"
        );
        assert_eq!(ended.body["redirect"], Value::Null);
        // An end is an end, however often it is asked for.
        assert_eq!(page.give_up(&payment).await.text("state"), "expired");
        assert_eq!(events(&world, &payment, "page_cancel_sent").await, 1);
        assert_eq!(events(&world, &payment, "page_cancel_succeeded").await, 1);
        let mut body = place.seen(payment["id"].as_str());
        body["card"] = json!(card);
        if place.provider != SandboxProvider::Finpay {
            body["cvc"] = json!("123");
        }
        let paid = page.pay("second", &body).await;
        assert_eq!(paid.text("state"), "succeeded", "{order} {paid:?}");
        // The page is shut: what is typed there moves nothing.
        let url = redirect["url"].as_str().unwrap();
        let shut = world.client.get(url).send().await.unwrap();
        assert!(shut.text().await.unwrap().contains("This payment is over"));
        assert_eq!((world.charged(&order), world.booked(&order).1), (1, 2));
    }
}

#[tokio::test]
async fn without_a_call_the_page_holds_until_the_provider_says_that_it_was_left() {
    let world = everywhere(QUICK).await;
    let order = CERTITRADE.order("G-2");
    let page = CERTITRADE.session(&world, &order, "c-1").await;
    let payment = CERTITRADE.begin(&page, false).await;
    assert_eq!(payment["redirect"]["cancellable"], false);
    let held = page.give_up(&payment).await;
    assert_eq!(
        (held.status, held.text("state")),
        (200, "action_required"),
        "{held:?}"
    );
    let id = payment["id"].as_str().unwrap();
    let refused = operate(&world, id, "cancel", "merchant", json!({})).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(events(&world, &payment, "page_cancel_sent").await, 0);
    // Opened and left alone, it can still be paid.
    let url = payment["redirect"]["url"].as_str().unwrap();
    world.client.get(url).send().await.unwrap();
    assert_eq!(
        page.give_up(&payment).await.text("state"),
        "action_required"
    );
    choose(&world, url, "close").await;
    assert_eq!(page.give_up(&payment).await.text("state"), "expired");
}

#[tokio::test]
async fn what_was_paid_in_another_tab_is_paid_and_not_given_up() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("G-3");
        let page = place.session(&world, &order, "c-1").await;
        let payment = place.begin(&page, false).await;
        let url = type_number(&world, &payment, place.numbers()[0]).await;
        if url.starts_with(world.sandbox.url()) {
            choose(&world, &url, "approve").await;
        }
        let given_up = page.give_up(&payment).await;
        assert_eq!(given_up.text("state"), "succeeded", "{order} {given_up:?}");
        assert_eq!(events(&world, &payment, "page_cancel_sent").await, 0);
        assert_eq!(world.booked(&order), (1, 1), "{order}");
    }
}

#[tokio::test]
async fn a_provider_that_refuses_keeps_the_order_held_and_the_payment_payable() {
    let world = World::new().await;
    let page = world.session("G-4", "c-1").await;
    let card = world.card("c-1", VISA).await;
    world.behave("G-4", Behaviour::ThreeDSecure);
    let payment = page
        .pay("first", &payment_body(&card, None, "123"))
        .await
        .body;
    assert_eq!(payment["redirect"]["kind"], "authentication");
    // The shopper is at the bank already.
    let held = page.give_up(&payment).await;
    assert_eq!(held.text("state"), "action_required", "{held:?}");
    assert_eq!(held.body["charged"], Value::Null);
    assert_eq!(events(&world, &payment, "page_cancel_declined").await, 1);
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.text("id"), payment["id"].as_str().unwrap());
    let url = payment["redirect"]["url"].as_str().unwrap();
    let back = choose(&world, url, "approve").await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
    assert_eq!(world.booked("G-4"), (1, 1));
}

#[tokio::test]
async fn a_lost_answer_to_the_cancel_is_found_out_and_never_assumed() {
    let (world, between) = between(QUICK).await;
    let faults = [
        (Fault::Lost, "expired"),
        (Fault::Error500, "expired"),
        (Fault::Garbage, "expired"),
        (Fault::Dropped, "action_required"),
        (
            Fault::Says(200, r#"{"Payment":{"Status":{"ID":3}}}"#),
            "expired",
        ),
        (
            Fault::SaysDropped(200, r#"{"Payment":{"Status":{"ID":3}}}"#),
            "action_required",
        ),
    ];
    for (number, (fault, expected)) in faults.into_iter().enumerate() {
        let order = format!("G-5-{number}");
        // A customer begins with five new cards a day at most.
        let page = world.session(&order, &format!("c-{number}")).await;
        let payment = begin(&page, "first", false).await;
        let before = between.count("POST", "/cancel");
        between.spoil("POST", "/cancel", fault, 1);
        let given_up = page.give_up(&payment).await;
        assert_eq!(given_up.text("state"), expected, "{fault:?} {given_up:?}");
        assert_eq!(between.count("POST", "/cancel"), before + 1, "{fault:?}");
        assert_eq!(events(&world, &payment, "page_cancel_unknown").await, 1);
        if expected == "action_required" {
            assert_eq!(given_up.body["charged"], Value::Null);
            assert_eq!(page.give_up(&payment).await.text("state"), "expired");
        }
        assert_eq!(world.charged(&order), 0);
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_read_is_asked_to_end_nothing() {
    let (world, between) = between(PATIENT).await;
    let page = world.session("G-6", "c-1").await;
    let payment = begin(&page, "first", false).await;
    between.spoil("GET", "/v1/payments", Fault::Error500, usize::MAX);
    let silent = page.give_up(&payment).await;
    assert_eq!(silent.problem(), (502, "provider.unreadable"), "{silent:?}");
    assert_eq!(between.count("POST", "/cancel"), 0);
    between.heal();
    assert_eq!(page.give_up(&payment).await.text("state"), "expired");
}

#[tokio::test]
async fn many_who_give_up_at_once_ask_the_provider_once() {
    // A slow machine must not look like a provider that does not answer.
    let (world, between) = between(LASTING).await;
    let page = world.session("G-7", "c-1").await;
    let payment = begin(&page, "first", false).await;
    between.spoil("POST", "/cancel", Fault::Held, 1);
    let all: Vec<_> = (0..6)
        .map(|_| tokio::spawn(send(page.cancel(&payment["id"]))))
        .collect();
    until("the provider is asked", async || {
        (between.count("POST", "/cancel") == 1).then_some(())
    })
    .await;
    between.release();
    for one in all {
        let answer = one.await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        // Who comes while it is under way waits, or is told that it is.
        assert!(matches!(
            answer.text("state"),
            "expired" | "action_required"
        ));
    }
    page.until("expired").await;
    assert_eq!(between.count("POST", "/cancel"), 1);
    assert_eq!(events(&world, &payment, "page_cancel_sent").await, 1);
}

#[tokio::test]
async fn a_payment_of_another_order_is_none() {
    let world = World::new().await;
    let page = world.session("G-8", "c-1").await;
    let payment = begin(&page, "first", false).await;
    let other = world.session("G-9", "c-1").await;
    let refused = other.give_up(&payment).await;
    assert_eq!(refused.problem(), (404, "payment.unknown"), "{refused:?}");
    let none = json!({ "id": "pay_0123456789012345678901" });
    assert_eq!(
        page.give_up(&none).await.problem(),
        (404, "payment.unknown")
    );
    let nobody = world.request(Method::POST, "/checkout/v1/cancel");
    assert_eq!(send(nobody).await.status, 401);
    // The order's other session is its own.
    let same = world.session("G-8", "c-1").await;
    assert_eq!(same.give_up(&payment).await.text("state"), "expired");
}

#[tokio::test]
async fn a_page_that_has_not_seen_the_newest_payment_ends_nothing() {
    let world = World::new().await;
    let page = world.session("G-12", "c-1").await;
    let first = begin(&page, "first", false).await;
    assert_eq!(page.give_up(&first).await.text("state"), "expired");
    let second = send(page.post("second", &new_card_body(false, first["id"].as_str()))).await;
    assert_eq!(second.text("state"), "action_required", "{second:?}");
    let refused = page.give_up(&first).await;
    assert_eq!(refused.problem(), (409, "payment.stale"), "{refused:?}");
    assert_eq!(refused.body["payment"]["id"], second.body["id"]);
    assert_eq!(
        page.get("").await.body["payment"]["state"],
        "action_required"
    );
    let unnamed = page.request(Method::POST, "/cancel").json(&json!({}));
    let refused = send(unnamed).await;
    assert_eq!(refused.text("field"), "previous_payment");
}

#[tokio::test]
async fn the_merchant_ends_an_open_page_once_by_its_key() {
    let (world, between) = between(QUICK).await;
    let page = world.session("G-10", "c-1").await;
    let payment = begin(&page, "first", false).await;
    let id = payment["id"].as_str().unwrap();
    let ended = operate(&world, id, "cancel", "one", json!({})).await;
    assert_eq!(
        (ended.status, ended.text("state"), ended.text("kind")),
        (200, "succeeded", "cancel"),
        "{ended:?}"
    );
    assert_eq!(ended.body["payment"], payment["id"]);
    let again = operate(&world, id, "cancel", "one", json!({})).await;
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(again.body, ended.body);
    let reused = operate(&world, id, "cancel", "one", json!({ "description": "x" })).await;
    assert_eq!(
        reused.problem(),
        (422, "idempotency_key.reused"),
        "{reused:?}"
    );
    assert_eq!(between.count("POST", "/cancel"), 1);
    assert_eq!(page.until("expired").await["charged"], false);
    // The order is free: another way to pay it is taken.
    let next = page.pay("second", &new_card_body(false, Some(id))).await;
    assert_eq!(next.text("state"), "action_required", "{next:?}");
}
