//! Removed cards: unusable at once, brought back for a while, then deleted
//! at the provider. Erased customers.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::between::{Fault, between};
use crate::stage::card::{cards, soon, until_deleted};
use crate::stage::configuration::QUICK;
use crate::stage::hosted::new_card_body;
use crate::stage::page::payment_body;
use crate::stage::world::{MASTERCARD, VISA, World};

/// The call that deletes a card: the token's own path, then `/cancel`.
const TOKENS: &str = "POST /smart2pay/v1/card/token/";
const READ: &str = "GET /smart2pay/v1/card/token/";

async fn remove(world: &World, card: &str) -> Answer {
    let path = format!("/v1/customers/c-1/cards/{card}");
    world.merchant(Method::DELETE, &path, None).await
}

async fn restore(world: &World, card: &str) -> Answer {
    let path = format!("/v1/customers/c-1/cards/{card}/restore");
    world.merchant(Method::POST, &path, None).await
}

#[tokio::test]
async fn a_removed_card_can_be_brought_back_and_pays_again() {
    let (world, between) = between(QUICK).await;
    let card = world.card("c-1", VISA).await;
    let before = cards(&world, "c-1").await;
    assert_eq!(remove(&world, &card).await.status, 204);
    assert_eq!(remove(&world, &card).await.problem(), (404, "card.unknown"));
    let page = world.session("D-1", "c-1").await;
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    let back = restore(&world, &card).await;
    assert_eq!((back.status, &back.body), (200, &before[0]));
    assert_eq!(restore(&world, &card).await.status, 200);
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert_eq!(between.came(TOKENS), 0);
    let absent = restore(&world, "card_AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(absent.problem(), (404, "card.unknown"));
}

#[tokio::test]
async fn a_removed_card_is_deleted_at_its_provider_when_due() {
    let (world, between) = between(&soon()).await;
    let card = world.card("c-1", VISA).await;
    remove(&world, &card).await;
    until_deleted(&world, &card).await;
    assert_eq!(between.came(TOKENS), 1);
    assert_eq!(
        restore(&world, &card).await.problem(),
        (409, "card.deleted")
    );
}

#[tokio::test]
async fn a_deletion_whose_answer_was_lost_is_read_before_it_is_asked_for_again() {
    let (world, between) = between(&soon()).await;
    between.spoil_all(TOKENS, Fault::Error500);
    between.spoil_all(READ, Fault::Error500Dropped);
    let card = world.card("c-1", VISA).await;
    remove(&world, &card).await;
    until("the card is read", async || {
        (between.came(READ) > 1).then_some(())
    })
    .await;
    // While nobody can say whether it is there, nothing is asked twice.
    assert_eq!(between.came(TOKENS), 1);
    assert_eq!(
        restore(&world, &card).await.problem(),
        (409, "card.deleted")
    );
    between.heal();
    until_deleted(&world, &card).await;
    assert_eq!(between.came(TOKENS), 1);
}

#[tokio::test]
async fn a_deletion_that_was_not_heard_is_asked_for_again() {
    let (world, between) = between(&soon()).await;
    between.spoil_all(TOKENS, Fault::Error500Dropped);
    let card = world.card("c-1", VISA).await;
    remove(&world, &card).await;
    until("it is asked again", async || {
        (between.came(TOKENS) > 1).then_some(())
    })
    .await;
    between.heal();
    until_deleted(&world, &card).await;
}

#[tokio::test]
async fn a_token_that_is_imported_again_is_not_deleted() {
    let (world, between) = between(QUICK).await;
    let old = world.card("c-1", VISA).await;
    remove(&world, &old).await;
    let new = world.card("c-1", VISA).await;
    assert_ne!(old, new);
    assert_eq!(restore(&world, &old).await.problem(), (409, "card.deleted"));
    world.clock.advance(601_000);
    let other = world.card("c-1", MASTERCARD).await;
    remove(&world, &other).await;
    world.clock.advance(601_000);
    until_deleted(&world, &other).await;
    assert_eq!(between.came(TOKENS), 1);
    let page = world.session("D-2", "c-1").await;
    let paid = page.pay("first", &payment_body(&new, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn an_erased_customer_has_no_cards_no_names_and_no_way_back() {
    let (world, between) = between(QUICK).await;
    let removed = world.card("c-1", VISA).await;
    remove(&world, &removed).await;
    let card = world.card("c-1", MASTERCARD).await;
    let theirs = world.card("c-2", VISA).await;
    let personal = json!({
        "customer": { "id": "c-1", "email": "ada@example.com", "first_name": "Ada", "phone": "+46701234567" },
        "billing": { "name": "Ada Lind", "city": "Stockholm" }, "shipping": { "line1": "Storgatan 1" },
    });
    let session = world.ask_session("D-3", "c-1", personal).await;
    let page = world.page(&session);
    let paid = page.pay("first", &payment_body(&card, None, "456")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let unpaid = world.session("D-5", "c-1").await;
    for _ in 0..2 {
        let erased = world
            .merchant(Method::DELETE, "/v1/customers/c-1", None)
            .await;
        assert_eq!(erased.status, 204);
    }
    for card in [&removed, &card] {
        until_deleted(&world, card).await;
        assert_eq!(restore(&world, card).await.problem(), (409, "card.deleted"));
    }
    // The removed card's token is another customer's too.
    assert_eq!(between.came(TOKENS), 1);
    assert_eq!(page.get("").await.body["cards"], json!([]));
    // Nor is anything paid in their name.
    let refused = unpaid.pay("first", &new_card_body(false, None)).await;
    assert_eq!(refused.problem(), (401, "session.expired"));
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
    assert_eq!(cards(&world, "c-2").await[0]["id"], theirs.as_str());
    // The record of the money stays, nothing of the person does.
    let payment = world.payment(paid.text("id")).await;
    assert_eq!(
        (&payment["customer"], &payment["charged"]),
        (&json!("c-1"), &json!(true))
    );
    for table in ["customers", "sessions"] {
        for text in world.texts_of(table) {
            let told = ["Ada", "ada@", "+4670", "Stockholm", "Storgatan"];
            assert!(
                !told.iter().any(|part| text.contains(part)),
                "{table}: {text}"
            );
        }
    }
    let nobody = world
        .merchant(Method::DELETE, "/v1/customers/c-404", None)
        .await;
    assert_eq!(nobody.status, 204);
    let placeholder = world
        .merchant(Method::DELETE, "/v1/customers/guest", None)
        .await;
    assert_eq!(placeholder.problem(), (422, "customer.id.placeholder"));
    // One that a former version took can be looked at and erased, and no more.
    let former = "INSERT INTO customers (id, created_at) VALUES ('None', 1)";
    world.execute(former).await;
    let moved = "UPDATE cards SET customer_id = 'None' WHERE customer_id = 'c-2'";
    world.execute(moved).await;
    assert_eq!(cards(&world, "None").await.len(), 1);
    let refused = world.ask_session("D-4", "None", json!({})).await;
    assert_eq!(refused.problem(), (422, "customer.id.placeholder"));
    let erased = world
        .merchant(Method::DELETE, "/v1/customers/None", None)
        .await;
    assert_eq!(erased.status, 204);
    assert_eq!(cards(&world, "None").await, Vec::<Value>::new());
}
