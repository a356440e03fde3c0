//! A refusal that is not the provider's last word stands only once a look-up
//! does not contradict it.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use serde_json::json;

use crate::stage::between::{Between, Fault};
use crate::stage::configuration::QUICK;
use crate::stage::place::{FINPAY, sections};
use crate::stage::world::World;

const CHARGE: &str = "/pg/payment/card/payment";
/// The bank says no, by `responseCode` 4030014.
const REFUSED: &str = r#"{"responseCode":"4030014","responseMessage":"Insufficient Funds"}"#;
/// The request is said to be wrong, by a code that no page documents.
const REFUSED_REQUEST: &str = r#"{"responseCode":"4000000","responseMessage":"Bad Request"}"#;

async fn between() -> (World, Between) {
    between_with(QUICK).await
}

async fn between_with(times: &str) -> (World, Between) {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let (url, own) = (between.url.clone(), sandbox.url().to_owned());
    let more = format!("{}{times}", sections(&sandbox).replace(&own, &url));
    let world = World::before_with(sandbox, &url, &more, |text| {
        text.replace(
            "payments.cvc = \"required\"",
            "payments = { cvc = \"required\", provider = \"smart2pay\" }",
        )
    })
    .await;
    (world, between)
}

#[tokio::test]
async fn a_refusal_that_a_look_up_contradicts_is_a_payment() {
    let (world, between) = between().await;
    between.spoil("POST", CHARGE, Fault::Says(403, REFUSED), 1);
    let card = FINPAY.card(&world, "c-1").await;
    let page = FINPAY.session(&world, "C-1", "c-1").await;
    let answer = FINPAY.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    assert_eq!(world.booked("C-1"), (1, 1));
}

#[tokio::test]
async fn a_refusal_that_nothing_contradicts_stands() {
    let (world, between) = between().await;
    between.spoil("POST", CHARGE, Fault::SaysDropped(403, REFUSED), 1);
    let card = FINPAY.card(&world, "c-1").await;
    let page = FINPAY.session(&world, "C-2", "c-1").await;
    let answer = FINPAY.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "declined", "{answer:?}");
    assert_eq!(answer.body["decline"]["reason"], "insufficient_funds");
    assert_eq!(world.sandbox.requests(None).look_ups, 1);
}

#[tokio::test]
async fn a_refusal_that_cannot_be_confirmed_frees_nothing() {
    // Nobody looks it up again before the page asks.
    let later = QUICK.replace("first_look_up_ms = 20", "first_look_up_ms = 60000");
    let (world, between) = between_with(&later).await;
    between.spoil("POST", CHARGE, Fault::Says(403, REFUSED), 1);
    // The provider tells of the payment at once: whoever looks it up is told nothing.
    between.spoil_all("GET ", Fault::Garbage);
    let card = FINPAY.card(&world, "c-1").await;
    let page = FINPAY.session(&world, "C-3", "c-1").await;
    let answer = FINPAY.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    assert_eq!(answer.body["charged"], json!(null));
    between.heal();
    page.until("succeeded").await;
    assert_eq!(world.booked("C-3"), (1, 1));
}

#[tokio::test]
async fn a_refused_request_that_was_booked_all_the_same_is_found() {
    let (world, between) = between().await;
    // The provider does not show it yet.
    world.behave("C-4", Behaviour::LookUpEmpty);
    between.spoil("POST", CHARGE, Fault::Says(400, REFUSED_REQUEST), 1);
    let card = FINPAY.card(&world, "c-1").await;
    let page = FINPAY.session(&world, "C-4", "c-1").await;
    let answer = FINPAY.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "failed", "{answer:?}");
    world.behave_times("C-4", Behaviour::LookUpEmpty, 0);
    world.clock.advance(3_600_000);
    page.until("succeeded").await;
    assert_eq!(world.booked("C-4"), (1, 1));
}
