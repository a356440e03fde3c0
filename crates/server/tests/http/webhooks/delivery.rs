//! A webhook is signed, sent once it is true, and sent again until it is taken.

use std::time::Duration;

use oneclick_sandbox::{Sandbox, SandboxSettings};

use crate::stage::answer::{send, until};
use crate::stage::configuration::{LASTING, QUICK};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::receiver::{KEY, OLD_KEY, Receiver, Reply};
use crate::stage::world::{VISA, World};

/// How many webhooks are sent at once.
const PLACES: usize = 32;

/// A payment by a stored card that succeeds; its id.
pub async fn pay(world: &World, order: &str) -> String {
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    paid.text("id").to_owned()
}

#[tokio::test]
async fn a_payment_that_succeeded_is_told_signed() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let id = pay(&world, "W-1").await;
    let came = receiver.until_type(&id, "payment.succeeded").await;
    assert!(came.is_signed_by(KEY), "{came:?}");
    assert_eq!(came.id, format!("wh_{id}_1"));
    let now = world.clock.seconds();
    let at: i64 = came.timestamp.parse().unwrap();
    assert!((now - 60..=now).contains(&at), "{at} at {now}");
    let body = came.json();
    assert_eq!(body["sequence"], 1);
    assert_eq!(body["mode"], "test");
    let told = &body["data"]["payment"];
    let payment = world.payment(&id).await;
    for member in [
        "id",
        "order",
        "state",
        "charged",
        "amount",
        "currency",
        "card",
        "attempt_state",
    ] {
        assert_eq!(told[member], payment[member], "{member}");
    }
    assert_eq!(told["charged"], true);
    assert_eq!(told["order"], "W-1");
}

#[tokio::test]
async fn one_that_is_not_taken_is_sent_again_the_same_to_the_byte() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    for status in [500, 404, 410, 301] {
        receiver.reply("W-2", Reply::Status(status));
    }
    let id = pay(&world, "W-2").await;
    let came = receiver.until(5).await;
    for one in &came {
        assert_eq!((&one.id, &one.body), (&came[0].id, &came[0].body));
        assert!(one.is_signed_by(KEY), "{one:?}");
    }
    // The next of the payment comes behind it alone.
    until("it is delivered", async || {
        (world.text("SELECT state FROM webhooks") == "delivered").then_some(())
    })
    .await;
    assert_eq!(receiver.came_of(&id).len(), 5);
    assert_eq!(world.number("SELECT tries FROM webhooks"), Some(4));
}

#[tokio::test]
async fn while_keys_are_rotated_it_is_signed_by_both() {
    let receiver = Receiver::start().await;
    let section = receiver.section_with(&[KEY, OLD_KEY], "");
    let world = World::with(&format!("{QUICK}{section}")).await;
    pay(&world, "W-3").await;
    let came = &receiver.until(1).await[0];
    assert!(
        came.is_signed_by(KEY) && came.is_signed_by(OLD_KEY),
        "{came:?}"
    );
    assert!(!came.is_signed_by("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    receiver.reply("W-4", Reply::Redirect(other.url.clone()));
    pay(&world, "W-4").await;
    receiver.until(2).await;
    assert_eq!(other.came().len(), 0);
    let why = world.text("SELECT last_failure FROM webhooks");
    assert_eq!(why, "status 307, and no redirect is followed");
}

#[tokio::test]
async fn a_crash_between_sending_and_noting_sends_it_again() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let receiver = Receiver::start().await;
    let more = format!("{LASTING}{}", receiver.section(""));
    let mut program = Program::start(&sandbox, &more);
    receiver.reply("W-6", Reply::Held);
    let (card, token) = program.begin("W-6", VISA, "visa").await;
    let paid = send(program.post(&token, "first", &payment_body(&card, None, "123"))).await;
    receiver.until(1).await;
    // The merchant has it, and nobody here knows that.
    program.kill();
    program.start_again();
    let came = receiver.until(2).await;
    assert_eq!((&came[0].id, &came[0].body), (&came[1].id, &came[1].body));
    until("it is delivered", async || {
        let delivered = send(program.get("/v1/webhooks?state=delivered")).await;
        (delivered.body["webhooks"][0]["subject"] == paid.body["id"]).then_some(())
    })
    .await;
    assert_eq!(receiver.came().len(), 2);
}

#[tokio::test]
async fn a_merchant_who_does_not_answer_slows_no_payment_and_no_look_up() {
    let receiver = Receiver::start().await;
    let section = receiver.section("timeout_ms = 30000");
    let world = World::with(&format!("{QUICK}{section}")).await;
    receiver.reply_always(Some(Reply::Held));
    for number in 0..PLACES + 2 {
        pay(&world, &format!("W-7-{number}")).await;
    }
    receiver.until(PLACES).await;
    assert_eq!(receiver.came().len(), PLACES);
    let began = tokio::time::Instant::now();
    let order = "W-7-unknown";
    world.behave_times(order, oneclick_sandbox::Behaviour::Garbage, 1);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    page.until("succeeded").await;
    // Long before any of those that hang gives up its place.
    assert!(began.elapsed() < Duration::from_secs(25));
    assert_eq!(receiver.came().len(), PLACES);
    receiver.reply_always(None);
    receiver.let_go();
    receiver.until(PLACES + 3).await;
}

#[tokio::test]
async fn a_merchant_who_asks_for_time_gets_it() {
    let receiver = Receiver::start().await;
    let section = receiver.section("longest_pause_ms = 3600000");
    let section = section.replacen("longest_pause_ms = 100\n", "", 1);
    let world = World::with(&format!("{QUICK}{section}")).await;
    for status in [503, 429] {
        receiver.reply("W-9", Reply::RetryAfter(status, "600"));
    }
    let id = pay(&world, "W-9").await;
    let due = "SELECT COALESCE(MAX(due_at), 0) FROM webhook_lines";
    for tries in 1..=2 {
        until("the next try is planned", async || {
            (world.number("SELECT tries FROM webhooks") == Some(tries)).then_some(())
        })
        .await;
        let left = world.number(due).unwrap() - world.clock.now();
        assert!((540_000..=600_000).contains(&left), "{left}");
        world.clock.advance(600_000);
    }
    receiver.until(3).await;
    assert_eq!(receiver.came_of(&id).len(), 3);
}
