//! Two servers on one store, whose clocks are ten minutes apart.

use oneclick_sandbox::Behaviour;
use oneclick_server::config::Config;
use oneclick_server::environment::{Clock, Environment};
use oneclick_server::server::Server;
use serde_json::json;
use tokio::net::TcpListener;

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::{LASTING, PATIENT, SECRET_KEY};
use crate::stage::hosted::begin;
use crate::stage::operation::{operate, paid, refunds, until_operation};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

/// How far each clock is from the right time, milliseconds.
const APART: i64 = 300_000;

/// Another server on the same store, with a clock of its own.
async fn replica(world: &World, environment: Environment) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let file = world.folder.path().join("oneclick.toml");
    let config = Config::read(&file, &|_| None).unwrap();
    Server::start(config, listener, environment).await.unwrap()
}

/// The same shopper's page, at the other server.
fn at<'a>(page: &Page<'a>, server: &Server) -> Page<'a> {
    Page {
        base: format!("http://localhost:{}", server.address().port()),
        ..page.clone()
    }
}

/// Two servers, the first one's clock ahead and the other's behind.
async fn two(more: &str) -> (World, Between, Server, Clock) {
    let (world, between) = between(more).await;
    world.clock.step(APART);
    let environment = Environment::real();
    let behind = environment.clock().clone();
    behind.step(-APART);
    let second = replica(&world, environment).await;
    (world, between, second, behind)
}

#[tokio::test]
async fn an_order_is_charged_once_and_freed_by_real_time_alone() {
    let (world, _between, second, behind) = two(LASTING).await;
    for (order, on_second) in [("P-1", false), ("P-2", true)] {
        let customer = format!("of-{order}");
        world.behave(order, Behaviour::AnswerLost);
        world.behave(order, Behaviour::LookUpEmpty);
        let card = world.card(&customer, VISA).await;
        let first = world.session(order, &customer).await;
        let (here, there) = if on_second {
            (at(&first, &second), first)
        } else {
            let there = at(&first, &second);
            (first, there)
        };
        let paid = here.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(paid.text("state"), "processing", "{paid:?}");
        // Five minutes of it are only the clocks'.
        for clock in [&world.clock, &behind] {
            clock.advance(14 * 60_000);
        }
        let before = world.sandbox.requests(Some(order)).look_ups;
        until("more look-ups", async || {
            there.get("").await;
            (world.sandbox.requests(Some(order)).look_ups >= before + 5).then_some(())
        })
        .await;
        let again = there.pay("second", &payment_body(&card, None, "123")).await;
        assert_eq!(again.text("state"), "processing", "{again:?}");
        assert_eq!(world.booked(order), (1, 1));
        // Whichever watches it: both have waited in full now.
        for clock in [&world.clock, &behind] {
            clock.advance(16 * 60_000);
        }
        here.until("not_found").await;
        there.until("not_found").await;
        world.behave_times(order, Behaviour::AnswerLost, 0);
        world.behave_times(order, Behaviour::LookUpEmpty, 0);
    }
}

#[tokio::test]
async fn what_one_sent_the_other_finds_and_neither_sends_again() {
    let (world, between, second, behind) = two(LASTING).await;
    world.behave("P-3", Behaviour::AnswerLost);
    let card = world.card("c-1", VISA).await;
    let page = world.session("P-3", "c-1").await;
    let there = at(&page, &second);
    there.pay("first", &payment_body(&card, None, "123")).await;
    let found = page.until("succeeded").await;
    assert_eq!(there.until("succeeded").await["id"], found["id"]);
    assert_eq!(world.booked("P-3"), (1, 1));
    // A refund that was heard and not answered.
    let id = found["id"].as_str().unwrap();
    between.spoil("POST", "/refunds", Fault::Lost, 1);
    operate(&world, id, "refund", "one", json!({})).await;
    until_operation(&world, id, "succeeded").await;
    assert_eq!(refunds(&world, id).await, [995]);
    assert_eq!(between.count("POST", "/refunds"), 1);
    drop(behind);
}

