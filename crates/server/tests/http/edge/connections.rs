//! Connections that ask slowly, or nothing: none is held for ever, and none
//! keeps others away or holds up a stop.

use std::time::{Duration, Instant};

use oneclick_sandbox::Behaviour;

use crate::stage::answer::{plain_client, send, until};
use crate::stage::configuration::{LASTING, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::raw::Raw;
use crate::stage::world::{VISA, World};

const HALF: &str = "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\n";

#[tokio::test]
async fn half_sent_heads_are_answered_408_and_closed() {
    let world = World::with("[http]\nheader_timeout_ms = 200\n").await;
    let mut half = Vec::new();
    for _ in 0..20 {
        let mut raw = Raw::of(&world).await;
        raw.write(HALF).await;
        half.push(raw);
    }
    for mut raw in half {
        let answer = raw.answer().await.unwrap();
        assert_eq!(answer.problem(), (408, "request.slow"));
        assert!(raw.is_closed().await);
    }
}

#[tokio::test]
async fn a_head_that_drips_in_has_no_more_time_than_another() {
    let world = World::with("[http]\nheader_timeout_ms = 200\n").await;
    let mut raw = Raw::of(&world).await;
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    // The answer may come between two drops, and the connection be closed then.
    let mut is_open = true;
    let answer = loop {
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "it drips for ever"
        );
        tokio::select! {
            _ = pause.tick(), if is_open => is_open = raw.try_write("\r\n").await,
            told = raw.answer() => break told,
        }
    };
    assert_eq!(answer.unwrap().problem(), (408, "request.slow"));
}

#[tokio::test]
async fn connections_that_ask_nothing_are_closed() {
    let world = World::with("[http]\nheader_timeout_ms = 200\nidle_timeout_ms = 100\n").await;
    let mut silent = Raw::of(&world).await;
    let mut kept = Raw::of(&world).await;
    for _ in 0..3 {
        assert_eq!(kept.get("/health", "").await.status, 200);
    }
    assert!(kept.is_closed().await);
    assert!(silent.is_closed().await);
}

#[tokio::test]
async fn a_body_that_stops_is_answered_408() {
    let world = World::with("[http]\nbody_timeout_ms = 200\n").await;
    let mut raw = Raw::of(&world).await;
    let head = format!(
        "{HALF}Authorization: Bearer {SECRET_KEY}\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{{\"order\""
    );
    raw.write(head).await;
    let answer = raw.answer().await.unwrap();
    assert_eq!(answer.problem(), (408, "request.slow"));
    assert!(raw.is_closed().await);
}

#[tokio::test]
async fn a_charge_takes_longer_than_an_idle_connection_may() {
    let times = "[http]\nheader_timeout_ms = 200\nidle_timeout_ms = 1\n";
    let world = World::with(&format!("{LASTING}{times}")).await;
    world.behave("L-1", Behaviour::Slow);
    let card = world.card("c-1", VISA).await;
    let page = world.session("L-1", "c-1").await;
    let paying = tokio::spawn(send(page.post("first", &payment_body(&card, None, "123"))));
    until("the charge is at the provider", async || {
        (world.booked("L-1").1 == 1).then_some(())
    })
    .await;
    // Another connection is closed meanwhile for saying nothing.
    assert!(Raw::of(&world).await.is_closed().await);
    world.sandbox.release();
    assert_eq!(paying.await.unwrap().text("state"), "succeeded");
}

#[tokio::test]
async fn beyond_the_cap_the_longest_idle_connection_goes() {
    let world = World::with("[http]\nmax_connections = 2\n").await;
    let mut oldest = Raw::of(&world).await;
    assert_eq!(oldest.get("/health", "").await.status, 200);
    let mut half = Raw::of(&world).await;
    half.write(HALF).await;
    assert_eq!(oldest.get("/health", "").await.status, 200);
    let mut third = Raw::of(&world).await;
    assert_eq!(third.get("/health", "").await.status, 200);
    assert!(half.is_closed().await);
    assert_eq!(oldest.get("/health", "").await.status, 200);
    let mut fourth = Raw::of(&world).await;
    assert_eq!(fourth.get("/health", "").await.status, 200);
    assert!(third.is_closed().await);
    assert_eq!(oldest.get("/health", "").await.status, 200);
}

