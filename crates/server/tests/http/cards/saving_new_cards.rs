//! New cards that cannot be saved at once: the payment stays, saving goes on.

use oneclick_sandbox::{Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{plain_client, send, until};
use crate::stage::between::{Between, Fault, between};
use crate::stage::card::{cards, until_saved};
use crate::stage::configuration::{LASTING, QUICK};
use crate::stage::hosted::{begin, come_back, new_card_body, type_card};
use crate::stage::program::Program;
use crate::stage::world::World;

/// The call that retrieves a card; look-ups are on the path without an id.
const RETRIEVE: &str = "GET /smart2pay/v1/payments/";

#[tokio::test]
async fn a_browser_that_never_comes_back_stops_nothing() {
    let world = World::new().await;
    let page = world.session("K-1", "c-1").await;
    let payment = begin(&page, "first", true).await;
    type_card(&world, &payment).await;
    let kept = until_saved(&world, &payment).await;
    assert_eq!(kept["charged"], true);
    let kinds: Vec<&str> = kept["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "intent",
            "sent",
            "action_required",
            "captured",
            "card_saved"
        ]
    );
    assert_eq!(cards(&world, "c-1").await[0]["id"], kept["card"]);
}

#[tokio::test]
async fn saving_that_fails_goes_on_until_it_works() {
    let (world, between) = between(QUICK).await;
    between.spoil_all(RETRIEVE, Fault::Error500Dropped);
    let page = world.session("K-2", "c-1").await;
    let payment = begin(&page, "first", true).await;
    let back = type_card(&world, &payment).await;
    // The shopper waits a little, and goes on with the payment alone.
    come_back(&world, &back).await;
    let paid = page.get("").await.body["payment"].clone();
    assert_eq!(
        (&paid["state"], &paid["card"]),
        (&json!("succeeded"), &Value::Null)
    );
    until("it is tried again", async || {
        (between.came(RETRIEVE) > 2).then_some(())
    })
    .await;
    let due = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(
        (&due["save"]["state"], &due["charged"]),
        (&json!("due"), &json!(true))
    );
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
    between.heal();
    until_saved(&world, &payment).await;
    assert_eq!(cards(&world, "c-1").await.len(), 1);
    assert_eq!(world.booked("K-2"), (1, 1));
}

#[tokio::test]
async fn a_card_that_never_comes_is_given_up_and_the_payment_stays() {
    let quick = format!("{QUICK}review_after_ms = 1\n");
    let (world, between) = between(&quick).await;
    between.spoil_all(RETRIEVE, Fault::Error500Dropped);
    let page = world.session("K-3", "c-1").await;
    let payment = begin(&page, "first", true).await;
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    let id = payment["id"].as_str().unwrap();
    let ended = until("it is given up", async || {
        Some(world.payment(id).await).filter(|now| now["save"]["state"] == "failed")
    })
    .await;
    assert_eq!(
        (&ended["state"], &ended["charged"], &ended["card"]),
        (&json!("succeeded"), &json!(true), &Value::Null)
    );
    let last = ended["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["kind"], "card_not_saved");
    let asked = between.came(RETRIEVE);
    between.heal();
    page.get("").await;
    assert_eq!(between.came(RETRIEVE), asked);
}

#[tokio::test]
async fn each_token_is_a_card_and_the_first_stays_the_default_card() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for order in ["K-4", "K-5"] {
        let page = world.session(order, "c-1").await;
        let payment = begin(&page, "first", true).await;
        let back = type_card(&world, &payment).await;
        come_back(&world, &back).await;
        ids.push(until_saved(&world, &payment).await["card"].clone());
    }
    // The provider gave another token for the same number: another card to us.
    assert_ne!(ids[0], ids[1]);
    let kept = cards(&world, "c-1").await;
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[0]["id"], ids[0], "the first stays the default card");
}

