//! What a server has taken and done is free at once, whatever its clock says.

use oneclick_sandbox::Behaviour;

use crate::stage::answer::until;
use crate::stage::configuration::LASTING;
use crate::stage::page::payment_body;
use crate::stage::receiver::Receiver;
use crate::stage::world::{VISA, World};

/// How far the clock is from the right time, milliseconds.
const APART: i64 = 600_000;

#[tokio::test]
async fn a_lease_is_free_after_a_look_up_and_after_a_delivery() {
    for step in [0, APART, -APART] {
        let receiver = Receiver::start().await;
        let world = World::with(&format!("{LASTING}{}", receiver.section(""))).await;
        world.clock.step(step);
        world.behave("L-1", Behaviour::AnswerLost);
        let card = world.card("c-1", VISA).await;
        let page = world.session("L-1", "c-1").await;
        page.pay("first", &payment_body(&card, None, "123")).await;
        page.until("succeeded").await;
        for (done, held) in [
            (
                "SELECT COUNT(*) FROM attempts WHERE look_ups > 0",
                "SELECT COUNT(*) FROM attempts WHERE lease_until <> 0",
            ),
            (
                "SELECT COUNT(*) FROM webhooks WHERE state = 'delivered'",
                "SELECT COUNT(*) FROM webhook_lines WHERE lease_until <> 0",
            ),
        ] {
            until("it is done, and free", async || {
                let is_free = world.number(done) >= Some(1) && world.number(held) == Some(0);
                is_free.then_some(())
            })
            .await;
        }
    }
}
