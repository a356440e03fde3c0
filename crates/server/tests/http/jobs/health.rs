//! What starts, stops and balances servers is told, and whoever watches them.

mod metrics;

use std::time::Duration;

use oneclick_server::jobs::worker::Jobs;
use reqwest::Method;
use rusqlite::Connection;

use crate::stage::answer::{send, until};
use crate::stage::cluster::is_wanted;
use crate::stage::world::World;

async fn health(world: &World, path: &str) -> (u16, String) {
    let answer = send(world.request(Method::GET, path)).await;
    (answer.status, answer.text("code").to_owned())
}

fn unavailable() -> (u16, String) {
    (503, String::from("server.unavailable"))
}

#[tokio::test]
async fn a_server_that_stops_is_not_ready_but_lives() {
    let world = World::new().await;
    for path in ["/health", "/health/live", "/health/ready"] {
        assert_eq!(health(&world, path).await.0, 200, "{path}");
    }
    Jobs::of(world.server.deployment()).begin_stop();
    assert_eq!(health(&world, "/health/ready").await, unavailable());
    assert_eq!(health(&world, "/health/live").await.0, 200);
}

#[tokio::test]
async fn a_worker_that_hangs_is_noticed() {
    let world = World::new().await;
    // A disk that hangs: every thread that reads waits for it.
    let (disk, hangs) = std::sync::mpsc::channel::<()>();
    let hangs = std::sync::Arc::new(std::sync::Mutex::new(hangs));
    for _ in 0..8 {
        let store = world.server.deployment().store().clone();
        let hangs = std::sync::Arc::clone(&hangs);
        tokio::spawn(async move {
            let read = store.read(move |_| {
                let _ = hangs.lock().unwrap().recv();
                Ok::<_, oneclick_server::store::StoreError>(())
            });
            read.await
        });
    }
    until("it is not live", async || {
        world.clock.advance(61_000);
        (health(&world, "/health/live").await == unavailable()).then_some(())
    })
    .await;
    for path in ["/health", "/health/ready"] {
        assert_eq!(health(&world, path).await, unavailable(), "{path}");
    }
    drop(disk);
    for path in ["/health", "/health/live", "/health/ready"] {
        until(&format!("{path} is well again"), async || {
            (health(&world, path).await.0 == 200).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn a_lock_that_another_process_holds_keeps_no_reading_and_no_answer_of_health() {
    if is_wanted() {
        // No process locks all of PostgreSQL.
        return;
    }
    let world = World::new().await;
    let page = world.session("H-1", "c-1").await;
    let other = Connection::open(world.folder.path().join("oneclick.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The lock stays: whatever waits for it waits longer than all of this may take.
    let within = Duration::from_secs(2);
    let reads = async {
        for _ in 0..20 {
            assert_eq!(health(&world, "/health").await.0, 200);
            assert_eq!(health(&world, "/health/live").await.0, 200);
            assert_eq!(page.get("").await.status, 200);
        }
    };
    tokio::time::timeout(within, reads).await.unwrap();
    world.clock.advance(1_001);
    assert_eq!(health(&world, "/health/ready").await, unavailable());
    other.execute_batch("ROLLBACK").unwrap();
    until("it is ready again", async || {
        world.clock.advance(1_001);
        (health(&world, "/health/ready").await.0 == 200).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_probe_of_readiness_writes_at_most_once_a_second() {
    if is_wanted() {
        // The trigger is SQLite's.
        return;
    }
    let world = World::new().await;
    world
        .execute(
            "CREATE TRIGGER counted AFTER INSERT ON lease_owners WHEN NEW.beats = 0
             BEGIN INSERT INTO customers (id, created_at) VALUES (hex(randomblob(8)), 1); END",
        )
        .await;
    let tries = || world.number("SELECT COUNT(*) FROM customers").unwrap();
    for seconds in 1..=3 {
        for _ in 0..20 {
            assert_eq!(health(&world, "/health/ready").await.0, 200);
        }
        // The machine may be slow: a second of its own may have passed as well.
        assert!((seconds..=seconds + 3).contains(&tries()), "{}", tries());
        world.clock.advance(1_001);
    }
    let left = world.number("SELECT COUNT(*) FROM lease_owners WHERE beats = 0");
    assert_eq!(left, Some(0));
}

#[tokio::test]
async fn a_store_of_an_older_version_is_not_ready() {
    let world = World::new().await;
    let older = if is_wanted() {
        String::from("UPDATE schema_version SET version = version - 1")
    } else {
        let newest = world.number("PRAGMA user_version").unwrap();
        format!("PRAGMA user_version = {}", newest - 1)
    };
    world.execute(&older).await;
    assert_eq!(health(&world, "/health/ready").await, unavailable());
    assert_eq!(health(&world, "/health").await.0, 200);
}