#[tokio::test]
async fn beyond_the_cap_nothing_that_is_being_answered_goes() {
    let world = World::with(&format!("{LASTING}[http]\nmax_connections = 2\n")).await;
    let card = world.card("c-1", VISA).await;
    let mut paying = Vec::new();
    for order in ["L-2", "L-3"] {
        world.behave(order, Behaviour::Slow);
        let page = world.session(order, "c-1").await;
        let body = payment_body(&card, None, "123");
        let request = plain_client()
            .post(format!("{}/checkout/v1", page.base))
            .bearer_auth(&page.token)
            .header("Idempotency-Key", "0123456789abcdef")
            .json(&body);
        paying.push(tokio::spawn(send(request)));
        until("the charge is at the provider", async || {
            (world.booked(order).1 == 1).then_some(())
        })
        .await;
    }
    let mut third = Raw::of(&world).await;
    third
        .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .await;
    world.sandbox.release();
    for paid in paying {
        assert_eq!(paid.await.unwrap().text("state"), "succeeded");
    }
    assert_eq!(third.answer().await.unwrap().status, 200);
}

#[tokio::test]
async fn a_client_that_takes_nothing_of_its_answer_loses_it() {
    let world = World::with("[http]\nwrite_timeout_ms = 200\nmax_connections = 1\n").await;
    let folder = world.folder.path().join("widget");
    std::fs::create_dir_all(&folder).unwrap();
    // More than any system keeps for a socket.
    std::fs::write(folder.join("large.js"), vec![b'a'; 64 << 20]).unwrap();
    let mut taking_nothing = Raw::of(&world).await;
    let head = "GET /widget/large.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
    taking_nothing.write(head).await;
    let mut next = Raw::of(&world).await;
    assert_eq!(next.get("/health", "").await.status, 200);
}

#[tokio::test]
async fn neither_half_a_head_nor_an_idle_connection_holds_up_a_stop() {
    let world = World::new().await;
    let mut idle = Raw::of(&world).await;
    assert_eq!(idle.get("/health", "").await.status, 200);
    let mut half = Raw::of(&world).await;
    half.write(HALF).await;
    let mut silent = Raw::of(&world).await;
    let began = Instant::now();
    world.server.stop().await;
    // Its own limits are ten seconds and more.
    assert!(began.elapsed() < Duration::from_secs(9));
    for raw in [&mut idle, &mut half, &mut silent] {
        assert!(raw.is_closed().await);
    }
}

#[tokio::test]
async fn a_stop_cuts_answers_off_when_its_time_is_over_and_no_charge() {
    let world = World::with(&format!("{LASTING}[http]\nstop_timeout_ms = 100\n")).await;
    world.behave("L-4", Behaviour::Slow);
    let card = world.card("c-1", VISA).await;
    let page = world.session("L-4", "c-1").await;
    let paying = tokio::spawn(page.post("first", &payment_body(&card, None, "123")).send());
    until("the charge is at the provider", async || {
        (world.booked("L-4").1 == 1).then_some(())
    })
    .await;
    let (token, replica) = (page.token.clone(), world.replica().await);
    let World {
        server, sandbox, ..
    } = world;
    let stopping = tokio::spawn(server.stop());
    assert!(paying.await.unwrap().is_err());
    sandbox.release();
    stopping.await.unwrap();
    let mut raw = Raw::to(&replica.address().to_string()).await;
    let bearer = format!("Authorization: Bearer {token}\r\n");
    let current = raw.get("/checkout/v1", &bearer).await;
    assert_eq!(current.body["payment"]["state"], "succeeded");
    assert_eq!(sandbox.requests(Some("L-4")).charges, 1);
}
