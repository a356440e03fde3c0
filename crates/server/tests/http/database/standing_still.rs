//! A server that stands still while it holds rows that are due.

use oneclick_sandbox::Behaviour;

use crate::stage::cluster::is_wanted;
use crate::stage::configuration::LASTING;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn what_another_server_holds_keeps_no_other_payment_from_being_paid_or_found() {
    if !is_wanted() {
        return;
    }
    let world = World::with(LASTING).await;
    let card = world.card("c-1", VISA).await;
    world.behave("S-1", Behaviour::AnswerLost);
    world.behave("S-1", Behaviour::LookUpEmpty);
    let held = world.session("S-1", "c-1").await;
    let paid = held.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    // On the connection that the tests keep.
    world.execute("BEGIN").await;
    world
        .execute("UPDATE attempts SET awaited_at = awaited_at")
        .await;
    for number in 2..5 {
        let order = format!("S-{number}");
        let card = world.card(&order, VISA).await;
        let lost = world.session(&order, &order).await;
        world.behave(&order, Behaviour::AnswerLost);
        lost.pay("first", &payment_body(&card, None, "123")).await;
        lost.until("succeeded").await;
    }
    world.execute("COMMIT").await;
    world.behave_times("S-1", Behaviour::LookUpEmpty, 0);
    held.until("succeeded").await;
}
