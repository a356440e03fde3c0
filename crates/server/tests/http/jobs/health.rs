//! What starts, stops and balances servers is told.

use reqwest::Method;

use crate::stage::world::{World, send, until};

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
    world.server.engine().begin_stop();
    assert_eq!(health(&world, "/health/ready").await, unavailable());
    assert_eq!(health(&world, "/health/live").await.0, 200);
}

#[tokio::test]
async fn a_worker_that_hangs_is_noticed() {
    let world = World::new().await;
    let store = world.server.engine().store().reader();
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(store.acquire().await.unwrap());
    }
    until("it is not live", async || {
        world.clock.advance(61_000);
        (health(&world, "/health/live").await == unavailable()).then_some(())
    })
    .await;
    for path in ["/health", "/health/ready"] {
        assert_eq!(health(&world, path).await, unavailable(), "{path}");
    }
    drop(held);
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
    let newest = "DELETE FROM _sqlx_migrations
        WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)";
    sqlx::query(newest)
        .execute(world.server.engine().store().reader())
        .await
        .unwrap();
    assert_eq!(health(&world, "/health/ready").await, unavailable());
    assert_eq!(health(&world, "/health").await.0, 200);
}