#[tokio::test]
async fn a_kill_between_success_and_saving_loses_no_card() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    between.spoil_all(RETRIEVE, Fault::Hangs);
    let mut program = Program::start_before(&between.url, LASTING);
    let session = json!({
        "order": "K-6", "amount": 995, "currency": "EUR", "customer": { "id": "c-1" },
        "return_url": "http://localhost:8080/",
    });
    let session = program.merchant("/v1/sessions", &session).await;
    let token = session.text("client_token").to_owned();
    let begun = send(program.post(&token, "first", &new_card_body(true, None))).await;
    let url = begun.body["redirect"]["url"].as_str().unwrap();
    let form = "choice=pay&holder=Ada&number=4111111111111111&month=12&year=2031&security_code=123";
    let typed = plain_client().post(url).body(form);
    send(typed.header("Content-Type", "application/x-www-form-urlencoded")).await;
    until("the card is asked for", async || {
        program.current(&token).await;
        (between.came(RETRIEVE) > 0).then_some(())
    })
    .await;
    let paid = program.current(&token).await;
    assert_eq!(
        (&paid["state"], &paid["card"]),
        (&json!("succeeded"), &Value::Null)
    );
    program.kill();
    between.heal();
    program.start_again();
    let kept = until("the card is saved", async || {
        Some(program.current(&token).await).filter(|payment| payment["card"].is_string())
    })
    .await;
    assert_eq!(kept["state"], "succeeded");
    assert_eq!(sandbox.requests(None).charges, 1);
}

#[tokio::test]
async fn a_customer_who_was_erased_meanwhile_has_the_card_deleted() {
    let (world, between) = between(QUICK).await;
    between.spoil_all(RETRIEVE, Fault::Error500Dropped);
    let page = world.session("K-7", "c-1").await;
    let payment = begin(&page, "first", true).await;
    type_card(&world, &payment).await;
    page.until("succeeded").await;
    let erased = world
        .merchant(Method::DELETE, "/v1/customers/c-1", None)
        .await;
    assert_eq!(erased.status, 204);
    between.heal();
    let id = payment["id"].as_str().unwrap();
    let ended = until("it is given up", async || {
        Some(world.payment(id).await).filter(|now| now["save"]["state"] == "failed")
    })
    .await;
    assert_eq!(ended["charged"], true);
    until("the provider is asked to delete it", async || {
        (between.came("POST /smart2pay/v1/card/token/") == 1).then_some(())
    })
    .await;
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_token_that_is_known_meanwhile_is_the_same_card() {
    let (world, between) = between(QUICK).await;
    between.spoil_all(RETRIEVE, Fault::Error500Dropped);
    let page = world.session("K-8", "c-1").await;
    let payment = begin(&page, "first", true).await;
    type_card(&world, &payment).await;
    page.until("succeeded").await;
    let id = world.sandbox.ledger(Some("K-8"))[0].id.clone();
    let url = format!("{}/smart2pay/v1/payments/{id}", world.sandbox.url());
    let asked = world.client.get(url);
    let asked = send(asked.basic_auth("1010", Some("sandbox-key"))).await;
    let token = asked.body["Payment"]["CreditCardToken"]["Value"].clone();
    let body = json!({
        "provider": "smart2pay", "token": token, "brand": "visa", "last_four": "1111",
        "expiry": { "month": 3, "year": 2024 }, "consent": { "text": "older", "language": "en", "given_at": 1_700_000_000 },
        "uses": ["merchant_unscheduled"], "initial_transaction": "7",
    });
    let path = "/v1/customers/c-1/cards";
    let imported = world.merchant(Method::POST, path, Some(body)).await;
    between.heal();
    let kept = until_saved(&world, &payment).await;
    assert_eq!(kept["card"], imported.body["id"]);
    let all = cards(&world, "c-1").await;
    assert_eq!(all.len(), 1);
    assert_eq!(all[0]["uses"], json!(["one_click", "merchant_unscheduled"]));
    assert_eq!(
        (&all[0]["consent"]["text"], &all[0]["initial_transaction"]),
        (&json!("keep-1"), &json!("7"))
    );
    // What the shopper typed is what is shown.
    assert_eq!(all[0]["expiry"], json!({ "month": 12, "year": 2031 }));
}
