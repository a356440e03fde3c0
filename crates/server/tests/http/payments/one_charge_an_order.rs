//! One order, one charge: whoever asks, from wherever, however often at once.

use std::io::Write as _;

use oneclick_sandbox::{Behaviour, SecurityCode};
use oneclick_server::payments::create::Payments;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::configuration::{ORIGIN, PATIENT};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World, many};

#[tokio::test]
async fn concurrent_posts_with_different_keys_from_two_sessions_charge_once() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let count = many(16);
    let mut pages = Vec::new();
    // As many as the limit of posts for one token asks for, two at least.
    for _ in 0..=count / 16 {
        pages.push(world.session("C-1", "c-1").await);
    }
    let posts = (0..count).map(|number| {
        let page = &pages[number % pages.len()];
        let request = page.post(&format!("key-{number}"), &payment_body(&card, None, "123"));
        tokio::spawn(send(request))
    });
    let posts: Vec<_> = posts.collect();
    let mut ids = Vec::new();
    for post in posts {
        let answer = post.await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(matches!(answer.text("state"), "succeeded" | "processing"));
        ids.push(answer.text("id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "one payment for all");
    pages[0].until("succeeded").await;
    assert_eq!(world.booked("C-1"), (1, 1));
}

#[tokio::test]
async fn concurrent_posts_with_one_key_charge_once() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("C-2", "c-1").await;
    let posts: Vec<_> = (0..12)
        .map(|_| tokio::spawn(send(page.post("one", &payment_body(&card, None, "123")))))
        .collect();
    for post in posts {
        let answer = post.await.unwrap();
        let running = answer.problem() == (409, "payment.running");
        assert!(answer.status == 200 || running, "{answer:?}");
    }
    page.until("succeeded").await;
    assert_eq!(world.booked("C-2"), (1, 1));
}

#[tokio::test]
async fn an_order_that_is_paid_is_never_charged_again() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("C-3", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded");
    let later = world.session("C-3", "c-1").await;
    let session = later.get("").await;
    assert_eq!(session.body["payment"]["id"], paid.body["id"]);
    for after in [None, Some(paid.text("id"))] {
        let again = later.pay("other", &payment_body(&card, after, "123")).await;
        assert_eq!((again.status, &again.body), (200, &paid.body));
    }
    assert_eq!(world.booked("C-3"), (1, 1));
}

/// A second tab must learn that the order is paid: what it has typed is judged last.
#[tokio::test]
async fn a_paid_order_answers_whatever_the_security_code_is() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("C-8", "c-1").await;
    let wrong = ["", "12", "12a", "12345"];
    for (number, code) in wrong.iter().enumerate() {
        let key = format!("free-{number}");
        let refused = page.pay(&key, &payment_body(&card, None, code)).await;
        assert_eq!(refused.status, 422, "{code}: {refused:?}");
        assert!(refused.text("code").starts_with("cvc."), "{refused:?}");
    }
    assert_eq!(world.booked("C-8"), (0, 0));
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    for key in ["first", "other"] {
        for code in wrong {
            let again = page.pay(key, &payment_body(&card, None, code)).await;
            assert_eq!((again.status, &again.body), (200, &paid.body), "{code}");
        }
    }
    assert_eq!(world.booked("C-8"), (1, 1));
}

/// The browser sends its POST and is gone before the answer.
#[tokio::test]
async fn a_browser_that_goes_away_stops_nothing() {
    let world = World::with(PATIENT).await;
    world.behave("C-4", Behaviour::Slow);
    let card = world.card("c-1", VISA).await;
    let page = world.session("C-4", "c-1").await;
    let body = payment_body(&card, None, "123").to_string();
    let address = world.server.address();
    let mut browser = std::net::TcpStream::connect(address).unwrap();
    write!(
        browser,
        "POST /checkout/v1 HTTP/1.1\r\nHost: {address}\r\nOrigin: {ORIGIN}\r\n\
         Authorization: Bearer {}\r\nIdempotency-Key: gone-away-0123456\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        page.token,
        body.len()
    )
    .unwrap();
    until("the charge is at the provider", async || {
        (world.sandbox.requests(Some("C-4")).charges == 1).then_some(())
    })
    .await;
    drop(browser);
    world.sandbox.release();
    // The store is asked, because every call of the API would expedite a look-up.
    let order = oneclick_rules::OrderReference::parse("C-4").unwrap();
    let state = until("the outcome is durable", async || {
        let standing = Payments::of(world.server.deployment())
            .standing(&order)
            .await
            .unwrap();
        standing.holder.filter(|attempt| !attempt.state.is_open())
    })
    .await;
    assert_eq!(state.state.as_str(), "captured");
    assert_eq!(world.sandbox.requests(None).look_ups, 0);
    assert_eq!(world.booked("C-4"), (1, 1));
}

#[tokio::test]
async fn the_security_code_reaches_the_provider_with_the_charge_alone() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("C-5", "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    let ledger = world.sandbox.ledger(Some("C-5"));
    assert_eq!(ledger[0].security_code, SecurityCode::Matched);
    let never = world
        .ask_session("C-6", "c-1", json!({ "cvc": "never" }))
        .await;
    let page = world.page(&never);
    assert_eq!(page.get("").await.body["cards"][0]["cvc"], "never");
    let refused = page.pay("with", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (422, "cvc.not_accepted"));
    assert_eq!(world.booked("C-6"), (0, 0));
    let mut without = payment_body(&card, None, "");
    without.as_object_mut().unwrap().remove("cvc");
    let paid = page.pay("without", &without).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let ledger = world.sandbox.ledger(Some("C-6"));
    assert_eq!(ledger[0].security_code, SecurityCode::Absent);
    assert_ne!(paid.body["id"], Value::Null);
}

/// Two servers of one deployment share the store and nothing else.
#[tokio::test]
async fn two_servers_on_one_store_charge_once() {
    let world = World::new().await;
    let other = world.replica().await;
    let card = world.card("c-1", VISA).await;
    for number in 0..many(4) {
        let order = format!("C-7-{number}");
        let page = world.session(&order, "c-1").await;
        let there = Page {
            base: format!("http://{}", other.address()),
            ..page.clone()
        };
        let posts: Vec<_> = (0..8)
            .map(|number| {
                let page = if number % 2 == 0 { &page } else { &there };
                let request =
                    page.post(&format!("key-{number}"), &payment_body(&card, None, "123"));
                tokio::spawn(send(request))
            })
            .collect();
        for post in posts {
            let answer = post.await.unwrap();
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        there.until("succeeded").await;
        assert_eq!(world.booked(&order), (1, 1));
    }
    other.stop().await;
}

#[tokio::test]
async fn three_servers_on_one_store_charge_an_order_once_for_64_shoppers() {
    let world = World::new().await;
    let others = [world.replica().await, world.replica().await];
    let card = world.card("c-1", VISA).await;
    // Each token takes thirty posts in a minute.
    let mut pages = Vec::new();
    for number in 0..4 {
        let page = world.session("C-64", "c-1").await;
        let base = match others.get(number) {
            Some(other) => format!("http://{}", other.address()),
            None => world.base.clone(),
        };
        pages.push(Page { base, ..page });
    }
    let posts: Vec<_> = (0..64)
        .map(|number| {
            let page = &pages[number % pages.len()];
            let request = page.post(&format!("key-{number}"), &payment_body(&card, None, "123"));
            tokio::spawn(send(request))
        })
        .collect();
    for post in posts {
        let answer = post.await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    pages[0].until("succeeded").await;
    assert_eq!(world.booked("C-64"), (1, 1));
    for other in others {
        other.stop().await;
    }
}
