//! Notifications of a provider: verified, they make the server look; they
//! carry no truth themselves.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send, until};
use crate::stage::configuration::{PATIENT, QUICK};
use crate::stage::operation::operate;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// What the provider would tell of a payment.
fn told(reference: &str, status: u64) -> Value {
    json!({ "Payment": {
        "ID": 202_999, "MerchantTransactionID": reference, "Amount": "995", "Currency": "EUR",
        "Status": { "ID": status, "Info": "Captured", "Reasons": [] },
    }})
}

async fn notify(world: &World, key: &str, body: &Value) -> Answer {
    let request = world
        .request(Method::POST, "/notifications/smart2pay")
        .basic_auth("1010", Some(key))
        .json(body);
    send(request).await
}

/// The provider changes its mind about a payment.
async fn change(world: &World, reference: &str, status: u64) {
    let url = format!(
        "{}/control/payments/{reference}/status",
        world.sandbox.url()
    );
    let answer = send(world.client.post(url).json(&json!({ "status": status }))).await;
    assert_eq!(answer.status, 204, "{answer:?}");
}

/// An attempt that the bank declined, as the merchant sees it.
async fn declined(world: &World, order: &str) -> Value {
    world.behave(order, Behaviour::Declined);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "declined", "{answer:?}");
    world.payment(answer.text("id")).await
}

fn look_ups(world: &World, order: &str) -> usize {
    world.sandbox.requests(Some(order)).look_ups
}

#[tokio::test]
async fn a_later_success_of_a_declined_payment_is_found_and_believed() {
    let world = World::with(QUICK).await;
    let payment = declined(&world, "N-1").await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    change(&world, reference, 11).await;
    let answer = notify(&world, "sandbox-key", &told(reference, 11)).await;
    assert_eq!((answer.status, &answer.body), (204, &Value::Null));
    let found = world
        .until_detail(payment["id"].as_str().unwrap(), "captured")
        .await;
    assert_eq!(found["charged"], true);
    assert_eq!(world.booked("N-1").1, 1);
}

#[tokio::test]
async fn one_that_comes_while_the_provider_says_nothing_is_not_forgotten() {
    let world = World::with(QUICK).await;
    let payment = declined(&world, "N-8").await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    change(&world, reference, 11).await;
    world.behave_times("N-8", Behaviour::LookUp500, 3);
    assert_eq!(
        notify(&world, "sandbox-key", &told(reference, 11))
            .await
            .status,
        204
    );
    world
        .until_detail(payment["id"].as_str().unwrap(), "captured")
        .await;
}

#[tokio::test]
async fn what_it_says_is_not_believed() {
    let world = World::with(QUICK).await;
    let payment = declined(&world, "N-2").await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    let before = look_ups(&world, "N-2");
    let answer = notify(&world, "sandbox-key", &told(reference, 11)).await;
    assert_eq!(answer.status, 204);
    until("it is looked up", async || {
        (look_ups(&world, "N-2") > before).then_some(())
    })
    .await;
    let still = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(still["attempt_state"], "declined");
}

#[tokio::test]
async fn a_forged_one_is_refused_and_changes_nothing() {
    let world = World::with(PATIENT).await;
    let payment = declined(&world, "N-3").await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    change(&world, reference, 11).await;
    let before = look_ups(&world, "N-3");
    let body = told(reference, 11);
    let none = send(
        world
            .request(Method::POST, "/notifications/smart2pay")
            .json(&body),
    )
    .await;
    for answer in [notify(&world, "another-key", &body).await, none] {
        assert_eq!(answer.problem(), (401, "notification.refused"));
    }
    let still = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(still, payment);
    assert_eq!(look_ups(&world, "N-3"), before);
}

