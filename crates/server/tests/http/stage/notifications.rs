//! The sandbox's own notifications, as it signs and sends them.

use serde_json::Value;

use crate::stage::answer::{send, until};
use crate::stage::world::World;

/// What the sandbox has told of a reference, oldest first.
async fn notifications(world: &World, reference: &str) -> Vec<Value> {
    let url = format!("{}/control/notifications", world.sandbox.url());
    let told = send(world.client.get(url)).await;
    let mut all = told.body["notifications"].as_array().unwrap().clone();
    all.retain(|one| one["reference"] == reference);
    all
}

/// What the server answered to the notifications of a reference, oldest first.
async fn answers(world: &World, reference: &str) -> Vec<u64> {
    let all = notifications(world, reference).await;
    all.iter()
        .filter_map(|one| one["answer"].as_u64())
        .collect()
}

/// Has the sandbox tell of a payment now; what the server answered.
pub async fn tell(world: &World, reference: &str, body: Value) -> u64 {
    let before = answers(world, reference).await.len();
    let url = format!("{}/control/notify/{reference}", world.sandbox.url());
    let told = send(world.client.post(url).json(&body)).await;
    assert_eq!(told.status, 204, "{told:?}");
    until("it is answered", async || {
        answers(world, reference).await.get(before).copied()
    })
    .await
}
