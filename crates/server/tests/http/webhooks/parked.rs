//! One that was tried for as long as any is parked, holds back the later ones of its
//! payment, and goes on by a person's decision.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::operation::operate;
use crate::stage::receiver::{Came, Receiver, Reply};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

const DAYS: i64 = 3 * 86_400_000;

async fn listed(world: &World, query: &str) -> Vec<Value> {
    let path = format!("/v1/webhooks{query}");
    let answer = world.merchant(Method::GET, &path, None).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body["webhooks"].as_array().unwrap().clone()
}

/// A world with a payment whose first webhook is parked and whose second waits behind it.
async fn parked(receiver: &Receiver, order: &str) -> (World, String) {
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    receiver.reply_always(Some(Reply::Status(503)));
    let id = pay(&world, order).await;
    receiver.until(8).await;
    world.clock.advance(DAYS);
    until("it is parked", async || {
        (listed(&world, "").await.len() == 1).then_some(())
    })
    .await;
    let refunded = operate(&world, &id, "refund", "refund", json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    receiver.reply_always(None);
    (world, id)
}

#[tokio::test]
async fn a_parked_one_holds_back_the_later_ones_of_its_payment_until_it_is_redelivered() {
    let receiver = Receiver::start().await;
    let (world, id) = parked(&receiver, "P-1").await;
    let came = receiver.came_of(&id).len();
    // Others go on meanwhile.
    let other = pay(&world, "P-2").await;
    receiver.until_type(&other, "payment.succeeded").await;
    assert_eq!(receiver.came_of(&id).len(), came);
    let waiting = &listed(&world, "").await[0];
    assert_eq!(waiting["id"], format!("wh_{id}_1"));
    assert_eq!(waiting["last_failure"], "status 503");
    assert_eq!(waiting["type"], "payment.succeeded");
    let path = format!("/v1/webhooks/wh_{id}_1/redeliver");
    let person = json!({ "by": "Ada", "why": "the shop is back" });
    let answer = world.merchant(Method::POST, &path, Some(person)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    receiver.until_type(&id, "refund.succeeded").await;
    let told = receiver.came_of(&id);
    let order: Vec<i64> = told[came..].iter().map(Came::sequence).collect();
    assert_eq!(order, [1, 2]);
    let event = world.text("SELECT kind || by_whom || why FROM webhook_events");
    assert_eq!(event, "redeliveredAdathe shop is back");
    until("all are delivered", async || {
        (listed(&world, "?state=delivered").await.len() == 3).then_some(())
    })
    .await;
    assert_eq!(listed(&world, "").await.len(), 0);
}

#[tokio::test]
async fn one_that_is_redelivered_while_its_last_try_fails_is_tried_anew() {
    let receiver = Receiver::start().await;
    let section = receiver.section("park_after_ms = 1");
    let world = World::with(&format!("{QUICK}{section}")).await;
    for _ in 1..8 {
        receiver.reply("P-5", Reply::Status(503));
    }
    receiver.reply("P-5", Reply::HeldStatus(503));
    let id = pay(&world, "P-5").await;
    receiver.until(8).await;
    let path = format!("/v1/webhooks/wh_{id}_1/redeliver");
    let person = json!({ "by": "Ada", "why": "the shop is back" });
    let answer = world.merchant(Method::POST, &path, Some(person)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    receiver.let_go();
    receiver.until(9).await;
    until("it is delivered", async || {
        (world.text("SELECT state FROM webhooks") == "delivered").then_some(())
    })
    .await;
    assert_eq!(world.number("SELECT tries FROM webhooks"), Some(1));
}

#[tokio::test]
async fn a_skipped_one_is_never_sent_and_lets_the_later_ones_go() {
    let receiver = Receiver::start().await;
    let (world, id) = parked(&receiver, "P-3").await;
    let came = receiver.came_of(&id).len();
    let behind = format!("/v1/webhooks/wh_{id}_2/skip");
    let person = || Some(json!({ "by": "Ada", "why": "known" }));
    let refused = world.merchant(Method::POST, &behind, person()).await;
    assert_eq!(refused.problem(), (409, "webhook.state"), "{refused:?}");
    let path = format!("/v1/webhooks/wh_{id}_1/skip");
    let skipped = world.merchant(Method::POST, &path, person()).await;
    assert_eq!(skipped.text("state"), "skipped", "{skipped:?}");
    receiver.until_type(&id, "refund.succeeded").await;
    assert_eq!(receiver.came_of(&id).len(), came + 1);
    let again = world.merchant(Method::POST, &path, person()).await;
    assert_eq!(again.problem(), (409, "webhook.state"), "{again:?}");
    let event = world.text("SELECT kind FROM webhook_events");
    assert_eq!(event, "skipped");
}

#[tokio::test]
async fn a_wrong_request_about_webhooks_is_told_what_is_wrong() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let person = || Some(json!({ "by": "Ada", "why": "known" }));
    for (method, path, body, problem) in [
        (
            Method::GET,
            "/v1/webhooks?state=lost",
            None,
            (400, "request.field"),
        ),
        (
            Method::GET,
            "/v1/webhooks?state=",
            None,
            (400, "request.field"),
        ),
        (
            Method::GET,
            "/v1/webhooks?state=parked&state=parked",
            None,
            (400, "request.field"),
        ),
        (
            Method::GET,
            "/v1/webhooks?page=2",
            None,
            (400, "request.field"),
        ),
        (
            Method::GET,
            "/v1/webhooks?after=wh_1",
            None,
            (404, "webhook.unknown"),
        ),
        (
            Method::POST,
            "/v1/webhooks/wh_1/skip",
            person(),
            (404, "webhook.unknown"),
        ),
        (
            Method::POST,
            "/v1/webhooks/wh_1/redeliver",
            person(),
            (404, "webhook.unknown"),
        ),
        (
            Method::POST,
            "/v1/webhooks/wh_1/skip",
            Some(json!({ "by": "Ada" })),
            (400, "request.field"),
        ),
        (
            Method::POST,
            "/v1/webhooks/wh_1/skip",
            Some(json!({ "by": " ", "why": "known" })),
            (422, "text.length"),
        ),
        (
            Method::POST,
            "/v1/webhooks/wh_1/drop",
            person(),
            (404, "route.unknown"),
        ),
    ] {
        let answer = world.merchant(method, path, body).await;
        assert_eq!(answer.problem(), problem, "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let id = pay(&world, "P-4").await;
    until("it is delivered", async || {
        (listed(&world, "?state=delivered").await.len() == 1).then_some(())
    })
    .await;
    world
        .execute(
            "WITH RECURSIVE numbers (n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM numbers WHERE n < 250)
             INSERT INTO webhooks (id, subject, sequence, type, body, state, created_at, ended_at)
             SELECT 'wh_' || n, subject, n, type, body, state, created_at + n / 3, ended_at FROM webhooks, numbers",
        )
        .await;
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/webhooks?state=delivered{after}");
        let answer = world.merchant(Method::GET, &path, None).await;
        let page = answer.body["webhooks"].as_array().unwrap();
        seen.extend(
            page.iter()
                .map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        if answer.body["has_more"] == false {
            break;
        }
        after = format!("&after={}", seen.last().unwrap());
    }
    assert_eq!(seen.len(), 250);
    assert!(seen.contains(&format!("wh_{id}_1")));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 250);
}
