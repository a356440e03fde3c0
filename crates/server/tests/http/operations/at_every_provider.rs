//! Captures, cancels and refunds at every provider.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxProvider, SandboxSettings};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault};
use crate::stage::configuration::QUICK;
use crate::stage::operation::{operate, sums, until_operation};
use crate::stage::place::{
    CERTITRADE, COSTPLUS, PLACES, Place, everywhere, name_smart2pay, sections,
};
use crate::stage::world::World;

async fn paid(world: &World, place: Place, order: &str) -> String {
    let card = place.card(world, "c-1").await;
    let page = place.session(world, order, "c-1").await;
    let answer = place.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    answer.text("id").to_owned()
}

/// Whether the provider has what is named so in the table.
async fn can(world: &World, place: Place, ability: &str) -> bool {
    let answer = world.merchant(Method::GET, "/v1/providers", None).await;
    let providers = answer.body["providers"].as_array().unwrap();
    let provider = providers
        .iter()
        .find(|one| one["name"] == place.name)
        .unwrap();
    assert_eq!(
        provider["default"],
        place.provider == SandboxProvider::Smart2pay
    );
    let abilities = provider["abilities"].as_array().unwrap();
    let found = abilities
        .iter()
        .find(|one| one["ability"] == ability)
        .unwrap();
    found["evidence"] != "absent"
}

/// Waits until the payment is captured: where that is done at night, it is night.
async fn captured(world: &World, id: &str) {
    if world.payment(id).await["attempt_state"] != "captured" {
        world.sandbox.advance(24 * 3_600_000);
        world.until_detail(id, "captured").await;
    }
}

#[tokio::test]
async fn what_was_paid_is_reversed_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let id = paid(&world, place, &place.order("G-1")).await;
        captured(&world, &id).await;
        if can(&world, place, "refund").await {
            let part = json!({ "amount": place.amount - 100 });
            let first = operate(&world, &id, "refund", &format!("one-{}", place.name), part).await;
            assert_eq!(first.status, 200, "{} {first:?}", place.name);
            let rest = until("the rest is refunded", async || {
                let key = format!("two-{}", place.name);
                let rest = operate(&world, &id, "refund", &key, json!({})).await;
                (rest.status == 200).then_some(rest)
            })
            .await;
            assert_eq!(rest.body["amount"], 100, "{}", place.name);
        } else {
            let key = format!("no-{}", place.name);
            let refund = operate(&world, &id, "refund", &key, json!({})).await;
            assert_eq!(refund.problem(), (422, "operation.unsupported"));
            let key = format!("all-{}", place.name);
            let back = operate(&world, &id, "cancel", &key, json!({})).await;
            assert_eq!(back.status, 200, "{} {back:?}", place.name);
        }
        world.sandbox.advance(24 * 3_600_000);
        let payment = world.until_detail(&id, "refunded").await;
        assert_eq!(payment["captured"], place.amount, "{payment}");
        assert_eq!(payment["refunded"], place.amount, "{payment}");
    }
}

#[tokio::test]
async fn every_lost_answer_is_found_out_also_where_the_list_tells_no_amounts() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let url = between.url.clone();
    let more = format!("{}{QUICK}", sections(&sandbox)).replace(sandbox.url(), &url);
    let world = World::before_with(sandbox, &url, &more, name_smart2pay).await;
    let id = paid(&world, COSTPLUS, "G-2").await;
    for (number, amount) in [200, 200, 300].into_iter().enumerate() {
        between.spoil("POST", "/refunds/", Fault::Lost, 1);
        let body = json!({ "amount": amount });
        let asked = operate(&world, &id, "refund", &format!("lost-{number}"), body).await;
        assert_eq!(asked.text("state"), "processing", "{asked:?}");
        let found = until_operation(&world, &id, "succeeded").await;
        assert_eq!(found["id"], asked.body["id"]);
        assert!(found["provider_operation_id"].is_string(), "{found}");
    }
    assert_eq!(sums(&world.payment(&id).await), (995, 700));
    assert_eq!(between.count("POST", "/refunds/"), 3);
}

#[tokio::test]
async fn a_charge_that_counts_once_is_sent_again_and_answered_at_once() {
    let world = everywhere(QUICK).await;
    let order = CERTITRADE.order("R-1");
    world.behave_times(&order, Behaviour::AnswerLost, 1);
    let id = paid(&world, CERTITRADE, &order).await;
    let ledger = world.sandbox.ledger(Some(&order));
    assert_eq!(ledger.len(), 1, "{ledger:?}");
    assert!(world.booked(&order).1 >= 1);
    let payment = world.payment(&id).await;
    let kinds: Vec<&Value> = payment["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["by"])
        .collect();
    assert!(!kinds.contains(&&json!("look-up")), "{payment}");
}