#[tokio::test]
async fn one_that_names_nothing_of_ours_is_taken_and_makes_no_call() {
    let world = World::with(PATIENT).await;
    declined(&world, "N-4").await;
    let before = world.sandbox.requests(None);
    for reference in ["", "s2ptest_i4", "abcdefghijklmnopqrstuvwxyz"] {
        let answer = notify(&world, "sandbox-key", &told(reference, 11)).await;
        assert_eq!(answer.status, 204, "{reference}");
    }
    let strange = json!({ "Payout": { "ID": 7 } });
    assert_eq!(notify(&world, "sandbox-key", &strange).await.status, 204);
    assert_eq!(world.sandbox.requests(None), before);
}

#[tokio::test]
async fn an_address_that_is_not_the_attempts_makes_no_call() {
    let world = World::with(PATIENT).await;
    let payment = declined(&world, "N-5").await;
    let before = look_ups(&world, "N-5");
    let path = format!("/notifications/smart2pay/{}", "a".repeat(22));
    let request = world
        .request(Method::POST, &path)
        .basic_auth("1010", Some("sandbox-key"))
        .json(&told(payment["attempt_reference"].as_str().unwrap(), 11));
    assert_eq!(send(request).await.status, 204);
    assert_eq!(look_ups(&world, "N-5"), before);
}

#[tokio::test]
async fn a_flood_of_them_is_one_look_up_within_the_spacing() {
    let world = World::with(PATIENT).await;
    let payment = declined(&world, "N-6").await;
    let body = told(payment["attempt_reference"].as_str().unwrap(), 11);
    let before = look_ups(&world, "N-6");
    for _ in 0..20 {
        assert_eq!(notify(&world, "sandbox-key", &body).await.status, 204);
    }
    until("it is looked up", async || {
        (look_ups(&world, "N-6") > before).then_some(())
    })
    .await;
    for _ in 0..20 {
        assert_eq!(notify(&world, "sandbox-key", &body).await.status, 204);
    }
    assert_eq!(look_ups(&world, "N-6"), before + 1);
}

#[tokio::test]
async fn a_dispute_that_names_the_payment_alone_is_told() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("N-7", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = paid.text("id");
    let payment = world.payment(id).await;
    world
        .sandbox
        .notify_at(&format!("{}/notifications/smart2pay", world.base));
    change(&world, payment["attempt_reference"].as_str().unwrap(), 19).await;
    let disputed = until("the dispute is told", async || {
        Some(world.payment(id).await).filter(|payment| payment["dispute"] == "open")
    })
    .await;
    assert_eq!(disputed["attempt_state"], "captured");
    assert_eq!(disputed["charged"], true);
    change(&world, payment["attempt_reference"].as_str().unwrap(), 26).await;
    until("the chargeback is told", async || {
        let payment = world.payment(id).await;
        (payment["dispute"] == "charged_back").then_some(())
    })
    .await;
    let again = operate(&world, id, "refund", "one", json!({})).await;
    assert_eq!(again.problem(), (409, "payment.state"));
    // An id that is not ours makes no call.
    let before = world.sandbox.requests(None);
    let strange = json!({ "Dispute": { "ID": 3, "PaymentID": 1 } });
    assert_eq!(notify(&world, "sandbox-key", &strange).await.status, 204);
    assert_eq!(world.sandbox.requests(None), before);
}

#[tokio::test]
async fn what_is_no_notification_is_refused() {
    let world = World::with(PATIENT).await;
    let post = |path: &str| {
        world
            .request(Method::POST, path)
            .basic_auth("1010", Some("sandbox-key"))
    };
    let unknown = send(post("/notifications/paypal").json(&json!({}))).await;
    assert_eq!(unknown.problem(), (404, "route.unknown"));
    let unread = send(post("/notifications/smart2pay").body("<html>")).await;
    assert_eq!(unread.problem(), (401, "notification.refused"));
    let large = send(post("/notifications/smart2pay").body(vec![b' '; (1 << 20) + 1])).await;
    assert_eq!(large.problem(), (413, "request.too_large"));
    let read = send(world.request(Method::GET, "/notifications/smart2pay")).await;
    assert_eq!(read.problem(), (405, "method.refused"));
}