#[tokio::test]
async fn a_refund_that_never_came_is_sent_again_only_when_real_time_allows() {
    let (world, between, _second, behind) = two(LASTING).await;
    let id = paid(&world, "P-4", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &id, "refund", "one", json!({})).await;
    for clock in [&world.clock, &behind] {
        clock.advance(14 * 60_000);
    }
    let asked = between.count("GET", "/refunds");
    until("more follow-ups", async || {
        (between.count("GET", "/refunds") >= asked + 5).then_some(())
    })
    .await;
    let busy = operate(&world, &id, "refund", "two", json!({})).await;
    assert_eq!(busy.problem(), (409, "payment.busy"));
    for clock in [&world.clock, &behind] {
        clock.advance(16 * 60_000);
    }
    until_operation(&world, &id, "failed").await;
}

#[tokio::test]
async fn two_whose_clocks_are_hours_apart_do_not_make_each_other_s_work_due() {
    let more = "[engine]\nfirst_look_up_ms = 60000";
    let (world, between, second, behind) = two(more).await;
    world.clock.step(6 * 3_600_000);
    world.behave("P-5", Behaviour::AnswerLost);
    world.behave("P-5", Behaviour::LookUpEmpty);
    let card = world.card("c-1", VISA).await;
    let page = world.session("P-5", "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    // A round of the one that is behind makes it due, for both; the next is minutes
    // away.
    behind.advance(601_000);
    until("it is looked up", async || {
        (between.count("GET", "/payments") >= 1).then_some(())
    })
    .await;
    // Each look-up that they were at may make one more due at the other, and then
    // it is over: both do other work, and this one is left alone.
    let mut number = 0;
    until("it is left alone", async || {
        let asked = world.sandbox.requests(Some("P-5")).look_ups;
        for _ in 0..4 {
            for server in [&second, &world.server] {
                number += 1;
                let order = format!("P-6-{number}");
                world.behave(&order, Behaviour::AnswerLost);
                let other = at(&world.session(&order, "c-1").await, server);
                other.pay("first", &payment_body(&card, None, "123")).await;
                other.until("succeeded").await;
            }
        }
        (world.sandbox.requests(Some("P-5")).look_ups == asked).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_waits_at_one_server_for_what_the_other_does_is_told_of_it() {
    let (world, between) = between(PATIENT).await;
    let second = replica(&world, Environment::real()).await;
    let page = world.session("P-7", "c-1").await;
    let payment = begin(&page, "first", false).await;
    between.spoil("POST", "/cancel", Fault::Delayed, 1);
    let there = at(&page, &second);
    let asked = async {
        until("the provider is asked", async || {
            (between.count("POST", "/cancel") == 1).then_some(())
        })
        .await;
        let waiting = there.give_up(&payment);
        let looked = between.count("GET", "/payments");
        let freeing = async {
            until("the other has looked it up", async || {
                (between.count("GET", "/payments") > looked).then_some(())
            })
            .await;
            // So much that it waits by now.
            for _ in 0..20 {
                let url = format!("{}/v1/customers/c-1/cards", there.base);
                let listed = send(world.client.get(url).bearer_auth(SECRET_KEY)).await;
                assert_eq!(listed.status, 200);
            }
            between.release();
        };
        // Both are answered long before twenty seconds have passed.
        let within = std::time::Duration::from_secs(15);
        let both = async { tokio::join!(waiting, freeing) };
        tokio::time::timeout(within, both).await.unwrap().0
    };
    let (first, second) = tokio::join!(page.give_up(&payment), asked);
    assert_eq!(first.text("state"), "expired", "{first:?}");
    assert_eq!(second.text("state"), "expired", "{second:?}");
    assert_eq!(between.count("POST", "/cancel"), 1);
}
