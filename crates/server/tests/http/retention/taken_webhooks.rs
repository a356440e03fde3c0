//! A webhook that was taken goes after its time; what a person has to decide stays.

use serde_json::json;

use crate::stage::answer::until;
use crate::stage::configuration::QUICK;
use crate::stage::operation::operate;
use crate::stage::receiver::{Receiver, Reply};
use crate::stage::review::DAY;
use crate::stage::world::World;
use crate::webhooks::delivery::pay;

#[tokio::test]
async fn one_that_was_taken_goes_and_a_parked_one_stays() {
    let receiver = Receiver::start().await;
    let world = World::with(&format!("{QUICK}{}", receiver.section(""))).await;
    let taken = pay(&world, "T-1").await;
    receiver.until_type(&taken, "payment.succeeded").await;
    receiver.reply_always(Some(Reply::Status(503)));
    let parked = pay(&world, "T-2").await;
    receiver.until(9).await;
    let states = "SELECT state FROM webhooks ORDER BY state";
    world.clock.advance(89 * DAY);
    until("one is parked", async || {
        (world.column::<String>(states) == ["delivered", "parked"]).then_some(())
    })
    .await;
    world.clock.advance(2 * DAY);
    until("the taken one is gone", async || {
        (world.column::<String>(states) == ["parked"]).then_some(())
    })
    .await;
    assert_eq!(
        world.text("SELECT id FROM webhooks"),
        format!("wh_{parked}_1")
    );
    // The next one of that payment has the next number.
    receiver.reply_always(None);
    let refunded = operate(&world, &taken, "refund", "refund", json!({ "amount": 95 })).await;
    assert_eq!(refunded.text("state"), "succeeded", "{refunded:?}");
    let told = receiver.until_type(&taken, "refund.succeeded").await;
    assert_eq!(told.sequence(), 2);
}
