//! A shopper who is on the provider's page while the store goes back to a copy.

use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{send, until};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::copy::{backup, put_back, recover};
use crate::stage::hosted::{choose, type_number};
use crate::stage::place::{COSTPLUS, everywhere};
use crate::stage::world::World;

/// When somebody last asked for a look-up of the only payment, Unix milliseconds.
fn expedited_at(world: &World) -> Option<i64> {
    world.number("SELECT expedited_at FROM attempts")
}

#[tokio::test]
async fn who_was_told_the_addresses_of_a_lost_attempt_finds_it() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = everywhere(QUICK).await;
    let order = COSTPLUS.order("page");
    COSTPLUS.session(&world, &order, "c-1").await;
    let copy = backup(&world).await;
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    let payment = COSTPLUS.begin(&page, false).await;
    let former = world.base.clone();
    let world = put_back(world, &copy).await;
    let mut back = type_number(&world, &payment, COSTPLUS.numbers()[0]).await;
    if back.starts_with(world.sandbox.url()) {
        back = choose(&world, &back, "approve").await;
    }
    // The shopper comes back to the same server at its new address.
    let token = back.strip_prefix(&format!("{former}/return/")).unwrap();
    let return_url = format!("{}/return/{token}", world.base);
    let early = send(world.client.get(&return_url)).await;
    assert_eq!(early.status, 503, "{early:?}");
    recover(&world).await;
    let before = expedited_at(&world);
    let told = json!({ "event": "status_changed", "order_id": "nobodys-payment" });
    let path = format!("/notifications/costplus/{token}");
    let notified = send(world.request(Method::POST, &path).json(&told)).await;
    assert_eq!(notified.status, 200, "{notified:?}");
    until("the look-up is asked for", async || {
        (expedited_at(&world) > before).then_some(())
    })
    .await;
    let came_back = send(world.client.get(&return_url)).await;
    assert_eq!(came_back.status, 303, "{came_back:?}");
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    page.until("succeeded").await;
    assert_eq!(world.booked(&order).0, 1);
}
