//! What waits for a person.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::operation::operate;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

pub const DAY: i64 = 86_400_000;

/// A payment of which two refunds stay open for ever, by the documents' test amount.
pub async fn pending_for_ever(world: &World, order: &str) -> String {
    let card = world.card("c-1", VISA).await;
    let session = world.ask_session(order, "c-1", json!({ "amount": 10_004 }));
    let page = world.page(&session.await);
    let mut body = payment_body(&card, None, "123");
    body["amount"] = json!(10_004);
    let id = page.pay("first", &body).await.text("id").to_owned();
    for (key, amount) in [("one", 10_000), ("two", 4)] {
        let key = format!("{key}-{order}");
        let part = operate(world, &id, "refund", &key, json!({ "amount": amount })).await;
        assert_eq!(part.text("state"), "pending", "{part:?}");
    }
    id
}

/// What of the payment waits for a person.
pub fn waits(payment: &Value) -> Vec<&str> {
    let all = payment["review"].as_array().unwrap();
    all.iter()
        .map(|one| one["what"].as_str().unwrap())
        .collect()
}

pub async fn until_waits(world: &World, id: &str, what: &[&str]) -> Value {
    until("a person is asked", async || {
        Some(world.payment(id).await).filter(|payment| waits(payment) == what)
    })
    .await
}

/// A charge that counts for nothing, because another one pays the order, and
/// whose id the provider never told.
pub async fn duplicate_without_id(world: &World, order: &str) -> String {
    let card = world.card("c-1", VISA).await;
    for behaviour in [Behaviour::AnswerLost, Behaviour::LookUpEmpty] {
        world.behave(order, behaviour);
    }
    let page = world.session(order, "c-1").await;
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    page.until("not_found").await;
    world.behave(order, Behaviour::Paid);
    let id = first.text("id").to_owned();
    page.pay("second", &payment_body(&card, Some(&id), "123"))
        .await;
    // No provider here keeps its id to itself.
    let forgotten = format!(
        "UPDATE attempts SET state = 'duplicate', provider_payment_id = NULL, look_up_at = NULL
         WHERE id = '{id}'"
    );
    world.execute(&forgotten).await;
    id
}
