//! A wall clock that was wrong for a while takes nothing away that one that is right
//! would keep.

use reqwest::Method;

use crate::stage::answer::until;
use crate::stage::card::{soon, until_deleted};
use crate::stage::review::DAY;
use crate::stage::world::{MASTERCARD, VISA, World};

const HOUR: i64 = DAY / 24;

/// Waits for two passes of the worker: each does what was due when it began.
async fn two_passes(world: &World) {
    for token in [VISA, MASTERCARD] {
        let card = world.card("c-1", token).await;
        let path = format!("/v1/customers/c-1/cards/{card}");
        let removed = world.merchant(Method::DELETE, &path, None).await;
        assert_eq!(removed.status, 204, "{removed:?}");
        until_deleted(world, &card).await;
    }
}

async fn until_sessions(world: &World, orders: &[&str]) {
    let sql = "SELECT order_reference FROM sessions ORDER BY order_reference";
    until("the sessions", async || {
        (world.column::<String>(sql) == orders).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_clock_that_is_a_year_ahead_for_a_while_takes_nothing_away() {
    let world = World::with(&soon()).await;
    world.session("K-0", "c-1").await;
    world.clock.advance(31 * DAY);
    until_sessions(&world, &[]).await;
    world.session("K-1", "c-1").await;
    // A clock that steps, and one that was wrong already when the server started.
    world.clock.step(365 * DAY);
    two_passes(&world).await;
    let world = world.restarted().await;
    two_passes(&world).await;
    world.clock.advance(29 * HOUR);
    two_passes(&world).await;
    until_sessions(&world, &["K-1"]).await;
    world.clock.step(-365 * DAY);
    two_passes(&world).await;
    world.clock.advance(DAY);
    two_passes(&world).await;
    until_sessions(&world, &["K-1"]).await;
    world.clock.advance(30 * DAY);
    until_sessions(&world, &[]).await;
}

#[tokio::test]
async fn what_a_clock_wrote_that_was_years_behind_stays_for_a_day_and_more() {
    let world = World::with(&soon()).await;
    world.clock.step(-6 * 365 * DAY);
    world.session("K-2", "c-1").await;
    world.clock.step(6 * 365 * DAY);
    two_passes(&world).await;
    // A session of four hours, and a day in which its token reads the outcome.
    world.clock.advance(29 * HOUR);
    two_passes(&world).await;
    until_sessions(&world, &["K-2"]).await;
    world.clock.advance(2 * HOUR);
    until_sessions(&world, &[]).await;
}
