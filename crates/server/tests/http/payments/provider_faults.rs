//! Each thing that can go wrong at the provider: one charge at most, and never
//! "nothing was charged" unless that is so.

use oneclick_sandbox::{Behaviour, Rule, Sandbox, SandboxSettings};
use serde_json::{Value, json};

use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// Pays once while the sandbox does `behaviour`.
async fn paid_under(world: &World, order: &str, behaviour: Behaviour) -> Value {
    world.behave(order, behaviour);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

#[tokio::test]
async fn a_payment_that_succeeds_is_charged_once() {
    let world = World::new().await;
    let payment = paid_under(&world, "N-1", Behaviour::Paid).await;
    assert_eq!(payment["state"], "succeeded");
    assert_eq!(payment["charged"], true);
    assert_eq!(
        (payment["amount"].as_u64(), &payment["currency"]),
        (Some(995), &json!("EUR"))
    );
    assert_eq!(payment["poll_after"], Value::Null);
    assert_eq!(world.booked("N-1"), (1, 1));
    assert_eq!(world.sandbox.ledger(Some("N-1"))[0].amount, 995);
    let seen = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(seen["charged"], true);
    assert_eq!(
        seen["attempt_reference"],
        world.sandbox.ledger(None)[0].reference.as_str()
    );
    let kinds: Vec<&str> = seen["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["intent", "sent", "captured"]);
}

#[tokio::test]
async fn what_was_booked_without_a_readable_answer_is_found_and_never_charged_again() {
    let world = World::new().await;
    let faults = [
        Behaviour::AnswerLost,
        Behaviour::Error500Booked,
        Behaviour::Garbage,
        Behaviour::Html,
        Behaviour::Truncated,
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let order = format!("B-{number}");
        let payment = paid_under(&world, &order, fault).await;
        assert_eq!(payment["state"], "processing", "{fault:?}");
        assert_eq!(payment["charged"], Value::Null, "{fault:?}");
        let page = world.session(&order, "c-1").await;
        let found = page.until("succeeded").await;
        assert_eq!(found["id"], payment["id"]);
        assert_eq!(world.booked(&order), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_slow_provider_is_waited_for_after_the_connection_has_its_answer() {
    let world =
        World::with(&QUICK.replace("answer_within_ms = 1000", "answer_within_ms = 50")).await;
    let payment = paid_under(&world, "S-1", Behaviour::Slow).await;
    assert_eq!(payment["state"], "processing");
    world.sandbox.release();
    let page = world.session("S-1", "c-1").await;
    page.until("succeeded").await;
    assert_eq!(world.booked("S-1"), (1, 1));
}

#[tokio::test]
async fn what_was_never_booked_is_freed_only_after_looking_and_can_be_paid_then() {
    let world = World::new().await;
    for (order, fault) in [("D-1", Behaviour::Dropped), ("D-2", Behaviour::Error500)] {
        let payment = paid_under(&world, order, fault).await;
        assert_eq!(payment["state"], "processing", "{fault:?}");
        assert_eq!(payment["charged"], Value::Null);
        let page = world.session(order, "c-1").await;
        let freed = page.until("not_found").await;
        assert_eq!(freed["charged"], false);
        assert!(world.sandbox.requests(None).look_ups >= 2);
        assert_eq!(world.booked(order), (0, 1));
        world.behave(order, Behaviour::Paid);
        let card = world.card("c-1", VISA).await;
        let again = page
            .pay(
                "second",
                &payment_body(&card, payment["id"].as_str(), "123"),
            )
            .await;
        assert_eq!(again.text("state"), "succeeded", "{again:?}");
        assert_eq!(world.booked(order), (1, 2));
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_has_taken_nothing() {
    // Bound and not listening: refused, and nobody else's port meanwhile.
    let silent = tokio::net::TcpSocket::new_v4().unwrap();
    silent.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let world = World::before(sandbox, &url, QUICK).await;
    let payment = paid_under(&world, "U-1", Behaviour::Paid).await;
    assert_eq!(payment["state"], "failed");
    assert_eq!(payment["failure"], "rejected");
    assert_eq!(payment["charged"], false);
}

#[tokio::test]
async fn a_decline_says_why_and_frees_the_order() {
    let world = World::new().await;
    let cases = [
        (Behaviour::Declined, "insufficient_funds", "other_card"),
        (Behaviour::Declined402, "insufficient_funds", "other_card"),
        (Behaviour::WrongCvc, "wrong_cvc", "same_card"),
        (Behaviour::ExpiredCard, "card_expired", "other_card"),
    ];
    for (number, (behaviour, reason, retry)) in cases.into_iter().enumerate() {
        let order = format!("R-{number}");
        let payment = paid_under(&world, &order, behaviour).await;
        assert_eq!(payment["state"], "declined", "{behaviour:?}");
        assert_eq!(payment["charged"], false);
        assert_eq!(
            payment["decline"],
            json!({ "reason": reason, "retry": retry })
        );
        assert_eq!(world.charged(&order), 0);
        world.behave(&order, Behaviour::Paid);
        let card = world.card("c-1", VISA).await;
        let page = world.session(&order, "c-1").await;
        let again = page
            .pay("again", &payment_body(&card, payment["id"].as_str(), "123"))
            .await;
        assert_eq!(again.text("state"), "succeeded", "{again:?}");
        assert_eq!(world.charged(&order), 1);
    }
}

#[tokio::test]
async fn a_stolen_card_is_locked() {
    let world = World::new().await;
    let payment = paid_under(&world, "L-1", Behaviour::Stolen).await;
    assert_eq!(payment["state"], "declined");
    let page = world.session("L-2", "c-1").await;
    let session = page.get("").await;
    assert_eq!(session.body["cards"][0]["unusable"], "card.locked");
    let card = session.body["cards"][0]["id"].as_str().unwrap().to_owned();
    let refused = page.pay("locked", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (422, "card.locked"));
    assert_eq!(world.booked("L-2"), (0, 0));
}

#[tokio::test]
async fn another_amount_than_asked_is_for_a_person_to_decide() {
    let world = World::new().await;
    let payment = paid_under(&world, "A-1", Behaviour::WrongAmount).await;
    let id = payment["id"].as_str().unwrap();
    assert_eq!(payment["state"], "processing");
    assert_eq!(payment["charged"], Value::Null);
    world.until_detail(id, "needs_review").await;
    let seen = world.payment(id).await;
    assert_eq!(
        (&seen["state"], &seen["needs_review"]),
        (&json!("processing"), &json!(true))
    );
    let path = format!("/v1/payments/{id}/resolve");
    let decision = json!({ "charged": true, "by": "Ada", "why": "seen on the settlement", "provider_payment_id": "1" });
    let resolved = world
        .merchant(reqwest::Method::POST, &path, Some(decision.clone()))
        .await;
    assert_eq!(
        (resolved.status, resolved.text("state")),
        (200, "succeeded")
    );
    let last = resolved.body["events"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    assert_eq!(
        (last["by"].as_str(), last["detail"].as_str()),
        (Some("Ada"), Some("seen on the settlement"))
    );
    let twice = world
        .merchant(reqwest::Method::POST, &path, Some(decision))
        .await;
    assert_eq!(twice.problem(), (409, "payment.not_in_review"));
}

#[tokio::test]
async fn a_pending_payment_is_looked_up_until_it_is_final() {
    let world = World::new().await;
    let rule = Rule::always(Some("P-1"), Behaviour::Pending);
    let milliseconds = Some(3_600_000);
    world
        .sandbox
        .behave(Rule {
            milliseconds,
            ..rule
        })
        .unwrap();
    let card = world.card("c-1", VISA).await;
    let page = world.session("P-1", "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!((answer.status, answer.text("state")), (200, "processing"));
    assert!(answer.body["poll_after"].is_u64());
    world.sandbox.advance(3_600_001);
    page.until("succeeded").await;
    assert_eq!(world.booked("P-1"), (1, 1));
}

#[tokio::test]
async fn a_capture_under_way_is_a_payment() {
    let world = World::new().await;
    let payment = paid_under(&world, "Q-1", Behaviour::CaptureRequested).await;
    assert_eq!(payment["state"], "succeeded");
    assert_eq!(world.booked("Q-1"), (1, 1));
}
