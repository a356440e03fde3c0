//! What starts, stops and balances servers is told.

use oneclick_server::jobs::worker::Jobs;
use reqwest::Method;

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
