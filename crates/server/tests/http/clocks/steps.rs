//! Clocks that step: no order is freed sooner than real time allows, and
//! nothing that somebody asks for waits until a clock has caught up.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::LASTING;
use crate::stage::hosted::begin;
use crate::stage::look_ups::{hidden, looked_up};
use crate::stage::operation::{operate, paid, until_operation};
use crate::stage::page::{Page, payment_body};
use crate::stage::place::{COSTPLUS, name_smart2pay, sections};
use crate::stage::world::{VISA, World};

/// As long as a step of the clock, milliseconds: more than the quarter of an
/// hour after which an order whose payment is not found is freed.
const STEP: i64 = 16 * 60_000;

#[tokio::test]
async fn a_step_forward_frees_nothing() {
    let world = World::with(LASTING).await;
    let (page, card) = hidden(&world, "C-1").await;
    world.clock.step(STEP);
    looked_up(&world, 5).await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.text("state"), "processing", "{again:?}");
    assert_eq!(world.booked("C-1"), (1, 1));
    // The time itself frees it.
    world.clock.advance(STEP);
    page.until("not_found").await;
}

#[tokio::test]
async fn a_step_of_days_makes_no_silence() {
    let world = World::with(LASTING).await;
    let (page, _) = hidden(&world, "C-9").await;
    let waits = world.session("C-10", "c-1").await;
    let waiting = begin(&waits, "first", false).await;
    let id = waiting["id"].as_str().unwrap();
    world.clock.step(4 * 86_400_000);
    looked_up(&world, 10).await;
    assert_eq!(world.payment(id).await["attempt_state"], "action_required");
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["state"], "processing");
    // After as long as absence takes to mean anything, the page's silence does.
    world.clock.advance(STEP);
    world.until_detail(id, "needs_review").await;
    page.until("not_found").await;
}

#[tokio::test]
async fn a_step_of_days_ends_no_watch_over_a_freed_order() {
    let world = World::with(LASTING).await;
    let (page, _) = hidden(&world, "C-11").await;
    world.clock.advance(STEP);
    let freed = page.until("not_found").await;
    world.clock.step(4 * 86_400_000);
    looked_up(&world, 3).await;
    world.behave_times("C-11", Behaviour::LookUpEmpty, 0);
    let id = freed["id"].as_str().unwrap();
    world.until_detail(id, "captured").await;
}

#[tokio::test]
async fn two_empty_look_ups_are_apart_by_real_time() {
    let more = format!("{LASTING}not_found_after_ms = 600000\nprovider_timeout_ms = 1000");
    let world = World::with(&more).await;
    let card = world.card("c-1", VISA).await;
    world.behave("C-2", Behaviour::AnswerLost);
    world.behave("C-2", Behaviour::LookUp500);
    let page = world.session("C-2", "c-1").await;
    page.pay("first", &payment_body(&card, None, "123")).await;
    // Old enough, and nothing was found yet.
    world.clock.advance(601_000);
    looked_up(&world, 1).await;
    world.behave_times("C-2", Behaviour::LookUp500, 0);
    world.behave("C-2", Behaviour::LookUpEmpty);
    looked_up(&world, 2).await;
    world.clock.step(61_000);
    looked_up(&world, 5).await;
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["state"], "processing");
    world.clock.advance(61_000);
    page.until("not_found").await;
}

#[tokio::test]
async fn a_process_that_has_just_started_waits_in_full() {
    let world = World::with(LASTING).await;
    let (page, _) = hidden(&world, "C-3").await;
    let Page {
        id,
        token,
        pay_token,
        ..
    } = page;
    // What is left of the quarter of an hour passes after the restart.
    world.clock.advance(14 * 60_000);
    let world = world.restarted().await;
    let page = Page {
        world: &world,
        base: world.base.clone(),
        id,
        token,
        pay_token,
    };
    looked_up(&world, 1).await;
    world.clock.advance(2 * 60_000);
    looked_up(&world, 5).await;
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["state"], "processing");
    world.clock.advance(STEP);
    page.until("not_found").await;
}

#[tokio::test]
async fn after_a_step_back_whoever_asks_is_answered_at_once() {
    // By itself it is looked up again after a minute.
    let more = "[engine]\nfirst_look_up_ms = 60000\nlook_up_spacing_ms = 10";
    let world = World::with(more).await;
    let (page, _) = hidden(&world, "C-4").await;
    world.behave_times("C-4", Behaviour::LookUpEmpty, 0);
    world.clock.step(-STEP);
    page.until("succeeded").await;
}

