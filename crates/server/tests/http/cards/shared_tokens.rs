//! A token that several cards have: its lock, its wrong codes and its deletion at
//! the provider belong to the token, whoever's cards come and go.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, until};
use crate::stage::between::{Fault, between};
use crate::stage::card::{cards, soon, until_deleted};
use crate::stage::configuration::QUICK;
use crate::stage::page::payment_body;
use crate::stage::world::{MASTERCARD, VISA, World};

const DELETED: &str = "POST /smart2pay/v1/card/token/";

async fn remove(world: &World, customer: &str, card: &str) {
    let path = format!("/v1/customers/{customer}/cards/{card}");
    assert_eq!(
        world.merchant(Method::DELETE, &path, None).await.status,
        204
    );
}

async fn erase(world: &World, customer: &str) {
    let path = format!("/v1/customers/{customer}");
    assert_eq!(
        world.merchant(Method::DELETE, &path, None).await.status,
        204
    );
}

async fn call(world: &World, customer: &str, card: &str, what: &str) -> Answer {
    let path = format!("/v1/customers/{customer}/cards/{card}/{what}");
    world.merchant(Method::POST, &path, None).await
}

async fn import(world: &World, customer: &str, differs: Value) -> Answer {
    let mut body = json!({
        "provider": "smart2pay", "token": VISA,
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    for (name, value) in differs.as_object().unwrap() {
        body[name] = value.clone();
    }
    let path = format!("/v1/customers/{customer}/cards");
    world.merchant(Method::POST, &path, Some(body)).await
}

async fn pay(world: &World, order: &str, customer: &str, card: &str, cvc: &str) -> Answer {
    let page = world.session(order, customer).await;
    page.pay("first", &payment_body(card, None, cvc)).await
}

#[tokio::test]
async fn wrong_security_codes_are_counted_over_removal_import_erasure_and_customers() {
    let world = World::with(&soon()).await;
    let card = world.card("c-1", VISA).await;
    for number in 0..3 {
        let order = format!("W-{number}");
        let answer = pay(&world, &order, "c-1", &card, "999").await;
        assert_eq!(answer.body["decline"]["reason"], "wrong_cvc", "{answer:?}");
    }
    remove(&world, "c-1", &card).await;
    until_deleted(&world, &card).await;
    let again = world.card("c-1", VISA).await;
    let others = world.card("c-2", VISA).await;
    erase(&world, "c-1").await;
    until_deleted(&world, &again).await;
    let after = world.card("c-1", VISA).await;
    for (customer, card) in [("c-1", &after), ("c-2", &others)] {
        let order = format!("W-{customer}");
        let answer = pay(&world, &order, customer, card, "123").await;
        assert_eq!(answer.problem(), (429, "attempts.too_many"));
        assert_eq!(answer.text("limit"), "wrong_cvcs_per_card");
        let page = world.session(&order, customer).await;
        let shown = page.get("").await.body["cards"][0].clone();
        assert_eq!(shown["cvc"], "hosted");
    }
    assert_eq!(world.sandbox.requests(None).charges, 3);
    world.clock.advance(24 * 3_600_000 + 1_000);
    let mine = world.card("c-1", MASTERCARD).await;
    let answer = pay(&world, "W-9", "c-1", &mine, "456").await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
    let page = world.session("W-10", "c-2").await;
    let shown = page.get("").await.body["cards"][0].clone();
    assert_eq!(shown["cvc"], "required");
}

#[tokio::test]
async fn a_lock_outlives_the_card_and_ends_by_the_merchants_word() {
    let world = World::with(&soon()).await;
    let card = world.card("c-1", VISA).await;
    let others = world.card("c-2", VISA).await;
    world.behave("L-1", Behaviour::Stolen);
    let stolen = pay(&world, "L-1", "c-1", &card, "123").await;
    assert_eq!(stolen.text("state"), "declined", "{stolen:?}");
    // The other customer's card has the same token.
    let refused = pay(&world, "L-2", "c-2", &others, "123").await;
    assert_eq!(refused.problem(), (422, "card.locked"));
    remove(&world, "c-1", &card).await;
    until_deleted(&world, &card).await;
    erase(&world, "c-2").await;
    until_deleted(&world, &others).await;
    // A date is the merchant's word: it lifts nothing.
    let shown = json!({
        "brand": "visa", "last_four": "4242", "expiry": { "month": 5, "year": 2035 },
    });
    let again = import(&world, "c-1", shown.clone()).await;
    assert_eq!(
        (again.status, &again.body["locked"]),
        (201, &json!(true)),
        "{again:?}"
    );
    let again = again.text("id").to_owned();
    let refused = pay(&world, "L-3", "c-1", &again, "123").await;
    assert_eq!(refused.problem(), (422, "card.locked"));
    assert_eq!(world.sandbox.requests(None).charges, 1);
    let theirs = import(&world, "c-3", shown).await;
    assert_eq!(theirs.body["locked"], true);
    let absent = call(&world, "c-2", &again, "unlock").await;
    assert_eq!(absent.problem(), (404, "card.unknown"));
    let unlocked = call(&world, "c-1", &again, "unlock").await;
    assert_eq!(
        (unlocked.status, &unlocked.body["locked"]),
        (200, &json!(false))
    );
    assert_eq!(cards(&world, "c-3").await[0]["locked"], false);
}

#[tokio::test]
async fn a_lock_ends_when_the_provider_tells_that_the_bank_has_renewed_the_card() {
    let world = World::new().await;
    // The provider tells 08/2030.
    let card = world.card("c-1", MASTERCARD).await;
    world.behave("L-4", Behaviour::Stolen);
    pay(&world, "L-4", "c-1", &card, "456").await;
    assert_eq!(cards(&world, "c-1").await[0]["locked"], true);
    let renewed = import(&world, "c-1", json!({ "token": MASTERCARD })).await;
    assert_eq!(
        (renewed.status, renewed.text("id"), &renewed.body["locked"]),
        (200, card.as_str(), &json!(false)),
        "{renewed:?}"
    );
    // The same date again is no renewal.
    world.behave("L-5", Behaviour::Stolen);
    let stolen = pay(&world, "L-5", "c-1", &card, "456").await;
    assert_eq!(stolen.text("state"), "declined", "{stolen:?}");
    let same = import(&world, "c-1", json!({ "token": MASTERCARD })).await;
    assert_eq!(same.body["locked"], true, "{same:?}");
}

#[tokio::test]
async fn a_token_is_deleted_at_its_provider_with_the_last_card_that_has_it() {
    let (world, between) = between(&soon()).await;
    let mine = world.card("c-1", VISA).await;
    let theirs = world.card("c-2", VISA).await;
    erase(&world, "c-1").await;
    until_deleted(&world, &mine).await;
    let paid = pay(&world, "T-1", "c-2", &theirs, "123").await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert_eq!(between.came(DELETED), 0);
    erase(&world, "c-2").await;
    until_deleted(&world, &theirs).await;
    assert_eq!(between.came(DELETED), 1);
}

#[tokio::test]
async fn of_cards_that_are_due_at_once_one_has_the_token_deleted() {
    let (world, between) = between(QUICK).await;
    let mut removed = Vec::new();
    for number in 0..5 {
        let customer = format!("c-{number}");
        let card = world.card(&customer, VISA).await;
        remove(&world, &customer, &card).await;
        removed.push(card);
    }
    let replica = world.replica().await;
    world.clock.advance(601_000);
    // Something that wakes both.
    let other = world.card("c-9", MASTERCARD).await;
    remove(&world, "c-9", &other).await;
    for card in &removed {
        until_deleted(&world, card).await;
    }
    assert_eq!(between.came(DELETED), 1);
    replica.stop().await;
}

#[tokio::test]
async fn a_removed_card_that_can_come_back_keeps_its_token() {
    let (world, between) = between(QUICK).await;
    let early = world.card("c-1", VISA).await;
    let late = world.card("c-2", VISA).await;
    remove(&world, "c-1", &early).await;
    world.clock.advance(400_000);
    remove(&world, "c-2", &late).await;
    world.clock.advance(300_000);
    world.card("c-9", MASTERCARD).await;
    until_deleted(&world, &early).await;
    assert_eq!(between.came(DELETED), 0);
    assert_eq!(call(&world, "c-2", &late, "restore").await.status, 200);
    let paid = pay(&world, "T-2", "c-2", &late, "123").await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    erase(&world, "c-2").await;
    until_deleted(&world, &late).await;
    assert_eq!(between.came(DELETED), 1);
}

#[tokio::test]
async fn a_token_is_saved_before_its_deletion_begins_or_after_it_is_over() {
    let (world, between) = between(QUICK).await;
    // Before: it is due, and somebody else imports it.
    let mine = world.card("c-1", VISA).await;
    remove(&world, "c-1", &mine).await;
    let theirs = world.card("c-2", VISA).await;
    world.clock.advance(601_000);
    world.card("c-9", MASTERCARD).await;
    until_deleted(&world, &mine).await;
    assert_eq!(between.came(DELETED), 0);
    // While the provider may have heard of it: nobody can tell what is left.
    between.spoil_all(DELETED, Fault::Error500Dropped);
    erase(&world, "c-2").await;
    until("the deletion has begun", async || {
        (between.came(DELETED) > 0).then_some(())
    })
    .await;
    let shown = json!({ "brand": "visa", "last_four": "4242" });
    for customer in ["c-1", "c-2", "c-3"] {
        let refused = import(&world, customer, shown.clone()).await;
        assert_eq!(refused.problem(), (409, "card.deleting"));
    }
    between.heal();
    until_deleted(&world, &theirs).await;
    let unknown = import(&world, "c-3", json!({})).await;
    assert_eq!(unknown.problem(), (422, "card.token"), "{unknown:?}");
    assert_eq!(import(&world, "c-3", shown).await.status, 201);
}
