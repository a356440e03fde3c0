//! Webhooks are sent again and skipped at the operator's page.

use reqwest::Method;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::operation::operate;
use crate::stage::operator::SECTION;
use crate::stage::receiver::{Came, Receiver, Reply};
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

/// A world with an operator's page whose webhooks are parked at once if they are not taken.
async fn impatient(receiver: &Receiver) -> World {
    let section = receiver.section("park_after_ms = 1");
    World::with(&format!("{QUICK}{section}{SECTION}")).await
}

async fn until_states(world: &World, states: &[&str]) {
    let sql = "SELECT state FROM webhooks ORDER BY subject, sequence";
    until(&format!("{states:?}"), async || {
        (world.column::<String>(sql) == states).then_some(())
    })
    .await;
}

fn events(world: &World) -> Vec<String> {
    world.column(
        "SELECT webhook_id || ' ' || kind || ' ' || by_whom || ' ' || why FROM webhook_events ORDER BY webhook_id, number",
    )
}

#[tokio::test]
async fn a_parked_one_is_listed_and_sent_again_with_who_and_why() {
    let receiver = Receiver::start().await;
    let world = impatient(&receiver).await;
    receiver.reply_always(Some(Reply::Status(503)));
    let id = pay(&world, "W-1").await;
    until_states(&world, &["parked"]).await;
    let refunded = operate(&world, &id, "refund", "refund", json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    receiver.reply_always(None);
    let ada = world.operator("Ada").await;
    let (first, second) = (format!("wh_{id}_1"), format!("wh_{id}_2"));
    let listed = ada.get("/operator/webhooks").await;
    assert!(listed.text.contains(&first), "{listed:?}");
    assert!(!listed.text.contains(&second), "{listed:?}");
    assert!(listed.text.contains("status 503"), "{listed:?}");
    let payment = ada.get(&format!("/operator/payments/{id}")).await;
    assert!(payment.text.contains(&second), "{payment:?}");
    // What they are about stands where it can be another payment.
    for (page, names_subject) in [(&listed, true), (&payment, false)] {
        assert_eq!(page.text.contains(">About<"), names_subject, "{page:?}");
    }
    let path = |webhook: &str, what: &str| format!("/operator/webhooks/{webhook}/{what}");
    // The second waits behind the first: the engine says so.
    let reason = [("why", "the shop is back")];
    let refused = ada.submit(&path(&second, "redeliver"), &reason).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(
        refused.text.contains("waits behind an earlier one"),
        "{refused:?}"
    );
    let unreasoned = ada
        .submit(&path(&first, "redeliver"), &[("why", " ")])
        .await;
    assert_eq!(unreasoned.status, 422, "{unreasoned:?}");
    assert_eq!(events(&world), Vec::<String>::new());
    let asked = ada.get(&path(&first, "redeliver")).await;
    assert!(asked.text.contains("What follows"), "{asked:?}");
    let done = ada.submit(&path(&first, "redeliver"), &reason).await;
    assert_eq!(done.status, 303, "{done:?}");
    until_states(&world, &["delivered", "delivered"]).await;
    assert_eq!(
        events(&world),
        [format!("{first} redelivered Ada the shop is back")]
    );
    let shown = ada.get(done.headers["location"].to_str().unwrap()).await;
    assert!(shown.text.contains("the shop is back"), "{shown:?}");
    assert!(shown.text.contains("role=\"status\""), "{shown:?}");
    // What is delivered is skipped by nobody.
    let refused = ada.submit(&path(&first, "skip"), &reason).await;
    assert_eq!(refused.status, 409, "{refused:?}");
    for path in [path(&first, "forget"), path("wh_nobodys_1", "skip")] {
        let refused = ada.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(refused.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_parked_one_is_skipped_and_the_next_goes_on() {
    let receiver = Receiver::start().await;
    let world = impatient(&receiver).await;
    receiver.reply_always(Some(Reply::Status(503)));
    let id = pay(&world, "W-2").await;
    until_states(&world, &["parked"]).await;
    operate(&world, &id, "refund", "refund", json!({ "amount": 95 })).await;
    receiver.reply_always(None);
    let bob = world.operator("Bob").await;
    let path = format!("/operator/webhooks/wh_{id}_1/skip");
    let done = bob.submit(&path, &[("why", "entered by hand")]).await;
    assert_eq!(done.status, 303, "{done:?}");
    until_states(&world, &["skipped", "delivered"]).await;
    assert_eq!(
        events(&world),
        [format!("wh_{id}_1 skipped Bob entered by hand")]
    );
}

#[tokio::test]
async fn all_of_a_payment_are_sent_again_in_their_order() {
    let receiver = Receiver::start().await;
    let world = impatient(&receiver).await;
    let id = pay(&world, "W-3").await;
    // More than one transaction has of them.
    for number in 1..12 {
        let key = format!("refund-{number}");
        let part = operate(&world, &id, "refund", &key, json!({ "amount": 1 })).await;
        assert_eq!(part.text("state"), "succeeded", "{part:?}");
    }
    until_states(&world, &["delivered"; 12]).await;
    let other = pay(&world, "W-4").await;
    receiver.until_type(&other, "payment.succeeded").await;
    let before = receiver.came_of(&id).len();
    let ada = world.operator("Ada").await;
    let path = format!("/operator/payments/{id}/redeliver");
    let asked = ada.get(&path).await;
    assert!(asked.text.contains("What follows"), "{asked:?}");
    assert_eq!(ada.submit(&path, &[]).await.status, 422);
    let done = ada
        .submit(&path, &[("why", "the shop lost its orders")])
        .await;
    assert_eq!(done.status, 303, "{done:?}");
    until("all came again", async || {
        (receiver.came_of(&id).len() >= before + 12).then_some(())
    })
    .await;
    let came = receiver.came_of(&id);
    let order: Vec<i64> = came[before..].iter().map(Came::sequence).collect();
    assert_eq!(order, (1..=12).collect::<Vec<i64>>());
    assert_eq!(
        receiver.came_of(&other).len(),
        1,
        "another's is not sent again"
    );
    assert_eq!(events(&world).len(), 12);
    let none = ada.get("/operator/payments/pay_nobodys/redeliver").await;
    assert_eq!(none.status, 404);
}
