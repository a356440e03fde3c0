//! A store that went back stays closed until every provider was asked.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::copy::{backup, put_back, recover, replace, run, start};
use crate::stage::page::payment_body;
use crate::stage::receiver::{Came, Receiver};
use crate::stage::world::{VISA, World};
use crate::webhooks::delivery::pay;

const LOOK_UPS: &str = "GET /smart2pay/v1/payments";

/// A server whose provider can be kept from answering.
async fn behind() -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = World::before(sandbox, &between.url, QUICK).await;
    (world, between)
}

async fn is_ready(world: &World) -> bool {
    send(world.request(Method::GET, "/health/ready"))
        .await
        .status
        == 200
}

#[tokio::test]
async fn a_provider_that_is_away_keeps_it_closed_unless_it_is_left_out() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let (world, between) = behind().await;
    world.session("A-1", "c-1").await;
    let copy = backup(&world).await;
    pay(&world, "A-1").await;
    let world = put_back(world, &copy).await;
    between.spoil_all(LOOK_UPS, Fault::Error500);
    let (told, done) = run(&world, &["recover"]).await;
    assert!(!done && told.contains("stays closed"), "{told}");
    assert!(told.contains("smart2pay"), "{told}");
    assert!(!is_ready(&world).await);
    let (told, done) = run(&world, &["recover", "--without", "smart2pay"]).await;
    assert!(!done && told.contains("--by"), "{told}");
    let without = [
        "recover",
        "--without",
        "smart2pay",
        "--by",
        "Ada",
        "--why",
        "gone",
    ];
    let (told, done) = run(&world, &without).await;
    assert!(done, "{told}");
    assert!(is_ready(&world).await);
    let events = "SELECT kind || ' ' || COALESCE(provider, '') || ' ' || by_whom || ' ' || why FROM recovery_events ORDER BY number";
    let events: Vec<String> = world.column(events);
    assert_eq!(
        events[1..],
        ["left_out smart2pay Ada gone", "opened  Ada gone"]
    );
}

#[tokio::test]
async fn a_look_up_without_an_answer_is_asked_again_before_the_run_fails() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let (world, between) = behind().await;
    world.session("I-1", "c-1").await;
    pay(&world, "I-2").await;
    let copy = backup(&world).await;
    pay(&world, "I-1").await;
    let world = put_back(world, &copy).await;
    for fault in [Fault::Error500, Fault::Lost] {
        between.spoil("GET", "/payments", fault, 1);
    }
    let told = recover(&world).await;
    assert!(told.contains("1 lost attempts"), "{told}");
    let session = world.ask_session("I-1", "c-1", json!({})).await;
    assert_eq!(session.body["payments"][0]["state"], "succeeded");
}

#[tokio::test]
async fn it_goes_on_where_it_was_killed_and_two_at_once_find_the_same() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let (world, between) = behind().await;
    for order in ["B-1", "B-2"] {
        world.session(order, "c-1").await;
    }
    let copy = backup(&world).await;
    for order in ["B-1", "B-2"] {
        pay(&world, order).await;
    }
    let world = put_back(world, &copy).await;
    between.spoil_all(LOOK_UPS, Fault::Hangs);
    let before = between.came(LOOK_UPS);
    let mut killed = start(&world, &["recover"]);
    until("it asks", async || {
        (between.came(LOOK_UPS) > before).then_some(())
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    between.heal();
    assert!(!is_ready(&world).await);
    let (one, other) = tokio::join!(run(&world, &["recover"]), run(&world, &["recover"]));
    assert!(one.1 && other.1, "{one:?} {other:?}");
    for order in ["B-1", "B-2"] {
        let session = world.ask_session(order, "c-1", json!({})).await;
        let payments = session.body["payments"].as_array().unwrap();
        assert_eq!(payments.len(), 1, "{session:?}");
        assert_eq!(payments[0]["state"], "succeeded");
        assert_eq!(world.booked(order), (1, 1));
    }
}

#[tokio::test]
async fn what_was_written_and_not_sent_in_the_copy_may_have_been_sent_since() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = World::new().await;
    let id = pay(&world, "C-1").await;
    let copy = backup(&world).await;
    let connection = rusqlite::Connection::open(&copy).unwrap();
    // As a copy that was made between the intent and its sending.
    let unsent =
        "UPDATE attempts SET state = 'created', provider_payment_id = NULL, look_up_at = 1";
    connection.execute(unsent, ()).unwrap();
    drop(connection);
    let world = put_back(world, &copy).await;
    recover(&world).await;
    assert_eq!(world.payment(&id).await["state"], "succeeded");
    assert_eq!(world.booked("C-1"), (1, 1));
}

