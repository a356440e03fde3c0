//! How a page at the provider ends after all: paid late, or by its time.

use crate::stage::answer::until;
use crate::stage::between::{Fault, between};
use crate::stage::configuration::{PATIENT, QUICK};
use crate::stage::hosted::{begin, come_back, type_card};
use crate::stage::world::World;

#[tokio::test]
async fn a_page_that_is_paid_after_it_was_given_up_is_still_the_order_s_money() {
    let (world, between) = between(QUICK).await;
    let page = world.session("G-11", "c-1").await;
    let payment = begin(&page, "first", false).await;
    // The provider says that it has ended, and takes the money all the same.
    between.spoil(
        "POST",
        "/cancel",
        Fault::SaysDropped(200, r#"{"Payment":{"Status":{"ID":3}}}"#),
        1,
    );
    let held = page.give_up(&payment).await;
    assert_eq!(held.text("state"), "action_required", "{held:?}");
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
    assert_eq!(world.booked("G-11"), (1, 1));
}

/// How often the one payment was looked up, by the store.
fn look_ups(world: &World) -> Option<i64> {
    world.number("SELECT look_ups FROM attempts")
}

#[tokio::test]
async fn a_page_s_end_is_not_slept_through() {
    // Pauses of a minute, two, four, eight, give or take a fifth.
    let world = World::with(PATIENT).await;
    let page = world.session("G-12", "c-1").await;
    let payment = begin(&page, "first", false).await;
    for (asked, seconds) in (1_i64..).zip([75, 150, 295, 85]) {
        world.sandbox.advance(seconds * 1_000);
        world.clock.advance(i64::try_from(seconds * 1_000).unwrap());
        // Nobody asks the server: a question would expedite the next.
        until("the look-up is noted", async || {
            (look_ups(&world) == Some(asked)).then_some(())
        })
        .await;
    }
    // Ten minutes and five seconds; the next pause would have ended at fifteen.
    let id = payment["id"].as_str().unwrap();
    world.until_detail(id, "expired").await;
}
