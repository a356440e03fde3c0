//! What the merchant is told, of each kind of change.

use oneclick_providers::OperationKind;
use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{send, until};
use crate::stage::back_office::{BackOffice, notify};
use crate::stage::configuration::QUICK;
use crate::stage::hosted::{begin, come_back, type_card};
use crate::stage::operation::{operate, paid};
use crate::stage::page::payment_body;
use crate::stage::receiver::{Came, Receiver};
use crate::stage::review::{DAY, pending_for_ever};
use crate::stage::world::{VISA, World};

async fn world(receiver: &Receiver, more: &str) -> World {
    World::with(&format!("{QUICK}{more}{}", receiver.section(""))).await
}

/// The types that came of a payment or card, in their order.
fn types(receiver: &Receiver, subject: &str) -> Vec<String> {
    let came = receiver.came_of(subject);
    came.iter().map(Came::kind).collect()
}

#[tokio::test]
async fn what_the_merchant_moves_is_told_with_what_it_makes_of_the_payment() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    let id = paid(&world, "M-1", "manual").await;
    let captured = operate(&world, &id, "capture", "capture", json!({ "amount": 600 })).await;
    assert_eq!(captured.text("state"), "succeeded", "{captured:?}");
    operate(&world, &id, "refund", "part", json!({ "amount": 100 })).await;
    operate(&world, &id, "refund", "rest", json!({})).await;
    let last = receiver.until_type(&id, "payment.refunded").await;
    assert_eq!(
        types(&receiver, &id),
        [
            "payment.succeeded",
            "capture.succeeded",
            "payment.captured",
            "refund.succeeded",
            "refund.succeeded",
            "payment.refunded",
        ]
    );
    assert_eq!(last.sequence(), 6);
    let told = &receiver.came_of(&id)[1].json()["data"];
    let payment = world.payment(&id).await;
    assert_eq!(told["operation"]["id"], payment["operations"][0]["id"]);
    assert_eq!(
        (&told["operation"]["amount"], &told["operation"]["by"]),
        (&json!(600), &json!("merchant"))
    );
    assert_eq!(last.json()["data"]["payment"]["charged"], false);
    let id = paid(&world, "M-2", "manual").await;
    operate(&world, &id, "cancel", "cancel", json!({})).await;
    receiver.until_type(&id, "payment.cancelled").await;
    let told = ["payment.succeeded", "cancel.succeeded", "payment.cancelled"];
    assert_eq!(types(&receiver, &id), told);
}

#[tokio::test]
async fn what_ends_without_money_is_told() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    let card = world.card("c-1", VISA).await;
    world.behave_times("M-3", Behaviour::Declined, 1);
    let page = world.session("M-3", "c-1").await;
    let declined = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = declined.text("id");
    let came = receiver.until_type(id, "payment.declined").await;
    let told = &came.json()["data"]["payment"];
    assert_eq!(told["decline"], declined.body["decline"]);
    assert_eq!(told["charged"], false);
    world.behave("M-4", Behaviour::Dropped);
    let page = world.session("M-4", "c-1").await;
    let lost = page.pay("first", &payment_body(&card, None, "123")).await;
    let came = receiver.until_type(lost.text("id"), "payment.failed").await;
    assert_eq!(came.json()["data"]["payment"]["failure"], "not_found");
    // Nothing is told while nobody knows.
    assert_eq!(types(&receiver, lost.text("id")), ["payment.failed"]);
}

#[tokio::test]
async fn what_is_found_at_the_provider_is_told() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    let id = paid(&world, "M-5", "automatic").await;
    let payment = world.payment(&id).await;
    let office = BackOffice::of(&world);
    office.moves(&payment, OperationKind::Refund, 200).await;
    notify(&world, &payment).await;
    let came = receiver.until_type(&id, "refund.succeeded").await;
    let told = &came.json()["data"]["operation"];
    assert_eq!(
        (&told["amount"], &told["by"]),
        (&json!(200), &json!("provider"))
    );
    let reference = payment["attempt_reference"].as_str().unwrap();
    let url = format!(
        "{}/control/payments/{reference}/status",
        world.sandbox.url()
    );
    for (status, kind) in [
        (19, "dispute.opened"),
        (24, "dispute.lost"),
        (26, "dispute.charged_back"),
    ] {
        let answer = send(world.client.post(&url).json(&json!({ "status": status }))).await;
        assert_eq!(answer.status, 204);
        let came = receiver.until_type(&id, kind).await;
        let told = &came.json()["data"]["payment"];
        assert_eq!(told["charged"], true);
        assert_ne!(told["dispute"], Value::Null);
    }
}

