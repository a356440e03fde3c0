//! What a person does at the provider, past us: told and counted as ours is.

use oneclick_providers::OperationKind;
use oneclick_sandbox::SandboxProvider;
use serde_json::json;

use crate::stage::back_office::{BackOffice, by_provider, captured, until_told};
use crate::stage::configuration::LASTING;
use crate::stage::operation::{operate, paid, refunds, sums};
use crate::stage::place::{CERTITRADE, COSTPLUS, SMART2PAY, everywhere};
use crate::stage::world::World;

#[tokio::test]
async fn what_the_back_office_gives_back_is_told_once_and_counts() {
    let world = everywhere(LASTING).await;
    for place in [SMART2PAY, COSTPLUS, CERTITRADE] {
        let id = captured(&world, place, &place.order("O-1")).await;
        let office = BackOffice::of(&world);
        let payment = world.payment(&id).await;
        office.moves(&payment, OperationKind::Refund, 200).await;
        let found = until_told(&world, &id, "the refund is found", |payment| {
            payment["operations"][0]["amount"] == 200
        })
        .await;
        if place.provider == SandboxProvider::Certitrade {
            assert_eq!(found["operations"][0]["state"], "pending");
            world.sandbox.advance(24 * 3_600_000);
        }
        let found = until_told(&world, &id, "it is done", |payment| {
            payment["refunded"] == 200
        })
        .await;
        assert_eq!(
            (&found["state"], &found["charged"]),
            (&json!("succeeded"), &json!(true))
        );
        assert_eq!(sums(&found), (place.amount, 200), "{found}");
        office.moves(&payment, OperationKind::Refund, 100).await;
        let found = until_told(
            &world,
            &id,
            &format!("the second at {}", place.name),
            |payment| payment["operations"].as_array().unwrap().len() == 2,
        )
        .await;
        assert_eq!(found["operations"][1]["amount"], 100, "{found}");
        let more = json!({ "amount": place.amount - 299 });
        let more = operate(&world, &id, "refund", &format!("more-{}", place.name), more).await;
        assert_eq!(more.problem(), (422, "operation.amount"), "{}", place.name);
        let rest = operate(
            &world,
            &id,
            "refund",
            &format!("rest-{}", place.name),
            json!({}),
        )
        .await;
        assert_eq!(rest.body["amount"], place.amount - 300, "{rest:?}");
        world.sandbox.advance(24 * 3_600_000);
        let all = until_told(&world, &id, "all is back", |payment| {
            payment["state"] == "refunded"
        })
        .await;
        assert_eq!(sums(&all), (place.amount, place.amount), "{all}");
        assert_eq!(all["operations"].as_array().unwrap().len(), 3, "{all}");
        let told = by_provider(&all, "refunded").len() + by_provider(&all, "refund_pending").len();
        assert_eq!(told, 2, "{all}");
    }
}

#[tokio::test]
async fn a_refund_that_nobody_told_of_is_found_before_the_next() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "O-2", "automatic").await;
    let payment = world.payment(&id).await;
    let office = BackOffice::of(&world);
    office.moves(&payment, OperationKind::Refund, 300).await;
    let rest = operate(&world, &id, "refund", "rest", json!({})).await;
    assert_eq!(
        (rest.text("state"), &rest.body["amount"]),
        ("succeeded", &json!(695))
    );
    let payment = world.payment(&id).await;
    assert_eq!(by_provider(&payment, "refunded"), ["3.00 EUR"]);
    assert_eq!(
        (&payment["state"], sums(&payment)),
        (&json!("refunded"), (995, 995))
    );
    assert_eq!(refunds(&world, &id).await, [300, 695]);
}

#[tokio::test]
async fn what_the_back_office_gives_back_whole_ends_the_payment() {
    let world = World::with(LASTING).await;
    let id = paid(&world, "O-3", "automatic").await;
    let payment = world.payment(&id).await;
    let office = BackOffice::of(&world);
    office.moves(&payment, OperationKind::Refund, 995).await;
    let all = until_told(&world, &id, "all is back", |payment| {
        payment["state"] == "refunded"
    })
    .await;
    assert_eq!(by_provider(&all, "refunded"), ["9.95 EUR"]);
    assert_eq!(sums(&all), (995, 995));
    assert_eq!(all["charged"], false);
}

#[tokio::test]
async fn what_the_back_office_captures_is_told_and_is_what_can_be_reversed() {
    let world = World::with(LASTING).await;
    let office = BackOffice::of(&world);
    let id = paid(&world, "O-4", "manual").await;
    let payment = world.payment(&id).await;
    office.moves(&payment, OperationKind::Capture, 600).await;
    let part = until_told(&world, &id, "it is captured", |payment| {
        payment["attempt_state"] == "captured"
    })
    .await;
    assert_eq!(
        (by_provider(&part, "captured"), sums(&part)),
        (vec!["6.00 EUR"], (600, 0))
    );
    let more = operate(&world, &id, "refund", "more", json!({ "amount": 601 })).await;
    assert_eq!(more.problem(), (422, "operation.amount"));
    let back = operate(&world, &id, "refund", "back", json!({})).await;
    assert_eq!(back.body["amount"], 600, "{back:?}");
    assert_eq!(sums(&world.payment(&id).await), (600, 600));
    let id = paid(&world, "O-5", "manual").await;
    let payment = world.payment(&id).await;
    office.moves(&payment, OperationKind::Cancel, 995).await;
    let back = until_told(&world, &id, "it is cancelled", |payment| {
        payment["state"] == "cancelled"
    })
    .await;
    assert_eq!((&back["charged"], sums(&back)), (&json!(false), (0, 0)));
}