#[tokio::test]
async fn a_copy_made_by_hand_is_closed_by_the_operator() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = World::new().await;
    world.session("D-1", "c-1").await;
    let since = jiff::Timestamp::from_second(world.clock.seconds()).unwrap();
    let since = since.to_string();
    let by_hand = |file: &std::path::Path| file.with_extension("by-hand");
    let world = world
        .restarted_after(|file| {
            std::fs::copy(file, by_hand(file)).unwrap();
        })
        .await;
    pay(&world, "D-1").await;
    let world = world
        .restarted_after(|file| replace(file, &by_hand(file)))
        .await;
    let (told, done) = run(&world, &["recover", "--since", "2999-01-01T00:00:00Z"]).await;
    assert!(!done && told.contains("lies in the future"), "{told}");
    let (told, done) = run(&world, &["recover", "--since", &since]).await;
    assert!(done && told.contains("1 lost attempts"), "{told}");
    let session = world.ask_session("D-1", "c-1", json!({})).await;
    assert_eq!(session.body["payments"][0]["state"], "succeeded");
    let (told, done) = run(&world, &["recover"]).await;
    assert!(!done && told.contains("give `--since`"), "{told}");
}

#[tokio::test]
async fn an_attempt_that_no_provider_has_leaves_no_gap_behind_which_money_hides() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    world.session("E-1", "c-1").await;
    let copy = backup(&world).await;
    let page = world.session("E-1", "c-1").await;
    world.behave_times("E-1", Behaviour::Dropped, 1);
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    page.until("not_found").await;
    let body = payment_body(&card, Some(first.text("id")), "123");
    let second = page.pay("second", &body).await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    let world = put_back(world, &copy).await;
    recover(&world).await;
    let session = world.ask_session("E-1", "c-1", json!({})).await;
    assert_eq!(session.body["payments"][0]["state"], "succeeded");
    assert_eq!(world.charged("E-1"), 1);
}

#[tokio::test]
async fn webhooks_go_on_above_those_that_were_sent_after_the_copy() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let id = pay(&world, "F-1").await;
    receiver.until_type(&id, "payment.succeeded").await;
    let copy = backup(&world).await;
    let path = format!("/v1/payments/{id}/refund");
    let refund = world
        .request(Method::POST, &path)
        .bearer_auth(crate::stage::configuration::SECRET_KEY);
    let refund = refund.header("Idempotency-Key", "refund-0123456789");
    assert_eq!(send(refund.json(&json!({}))).await.status, 200);
    receiver.until_type(&id, "payment.refunded").await;
    let before = receiver.came_of(&id);
    let world = put_back(world, &copy).await;
    recover(&world).await;
    until("the refund is told again", async || {
        let came = receiver.came_of(&id);
        let refunds = came.iter().filter(|one| one.kind() == "payment.refunded");
        (refunds.count() > 1).then_some(())
    })
    .await;
    let highest = before.iter().map(Came::sequence).max().unwrap();
    let came = receiver.came_of(&id);
    for later in &came[before.len()..] {
        let is_known = before.iter().any(|one| one.id == later.id);
        assert!(is_known || later.sequence() > highest, "{later:?}");
    }
    let last = came.last().unwrap();
    assert!(last.sequence() > highest && before.iter().all(|one| one.id != last.id));
}