#[tokio::test]
async fn a_duplicate_charge_and_its_reversal_are_told() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    world.behave("M-6", Behaviour::AnswerLost);
    world.behave_times("M-6", Behaviour::LookUpDuplicate, 1);
    let id = paid(&world, "M-6", "automatic").await;
    let came = receiver.until_type(&id, "payment.duplicate_reversed").await;
    let told = [
        "payment.succeeded",
        "payment.duplicate_charge",
        "payment.duplicate_reversed",
    ];
    assert_eq!(types(&receiver, &id), told);
    let payment = world.payment(&id).await;
    let duplicate = &came.json()["data"]["duplicate"];
    assert_eq!(duplicate["provider_payment_id"], payment["duplicates"][0]);
    assert_eq!(came.json()["data"]["payment"]["charged"], true);
}

#[tokio::test]
async fn what_a_person_has_to_decide_and_has_decided_is_told() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    world.behave("M-7", Behaviour::WrongAmount);
    let card = world.card("c-1", VISA).await;
    let page = world.session("M-7", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = paid.text("id");
    let came = receiver.until_type(id, "payment.needs_review").await;
    assert_eq!(came.json()["data"]["payment"]["charged"], Value::Null);
    let decision = json!({ "charged": true, "by": "Ada", "why": "seen there" });
    let path = format!("/v1/payments/{id}/resolve");
    world.merchant(Method::POST, &path, Some(decision)).await;
    receiver.until_type(id, "payment.succeeded").await;
    let told = [
        "payment.needs_review",
        "payment.resolved",
        "payment.succeeded",
    ];
    assert_eq!(types(&receiver, id), told);
    let resolved = receiver.until_type(id, "payment.resolved").await.json();
    let who = json!({ "by": "Ada", "why": "seen there" });
    assert_eq!(resolved["data"]["resolution"], who);
}

#[tokio::test]
async fn a_refund_that_stays_pending_is_told_until_a_person_decides() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "").await;
    let id = pending_for_ever(&world, "M-8").await;
    receiver.until_type(&id, "refund.pending").await;
    world.clock.advance(15 * DAY);
    receiver.until_type(&id, "refund.needs_review").await;
}

#[tokio::test]
async fn a_card_is_told_from_its_saving_to_its_deletion() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "delete_after_ms = 600000\n").await;
    let page = world.session("M-9", "c-9").await;
    let begun = begin(&page, "first", true).await;
    let back = type_card(&world, &begun).await;
    come_back(&world, &back).await;
    let id = begun["id"].as_str().unwrap();
    receiver.until_type(id, "payment.succeeded").await;
    let saved = until("the card is saved", async || {
        let payment = world.payment(id).await;
        payment["card"].as_str().map(str::to_owned)
    })
    .await;
    let came = receiver.until_type(&saved, "card.saved").await.json();
    let card = &came["data"]["card"];
    assert_eq!(
        (&card["payment"], &card["customer"], &card["last_four"]),
        (&json!(id), &json!("c-9"), &json!("1111"))
    );
    assert_eq!(page.remove(&saved).await.status, 200);
    receiver.until_type(&saved, "card.removed").await;
    assert_eq!(page.restore(&saved).await.status, 200);
    receiver.until_type(&saved, "card.restored").await;
    assert_eq!(page.remove(&saved).await.status, 200);
    world.clock.advance(700_000);
    receiver.until_type(&saved, "card.deleted").await;
    let told = [
        "card.saved",
        "card.removed",
        "card.restored",
        "card.removed",
        "card.deleted",
    ];
    assert_eq!(types(&receiver, &saved), told);
    let sequences: Vec<i64> = receiver
        .came_of(&saved)
        .iter()
        .map(Came::sequence)
        .collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn without_an_address_nothing_is_written() {
    let receiver = Receiver::start().await;
    let world = World::with(QUICK).await;
    paid(&world, "M-10", "automatic").await;
    assert_eq!(world.number("SELECT COUNT(*) FROM webhooks"), Some(0));
    assert_eq!(world.number("SELECT COUNT(*) FROM webhook_lines"), Some(0));
    assert_eq!(receiver.came().len(), 0);
}
