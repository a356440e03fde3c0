//! Look-ups that find nothing, and how many there were.

use oneclick_sandbox::Behaviour;

use crate::stage::answer::until;
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

/// Waits for that many more look-ups, of whatever order.
pub async fn looked_up(world: &World, more: usize) {
    let before = world.sandbox.requests(None).look_ups;
    until("more look-ups", async || {
        (world.sandbox.requests(None).look_ups >= before + more).then_some(())
    })
    .await;
}

/// A payment that was booked, whose answer was lost, and that look-ups have not
/// found and do not find until the sandbox is told otherwise.
pub async fn hidden<'a>(world: &'a World, order: &str) -> (Page<'a>, String) {
    world.behave(order, Behaviour::AnswerLost);
    world.behave(order, Behaviour::LookUpEmpty);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    until("the first look-ups", async || {
        page.get("").await;
        (world.sandbox.requests(Some(order)).look_ups >= 2).then_some(())
    })
    .await;
    (page, card)
}
