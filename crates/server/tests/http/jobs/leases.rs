//! Several servers on one store: a lease is its owner's.

use oneclick_sandbox::{Sandbox, SandboxSettings};

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::PATIENT;
use crate::stage::lost_answer::{apart, lost, others_turn, state};
use crate::stage::world::World;

/// Times in which what hangs hangs as long as a test may take.
const HANGING: &str = "
[engine]
first_look_up_ms = 60000
look_up_timeout_ms = 60000
";

fn owners(world: &World) -> Option<i64> {
    world.number("SELECT COUNT(*) FROM lease_owners")
}

#[tokio::test]
async fn a_server_that_starts_takes_nothing_that_another_has_under_way() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let world = World::before(sandbox, &between.url, HANGING).await;
    for number in 0..8 {
        lost(&world, &format!("L-{number}")).await;
    }
    between.spoil_all("GET ", Fault::Hangs);
    world.clock.advance(80_000);
    until("eight look-ups hang", async || {
        (between.came("GET ") == 8).then_some(())
    })
    .await;
    // All places of the first server are taken; what is new is the second's.
    between.heal();
    lost(&world, "L-new").await;
    let replica = world.replica().await;
    until("the second server looks it up", async || {
        (state(&world, "L-new").await == "captured").then_some(())
    })
    .await;
    assert_eq!(between.came("GET "), 9);
    assert_eq!(state(&world, "L-0").await, "unknown");
    assert_eq!(owners(&world), Some(2));
    replica.stop().await;
    assert_eq!(owners(&world), Some(1), "it took its leave");
}

#[tokio::test]
async fn the_leases_of_a_server_that_is_gone_are_freed_when_that_is_sure() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let world = apart(sandbox, &url, PATIENT).await;
    lost(&world, "G-1").await;
    let lease = async || {
        let end = world.clock.now() + 145_000;
        let leased = format!(
            "UPDATE attempts SET lease_owner = 'another', lease_until = {end}
             WHERE order_reference = 'G-1'"
        );
        world.execute(&leased).await;
    };
    lease().await;
    world.clock.advance(70_000);
    lease().await;
    let owner = "INSERT INTO lease_owners (owner, beats) VALUES ('another', 3)";
    world.execute(owner).await;
    others_turn(&world, "G-2").await;
    world.clock.advance(19_000);
    world
        .execute("UPDATE lease_owners SET beats = 4 WHERE owner = 'another'")
        .await;
    others_turn(&world, "G-3").await;
    world.clock.advance(19_000);
    others_turn(&world, "G-4").await;
    assert_eq!(state(&world, "G-1").await, "unknown", "it is alive");
    world.clock.advance(20_000);
    until("its work is taken over", async || {
        (state(&world, "G-1").await == "captured").then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_no_server_can_have_made_holds_nothing() {
    let world = World::with(PATIENT).await;
    lost(&world, "F-1").await;
    // The wall clock was set back under it.
    let leased = format!(
        "UPDATE attempts SET lease_until = {}",
        world.clock.now() + 86_400_000
    );
    world.execute(&leased).await;
    world.clock.advance(80_000);
    until("it is looked up", async || {
        (state(&world, "F-1").await == "captured").then_some(())
    })
    .await;
}
