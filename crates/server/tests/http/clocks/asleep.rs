//! A machine that sleeps: its monotonic clock stands still, and the provider's
//! does not.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::LASTING;
use crate::stage::hosted::begin;
use crate::stage::look_ups::{hidden, looked_up};
use crate::stage::operation::{operate, paid, refunds, until_operation};
use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, name_smart2pay, sections};
use crate::stage::world::{VISA, World};

const HOUR: i64 = 3_600_000;

/// A server whose provider is behind what may spoil its answers.
async fn certitrade() -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let more = format!("{}{LASTING}", sections(&sandbox));
    let more = more.replace(sandbox.url(), &between.url);
    let url = between.url.clone();
    let world = World::before_with(sandbox, &url, &more, name_smart2pay).await;
    (world, between)
}

/// Sleeps longer than the provider promises to know the same bytes again.
fn sleep(world: &World) {
    world.clock.step(2 * 60_000);
}

#[tokio::test]
async fn the_same_bytes_are_not_sent_again_after_a_sleep() {
    let (world, between) = certitrade().await;
    let card = CERTITRADE.card(&world, "c-1").await;
    for (order, slept, sent) in [("Z-1", false, 2), ("Z-2", true, 1)] {
        let before = between.count("POST", "");
        between.spoil("POST", "", Fault::HeldLost, 1);
        let page = CERTITRADE.session(&world, order, "c-1").await;
        let paying = CERTITRADE.pay(&page, &card);
        let waking = async {
            until("the charge is at the provider", async || {
                (world.charged(order) == 1).then_some(())
            })
            .await;
            if slept {
                sleep(&world);
            }
            between.release();
        };
        let (paid, ()) = tokio::join!(paying, waking);
        assert_eq!(paid.status, 200, "{paid:?}");
        page.until("succeeded").await;
        assert_eq!(world.charged(order), 1, "{order}");
        assert_eq!(between.count("POST", "") - before, sent, "{order}");
    }
}

#[tokio::test]
async fn an_hour_s_sleep_during_a_charge_changes_nothing_of_it() {
    let (world, between) = between(LASTING).await;
    let card = world.card("c-1", VISA).await;
    for (order, fault) in [("Z-3", Fault::Held), ("Z-4", Fault::HeldLost)] {
        between.spoil("POST", "/payments", fault, 1);
        let page = world.session(order, "c-1").await;
        let body = payment_body(&card, None, "123");
        let waking = async {
            until("the charge is at the provider", async || {
                (world.charged(order) == 1).then_some(())
            })
            .await;
            world.clock.step(HOUR);
            between.release();
        };
        let (paid, ()) = tokio::join!(page.pay("first", &body), waking);
        assert_eq!(paid.status, 200, "{paid:?}");
        page.until("succeeded").await;
        assert_eq!(world.booked(order), (1, 1), "{order}");
    }
}

#[tokio::test]
async fn an_hour_s_sleep_ends_no_search_and_no_wait_for_the_provider() {
    let world = World::with(LASTING).await;
    let (page, card) = hidden(&world, "Z-5").await;
    world.clock.step(HOUR - 60_000);
    looked_up(&world, 5).await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.text("state"), "processing", "{again:?}");
    world.behave_times("Z-5", Behaviour::LookUpEmpty, 0);
    page.until("succeeded").await;
    assert_eq!(world.booked("Z-5"), (1, 1));
    // The provider has not decided yet.
    world.behave("Z-6", Behaviour::Pending);
    let page = world.session("Z-6", "c-1").await;
    let pending = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(pending.text("state"), "processing", "{pending:?}");
    world.clock.step(HOUR - 60_000);
    looked_up(&world, 2).await;
    world.sandbox.advance(3_600_000);
    page.until("succeeded").await;
    assert_eq!(world.booked("Z-6"), (1, 1));
}

#[tokio::test]
async fn a_page_that_ended_during_an_hour_s_sleep_has_ended() {
    let world = World::with(LASTING).await;
    let page = world.session("Z-7", "c-1").await;
    begin(&page, "first", false).await;
    world.clock.step(HOUR - 60_000);
    world.sandbox.advance(3_600_000);
    page.until("expired").await;
    assert_eq!(world.charged("Z-7"), 0);
}

#[tokio::test]
async fn an_hour_s_sleep_during_a_refund_gives_back_once() {
    let (world, between) = between(LASTING).await;
    for (order, fault) in [("Z-8", Fault::Held), ("Z-9", Fault::HeldLost)] {
        let id = paid(&world, order, "automatic").await;
        between.spoil("POST", "/refunds", fault, 1);
        let sent = between.count("POST", "/refunds");
        let refund = operate(&world, &id, "refund", order, json!({}));
        let waking = async {
            until("the refund is at the provider", async || {
                (between.count("POST", "/refunds") > sent).then_some(())
            })
            .await;
            world.clock.step(HOUR);
            between.release();
        };
        tokio::join!(refund, waking);
        until_operation(&world, &id, "succeeded").await;
        assert_eq!(refunds(&world, &id).await, [995], "{order}");
        assert_eq!(between.count("POST", "/refunds"), sent + 1, "{order}");
    }
}
