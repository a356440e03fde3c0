//! Codes whose outcome nobody knows, what is told of them, and how test mode starts anew.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::PATIENT;
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

const HOUR: i64 = 3_600_000;

/// Pays an order whose charge is never answered and never found.
async fn pay_into_the_dark(world: &World, card: &str, order: &str) -> Answer {
    world.behave(order, Behaviour::AnswerLost);
    world.behave(order, Behaviour::LookUpLost);
    let page = world.session(order, "c-1").await;
    page.pay("first", &payment_body(card, None, "123")).await
}

/// The card as the element is told of it.
async fn shown(page: &Page<'_>) -> Value {
    page.get("").await.body["cards"][0].clone()
}

/// The card as the merchant is told of it.
async fn listed(world: &World) -> Value {
    let path = "/v1/customers/c-1/cards";
    let answer = world.merchant(Method::GET, path, None).await;
    answer.body["cards"][0].clone()
}

async fn reset(world: &World) -> Answer {
    let path = "/v1/customers/c-1/reset_limits";
    world.merchant(Method::POST, path, None).await
}

#[tokio::test]
async fn security_codes_that_nobody_decided_block_for_an_hour_and_not_for_a_day() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let begun = world.clock.now();
    for number in 0..3 {
        let answer = pay_into_the_dark(&world, &card, &format!("R-{number}")).await;
        assert_eq!(answer.text("state"), "processing", "{answer:?}");
    }
    let refused = pay_into_the_dark(&world, &card, "R-3").await;
    assert_eq!(refused.text("limit"), "wrong_cvcs_per_card");
    let wait: u64 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=3_600).contains(&wait), "{wait}");
    // Why the field is gone, and until when, is told on both sides.
    let page = world.session("R-4", "c-1").await;
    let card_shown = shown(&page).await;
    assert_eq!(card_shown["cvc"], "hosted");
    let until = card_shown["cvc_blocked_until"].as_i64().unwrap();
    assert!(
        (0..=60).contains(&(until - begun / 1000 - 3_600)),
        "{until}"
    );
    assert_eq!(
        listed(&world).await["cvc_attempts"],
        json!({ "counted": 3, "limit": 3, "blocked_until": until })
    );
    world.clock.advance(HOUR + 1_000);
    let page = world.session("R-6", "c-1").await;
    let card_shown = shown(&page).await;
    assert_eq!(
        (&card_shown["cvc"], &card_shown["cvc_blocked_until"]),
        (&json!("required"), &Value::Null)
    );
    let answer = pay_into_the_dark(&world, &card, "R-5").await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
}

#[tokio::test]
async fn security_codes_that_nobody_decides_are_ten_a_day_at_most() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    let mut sent = 0;
    for number in 0..14 {
        let answer = pay_into_the_dark(&world, &card, &format!("R-{number}")).await;
        if answer.status == 200 {
            sent += 1;
        }
        world.clock.advance(HOUR / 2);
    }
    assert_eq!(sent, 10);
    assert_eq!(world.sandbox.requests(None).charges, 10);
}

#[tokio::test]
async fn a_decided_wrong_security_code_counts_for_a_day() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    for number in 0..3 {
        let page = world.session(&format!("R-{number}"), "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "999")).await;
        assert_eq!(answer.body["decline"]["reason"], "wrong_cvc", "{answer:?}");
    }
    for hours in [1, 22] {
        world.clock.advance(hours * HOUR);
        let page = world.session("R-4", "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(answer.text("limit"), "wrong_cvcs_per_card", "{hours}");
    }
    world.clock.advance(HOUR + 1_000);
    let page = world.session("R-5", "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
}

#[tokio::test]
async fn test_mode_resets_codes_locks_and_declines_of_a_customer() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    for number in 0..10 {
        let order = format!("R-{number}");
        let behaviour = if number < 9 {
            Behaviour::Declined
        } else {
            Behaviour::Stolen
        };
        world.behave(&order, behaviour);
        let page = world.session(&order, "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(answer.text("state"), "declined", "{answer:?}");
    }
    assert_eq!(listed(&world).await["locked"], true);
    let page = world.session("R-10", "c-1").await;
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.text("limit"), "declines_per_customer");
    world.clock.advance(1);
    assert_eq!(reset(&world).await.status, 204);
    assert_eq!(listed(&world).await["locked"], false);
    let answer = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    // What comes after counts again.
    for number in 0..4 {
        let page = world.session(&format!("R-2{number}"), "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "999")).await;
        assert_eq!(answer.status == 429, number == 3, "{answer:?}");
    }
    world.clock.advance(1);
    assert_eq!(reset(&world).await.status, 204);
    let page = world.session("R-30", "c-1").await;
    assert_eq!(shown(&page).await["cvc"], "required");
    // Nobody is reset whom nobody knows.
    let nobody = world
        .merchant(Method::POST, "/v1/customers/c-404/reset_limits", None)
        .await;
    assert_eq!(nobody.status, 204);
}

#[tokio::test]
async fn live_mode_resets_nothing() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let live = |text: String| {
        text.replace("mode = \"test\"", "mode = \"live\"")
            .replace("sk_test_", "sk_live_")
            .replace("[\"localhost\"]", "[\"provider.example\"]")
            .replace("http://localhost:8080", "https://shop.example")
            .replace("http://localhost:", "https://pay.example:")
    };
    let base = "https://provider.example";
    let world = World::before_with(sandbox, base, PATIENT, live).await;
    let path = "/v1/customers/c-1/reset_limits";
    let request = world
        .request(Method::POST, path)
        .bearer_auth("sk_live_0123456789abcdef0123456789abcdef");
    let answer = send(request).await;
    assert_eq!(answer.problem(), (403, "mode.test_only"));
}
