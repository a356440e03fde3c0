//! An upgrade while payments are open: what the former version began is settled.

use oneclick_sandbox::Behaviour;
use serde_json::json;

use crate::stage::answer::Answer;
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::LASTING;
use crate::stage::former_store::take_back;
use crate::stage::look_ups::hidden;
use crate::stage::operation::{operate, paid};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::World;

/// Gives one euro of the payment back, by the same key each time.
async fn refund(world: &World, payment: &str) -> Answer {
    let body = json!({ "amount": 100 });
    operate(world, payment, "refund", "back", body).await
}

#[tokio::test]
async fn what_the_former_version_left_open_is_settled_after() {
    if is_wanted() {
        // No version wrote to PostgreSQL before the keys had their table.
        return;
    }
    let world = World::with(LASTING).await;
    let captured = paid(&world, "U-1", "automatic").await;
    let back = refund(&world, &captured).await;
    assert_eq!(back.text("state"), "succeeded", "{back:?}");
    let (page, card) = hidden(&world, "U-2").await;
    let open = page.get("").await.body["payment"]["id"].clone();
    let Page {
        id,
        token,
        pay_token,
        ..
    } = page;
    let before = world.payment(&captured).await;

    let world = world.restarted_after(take_back).await;
    let page = Page {
        world: &world,
        base: world.base.clone(),
        id,
        token,
        pay_token,
    };
    // Not freed, and not to be charged again.
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(
        (&again.body["id"], again.text("state")),
        (&open, "processing"),
        "{again:?}"
    );
    world.behave_times("U-2", Behaviour::LookUpEmpty, 0);
    let settled = page.until("succeeded").await;
    assert_eq!(settled["id"], open);
    // A key from before is answered by what it made.
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(first.body["id"], open, "{first:?}");
    assert_eq!(first.headers["idempotent-replayed"], "true");
    assert_eq!(world.booked("U-2"), (1, 1));
    let same = refund(&world, &captured).await;
    assert_eq!(same.body["id"], back.body["id"], "{same:?}");
    assert_eq!(world.payment(&captured).await, before);
}
