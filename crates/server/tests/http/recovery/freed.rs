//! An order that an attempt still holds in the copy, and that was paid by a later one.

use serde_json::json;

use crate::stage::cluster::is_wanted;
use crate::stage::copy::{backup, put_back, recover};
use crate::stage::hosted::begin;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// Longer than the provider's page is open, milliseconds.
const LIFETIME: u64 = 3_600_000;

#[tokio::test]
async fn it_is_asked_for_when_that_attempt_frees_it_and_no_charge_is_needed() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("K-1", "c-1").await;
    let first = begin(&page, "first", false).await;
    let copy = backup(&world).await;
    // The provider says later what it said to the server then.
    let ended = "UPDATE attempts SET state = 'expired', redirect_url = NULL, look_up_at = NULL";
    world.execute(ended).await;
    let body = payment_body(&card, first["id"].as_str(), "123");
    let second = page.pay("second", &body).await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    let world = put_back(world, &copy).await;
    let told = recover(&world).await;
    assert!(told.contains("0 lost attempts"), "{told}");
    let page = world.session("K-1", "c-1").await;
    assert_eq!(page.get("").await.body["payment"]["id"], first["id"]);
    world.sandbox.advance(LIFETIME);
    page.until("succeeded").await;
    let session = world.ask_session("K-1", "c-1", json!({})).await;
    let states = session.body["payments"].as_array().unwrap().iter();
    let states: Vec<_> = states.map(|payment| &payment["state"]).collect();
    assert_eq!(states, ["succeeded", "expired"]);
    assert_eq!(world.booked("K-1").0, 2);
    assert_eq!(world.charged("K-1"), 1);
}