#[tokio::test]
async fn after_a_step_back_a_notification_is_heeded_at_once() {
    let more = "[engine]\nfirst_look_up_ms = 60000\nlook_up_spacing_ms = 10";
    let world = World::with(more).await;
    let (page, _) = hidden(&world, "C-5").await;
    let shown = page.get("").await;
    let id = shown.body["payment"]["id"].as_str().unwrap();
    let reference = world.payment(id).await["attempt_reference"].clone();
    let look_ups = || world.sandbox.requests(None).look_ups;
    let before = look_ups();
    world.clock.step(-STEP);
    let more_than = async |before: usize| {
        until("one more look-up", async || {
            (look_ups() > before).then_some(())
        })
        .await;
    };
    // The step itself has it looked up, the notification once more.
    more_than(before).await;
    let before = look_ups();
    tell(&world, reference.as_str().unwrap(), 11).await;
    more_than(before).await;
}

/// Waits for five more follow-ups of a refund.
async fn followed_up(between: &Between) {
    let asked = between.count("GET", "/refunds");
    until("more follow-ups", async || {
        (between.count("GET", "/refunds") >= asked + 5).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_step_forward_lets_no_refund_be_sent_twice() {
    let (world, between) = between(LASTING).await;
    let id = paid(&world, "C-6", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &id, "refund", "one", json!({})).await;
    followed_up(&between).await;
    world.clock.step(STEP);
    followed_up(&between).await;
    let busy = operate(&world, &id, "refund", "two", json!({})).await;
    assert_eq!(busy.problem(), (409, "payment.busy"));
    world.clock.advance(STEP);
    until_operation(&world, &id, "failed").await;
}

#[tokio::test]
async fn a_search_by_time_is_not_believed_while_the_clocks_differ() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let more = format!("{}{LASTING}", sections(&sandbox));
    let more = more.replace(sandbox.url(), &between.url);
    let url = between.url.clone();
    // What the provider tells comes to nobody.
    let change = |text: String| {
        let text = text.replace(
            "public_url = \"http://localhost",
            "public_url = \"http://127.0.0.2",
        );
        name_smart2pay(text)
    };
    let world = World::before_with(sandbox, &url, &more, change).await;
    // Ours runs fast when the intent is written, and is set right later.
    world.clock.step(STEP);
    world.behave("C-7", Behaviour::AnswerLost);
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, "C-7", "c-1").await;
    let answer = COSTPLUS.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    world.clock.advance(61 * 60_000);
    let asked = between.came("GET /costplus");
    until("more look-ups", async || {
        (between.came("GET /costplus") >= asked + 5).then_some(())
    })
    .await;
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["state"], "processing");
    world.clock.step(-STEP - 61 * 60_000);
    page.until("succeeded").await;
    assert_eq!(world.charged("C-7"), 1);
}

#[tokio::test]
async fn a_notification_that_comes_during_a_refund_is_not_lost() {
    // Long enough that nothing but the notification's own look-up is due.
    let more = "[engine]\nfirst_look_up_ms = 60000\nlook_up_spacing_ms = 600000";
    let (world, between) = between(more).await;
    let id = paid(&world, "C-8", "automatic").await;
    let reference = world.payment(&id).await["attempt_reference"].clone();
    tell(&world, reference.as_str().unwrap(), 11).await;
    looked_up(&world, 1).await;
    between.spoil("POST", "/refunds", Fault::Held, 1);
    let refund = operate(&world, &id, "refund", "one", json!({}));
    let (refund, ()) = tokio::join!(refund, async {
        until("the refund is at the provider", async || {
            (between.count("POST", "/refunds") == 1).then_some(())
        })
        .await;
        notify(&world, &id, 26).await;
        between.release();
    });
    assert_eq!(refund.text("state"), "succeeded", "{refund:?}");
    world.clock.advance(601_000);
    until_dispute(&world, &id, "charged_back").await;
}

/// The provider's payment comes to `status`, and the provider says so.
async fn notify(world: &World, id: &str, status: u64) {
    let payment = world.payment(id).await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = format!(
        "{}/control/payments/{reference}/status",
        world.sandbox.url()
    );
    let changed = send(world.client.post(url).json(&json!({ "status": status }))).await;
    assert_eq!(changed.status, 204, "{changed:?}");
    tell(world, reference, status).await;
}

async fn tell(world: &World, reference: &str, status: u64) {
    let body = json!({ "Payment": {
        "ID": 202_999, "MerchantTransactionID": reference, "Amount": "995", "Currency": "EUR",
        "Status": { "ID": status, "Info": "Disputed", "Reasons": [] },
    }});
    let request = world
        .request(Method::POST, "/notifications/smart2pay")
        .basic_auth("1010", Some("sandbox-key"));
    let told = send(request.json(&body)).await;
    assert_eq!((told.status, &told.body), (204, &Value::Null));
}

async fn until_dispute(world: &World, id: &str, dispute: &str) {
    until(&format!("the dispute is {dispute}"), async || {
        (world.payment(id).await["dispute"] == dispute).then_some(())
    })
    .await;
}
