//! What was taken is sent again as a person decides: in its place, one or many.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::configuration::QUICK;
use crate::stage::operation::operate;
use crate::stage::receiver::{Came, Receiver, Reply};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

async fn call(world: &World, path: &str, differs: Value) -> Answer {
    let mut body = json!({ "by": "Ada", "why": "the shop lost its orders" });
    for (name, value) in differs.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/v1/webhooks/{path}");
    world.merchant(Method::POST, &path, Some(body)).await
}

async fn until_states(world: &World, states: &[&str]) {
    let sql = "SELECT state FROM webhooks ORDER BY subject, sequence";
    until(&format!("{states:?}"), async || {
        (world.column::<String>(sql) == states).then_some(())
    })
    .await;
}

fn sequences(came: &[Came]) -> Vec<i64> {
    came.iter().map(Came::sequence).collect()
}

/// A payment whose webhooks 1 and 2 were taken.
async fn told(world: &World, order: &str) -> String {
    let id = pay(world, order).await;
    let refunded = operate(world, &id, "refund", order, json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    id
}

#[tokio::test]
async fn one_that_was_taken_is_sent_again_and_the_later_ones_are_not() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let id = told(&world, "V-1").await;
    until_states(&world, &["delivered", "delivered"]).await;
    let before = receiver.came_of(&id);
    let again = call(&world, &format!("wh_{id}_1/redeliver"), json!({})).await;
    assert_eq!(again.text("state"), "pending", "{again:?}");
    receiver.until(3).await;
    until_states(&world, &["delivered", "delivered"]).await;
    let came = receiver.came_of(&id);
    assert_eq!(sequences(&came), [1, 2, 1]);
    assert_eq!(
        (&came[2].id, &came[2].body),
        (&before[0].id, &before[0].body)
    );
    let event = world.text("SELECT kind || by_whom || why FROM webhook_events");
    assert_eq!(event, "redeliveredAdathe shop lost its orders");
    // What happens next is told as ever.
    let refunded = operate(&world, &id, "refund", "later", json!({ "amount": 5 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    receiver.until(4).await;
    assert_eq!(sequences(&receiver.came_of(&id)), [1, 2, 1, 3]);
}

#[tokio::test]
async fn an_answer_to_one_that_is_to_come_again_in_its_turn_does_not_end_it() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let id = pay(&world, "V-9").await;
    until_states(&world, &["delivered"]).await;
    receiver.reply_always(Some(Reply::Held));
    let refunded = operate(&world, &id, "refund", "first", json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    receiver.until(2).await;
    // The second is under way, and the first is to come once more before it.
    call(&world, &format!("wh_{id}_1/redeliver"), json!({})).await;
    receiver.reply_always(None);
    receiver.let_go();
    receiver.until(4).await;
    until_states(&world, &["delivered", "delivered"]).await;
    assert_eq!(sequences(&receiver.came_of(&id)), [1, 2, 1, 2]);
}

/// Pays an order and refunds a part: the first webhook was taken, sent again and parked as
/// the second is, and the merchant takes all from now on. Returns the payment's id.
async fn with_both_parked(world: &World, receiver: &Receiver, order: &str) -> String {
    let id = pay(world, order).await;
    until_states(world, &["delivered"]).await;
    receiver.reply_always(Some(Reply::Status(500)));
    let refunded = operate(world, &id, "refund", "first", json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    until_states(world, &["delivered", "parked"]).await;
    call(world, &format!("wh_{id}_1/redeliver"), json!({})).await;
    until_states(world, &["parked", "parked"]).await;
    receiver.reply_always(None);
    id
}

#[tokio::test]
async fn one_that_is_not_taken_again_holds_back_later_ones_and_a_parked_one_still_waits() {
    let receiver = Receiver::start().await;
    let section = receiver.section("park_after_ms = 1");
    let world = World::with(&format!("{QUICK}{section}")).await;
    let id = with_both_parked(&world, &receiver, "V-2").await;
    let came = receiver.came().len();
    let behind = call(&world, &format!("wh_{id}_2/redeliver"), json!({})).await;
    assert_eq!(behind.problem(), (409, "webhook.state"), "{behind:?}");
    let skipped = call(&world, &format!("wh_{id}_1/skip"), json!({})).await;
    assert_eq!(skipped.text("state"), "skipped", "{skipped:?}");
    // The parked one behind it still waits for a person.
    until_states(&world, &["skipped", "parked"]).await;
    let held = "SELECT COUNT(*) FROM webhook_lines WHERE held_at IS NOT NULL AND due_at IS NULL";
    assert_eq!(world.number(held), Some(1));
    assert_eq!(receiver.came().len(), came);
    call(&world, &format!("wh_{id}_2/redeliver"), json!({})).await;
    until_states(&world, &["skipped", "delivered"]).await;
    // One that was skipped can be sent after all.
    call(&world, &format!("wh_{id}_1/redeliver"), json!({})).await;
    until_states(&world, &["delivered", "delivered"]).await;
    assert_eq!(sequences(&receiver.came()[came..]), [2, 1]);
}

#[tokio::test]
async fn many_are_sent_again_each_payment_s_in_order() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let early = told(&world, "V-3").await;
    until_states(&world, &["delivered"; 2]).await;
    world.clock.advance(3_600_000);
    let since = world.clock.seconds();
    let late = told(&world, "V-4").await;
    until_states(&world, &["delivered"; 4]).await;
    let done = call(&world, "redeliver", json!({ "since": since })).await;
    assert_eq!(
        done.body,
        json!({ "redelivered": 2, "after": null }),
        "{done:?}"
    );
    receiver.until(6).await;
    until_states(&world, &["delivered"; 4]).await;
    assert_eq!(sequences(&receiver.came_of(&early)), [1, 2]);
    assert_eq!(sequences(&receiver.came_of(&late)), [1, 2, 1, 2]);
    // Those that are parked.
    world
        .execute("UPDATE webhook_lines SET done_sequence = 1, held_at = 1")
        .await;
    world
        .execute("UPDATE webhooks SET state = 'parked', ended_at = NULL WHERE sequence = 2")
        .await;
    let done = call(&world, "redeliver", json!({ "all_parked": true })).await;
    assert_eq!(
        done.body,
        json!({ "redelivered": 2, "after": null }),
        "{done:?}"
    );
    until_states(&world, &["delivered"; 4]).await;
    for wrong in [
        json!({}),
        json!({ "all_parked": true, "since": since }),
        json!({ "all_parked": false }),
        json!({ "since": null }),
    ] {
        let refused = call(&world, "redeliver", wrong).await;
        assert_eq!(refused.status, 400, "{refused:?}");
    }
    let unknown = json!({ "since": since, "after": "wh_1" });
    let refused = call(&world, "redeliver", unknown).await;
    assert_eq!(refused.problem(), (404, "webhook.unknown"), "{refused:?}");
}

#[tokio::test]
async fn all_that_are_parked_are_sent_again_also_those_behind_another() {
    let receiver = Receiver::start().await;
    let section = receiver.section("park_after_ms = 1");
    let world = World::with(&format!("{QUICK}{section}")).await;
    let id = with_both_parked(&world, &receiver, "V-6").await;
    let came = receiver.came().len();
    let done = call(&world, "redeliver", json!({ "all_parked": true })).await;
    assert_eq!(done.body, json!({ "redelivered": 2, "after": null }));
    until_states(&world, &["delivered", "delivered"]).await;
    assert_eq!(sequences(&receiver.came()[came..]), [1, 2]);
    let events = "SELECT webhook_id || number FROM webhook_events ORDER BY webhook_id, number";
    let expected = [(1, 1), (1, 2), (2, 1)];
    let expected = expected.map(|(sequence, number)| format!("wh_{id}_{sequence}{number}"));
    assert_eq!(world.column::<String>(events), expected);
}

#[tokio::test]
async fn more_than_a_thousand_are_sent_again_by_several_requests() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    pay(&world, "V-5").await;
    until_states(&world, &["delivered"]).await;
    // As if they had all been taken before.
    world
        .execute(
            "WITH RECURSIVE numbers (n) AS (VALUES (2) UNION ALL SELECT n + 1 FROM numbers WHERE n < 1250)
             INSERT INTO webhooks (id, subject, sequence, type, body, state, created_at, ended_at)
             SELECT 'wh_' || n, subject, n, type, body, state, created_at + n / 3, ended_at FROM webhooks, numbers",
        )
        .await;
    world
        .execute("UPDATE webhook_lines SET last_sequence = 1250, done_sequence = 1250")
        .await;
    receiver.reply_always(Some(Reply::Status(500)));
    let (mut count, mut after) = (0, None);
    loop {
        let mut differs = json!({ "since": 0 });
        if let Some(after) = &after {
            differs["after"] = json!(after);
        }
        let done = call(&world, "redeliver", differs).await;
        count += done.body["redelivered"].as_u64().unwrap();
        after = done.body["after"].as_str().map(String::from);
        if after.is_none() {
            break;
        }
        assert_eq!(count % 1000, 0);
    }
    assert_eq!(count, 1250);
    let events = "SELECT COUNT(*) FROM webhook_events";
    assert_eq!(world.number(events), Some(1250));
}
