//! The shopper's cards, removed and brought back in one tab and in another.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::between::{Between, Fault, between};
use crate::stage::card::{cards, soon, until_deleted};
use crate::stage::configuration::QUICK;
use crate::stage::database;
use crate::stage::hosted::{choose, come_back};
use crate::stage::page::payment_body;
use crate::stage::program::Program;
use crate::stage::world::{MASTERCARD, VISA, World};

/// The call that deletes a card, and the one that reads it.
const DELETIONS: &str = "POST /smart2pay/v1/card/token/";
const READ: &str = "GET /smart2pay/v1/card/token/";

#[tokio::test]
async fn a_removed_card_is_gone_from_every_tab_and_comes_back_from_any() {
    let (world, between) = between(QUICK).await;
    let card = world.card("c-1", VISA).await;
    let kept = world.card("c-1", MASTERCARD).await;
    let (one, other) = (
        world.session("R-1", "c-1").await,
        world.session("R-2", "c-1").await,
    );
    let before = one.get("").await.body;
    assert_eq!(before["cards_editable"], true);
    let removed = one.remove(&card).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    assert_eq!(removed.body["session"], before["session"]);
    assert_eq!(removed.body["cards"].as_array().unwrap().len(), 1);
    assert_eq!(removed.body["cards"][0]["id"], kept.as_str());
    // It needs no other reading.
    assert_eq!(removed.body, one.get("").await.body);
    assert_eq!(other.get("").await.body["cards"], removed.body["cards"]);
    assert_eq!(cards(&world, "c-1").await.len(), 1);
    let refused = other.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    // Removed again, by any tab: answered the same, and due no later.
    let due = "SELECT delete_at FROM cards WHERE delete_at IS NOT NULL";
    let first_due = world.number(due);
    world.clock.advance(60_000);
    for page in [&one, &other] {
        let again = page.remove(&card).await;
        assert_eq!(again.status, 200, "{again:?}");
        assert_eq!(again.body["cards"], removed.body["cards"]);
    }
    assert_eq!(world.number(due), first_due);
    let restored = other.restore(&card).await;
    assert_eq!(restored.status, 200, "{restored:?}");
    assert_eq!(restored.body["cards"], before["cards"]);
    let again = one.restore(&card).await;
    assert_eq!(
        (again.status, &again.body["cards"]),
        (200, &before["cards"])
    );
    let paid = one.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert_eq!(between.came(DELETIONS), 0);
}

#[tokio::test]
async fn merchant_and_shopper_undo_each_other_s_removals() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-3", "c-1").await;
    let path = format!("/v1/customers/c-1/cards/{card}");
    world.merchant(Method::DELETE, &path, None).await;
    assert_eq!(page.restore(&card).await.status, 200);
    page.remove(&card).await;
    let path = format!("{path}/restore");
    let restored = world.merchant(Method::POST, &path, None).await;
    assert_eq!(restored.status, 200, "{restored:?}");
    // What the merchant erases, no shopper has back.
    page.remove(&card).await;
    let erased = world
        .merchant(Method::DELETE, "/v1/customers/c-1", None)
        .await;
    assert_eq!(erased.status, 204);
    let refused = page.restore(&card).await;
    assert_eq!(refused.problem(), (401, "session.expired"));
}

#[tokio::test]
async fn a_card_that_was_not_brought_back_in_time_is_deleted_once() {
    let (world, between) = between(QUICK).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-4", "c-1").await;
    page.remove(&card).await;
    world.clock.advance(599_000);
    assert_eq!(page.restore(&card).await.status, 200);
    page.remove(&card).await;
    world.clock.advance(601_000);
    let late = page.restore(&card).await;
    assert_eq!(late.problem(), (409, "card.deleted"));
    assert!(late.text("detail").contains("cannot be undone"), "{late:?}");
    until_deleted(&world, &card).await;
    // In whatever state it is: removed is removed.
    let again = page.remove(&card).await;
    assert_eq!((again.status, &again.body["cards"]), (200, &json!([])));
    assert_eq!(page.restore(&card).await.problem(), (409, "card.deleted"));
    assert_eq!(between.came(DELETIONS), 1);
    let theirs = page.make_default(&card).await;
    assert_eq!(theirs.problem(), (404, "card.unknown"));
}

#[tokio::test]
async fn a_card_that_both_tabs_change_at_once_ends_as_one_of_them_said() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let (one, other) = (
        world.session("R-5", "c-1").await,
        world.session("R-6", "c-1").await,
    );
    for _ in 0..5 {
        let (removed, restored) = tokio::join!(one.remove(&card), other.restore(&card));
        assert_eq!((removed.status, restored.status), (200, 200));
        let (first, second) = tokio::join!(one.remove(&card), other.remove(&card));
        assert_eq!((first.status, second.status), (200, 200));
        assert_eq!(one.get("").await.body["cards"], json!([]));
        let (first, second) = tokio::join!(one.restore(&card), other.restore(&card));
        assert_eq!((first.status, second.status), (200, 200));
        let there = other.get("").await.body["cards"].clone();
        assert_eq!(there[0]["id"], card.as_str());
    }
}

#[tokio::test]
async fn a_server_that_is_killed_while_a_card_is_deleted_deletes_it_once() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let mut program = Program::start_before(&between.url, &soon());
    let (card, token) = program.begin("R-7", VISA, "visa").await;
    // The provider deletes it, and its answer is not heard any more.
    between.spoil_all(DELETIONS, Fault::Held);
    assert_eq!(program.remove_card(&token, &card).await.status, 200);
    // Killed before, the server would rightly ask it to delete the card again.
    until("the provider has deleted it", async || {
        (between.answered(DELETIONS) == 1).then_some(())
    })
    .await;
    program.kill();
    between.heal();
    let ends =
        "UPDATE cards SET lease_until = 0 WHERE lease_owner IS NOT NULL AND deleted_at IS NULL";
    let folder = program.folder.path().to_owned();
    let ended = database::try_execute(&folder, ends);
    assert_eq!(ended, Ok(1), "it held a lease");
    program.start_again();
    until("the card is deleted", async || {
        let deleted = "SELECT COUNT(*) FROM cards WHERE deleted_at IS NOT NULL";
        let deleted: Vec<i64> = database::column(&folder, deleted);
        (deleted == [1]).then_some(())
    })
    .await;
    // Asked whether it has it, not to delete it again.
    assert_eq!((between.came(DELETIONS), between.came(READ)), (1, 1));
}

/// By how much the deletion of the removed card is put off, milliseconds.
fn put_off(world: &World) -> i64 {
    let by =
        "SELECT COALESCE(SUM(delete_at - restore_until), 0) FROM cards WHERE delete_at IS NOT NULL";
    world.number(by).unwrap()
}

#[tokio::test]
async fn a_payment_under_way_puts_the_deletion_off_and_ends_as_it_would() {
    let (world, between) = between(&soon()).await;
    world.behave("R-8", Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-8", "c-1").await;
    let paying = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paying.text("state"), "action_required", "{paying:?}");
    let removed = page.remove(&card).await;
    assert_eq!(removed.body["cards"], json!([]), "{removed:?}");
    assert_eq!(removed.body["payment"]["state"], "action_required");
    until("the deletion is put off", async || {
        (put_off(&world) > 0).then_some(())
    })
    .await;
    // Nothing is deleted yet, and the time to bring it back is over all the same.
    assert_eq!(page.restore(&card).await.problem(), (409, "card.deleted"));
    assert_eq!(between.came(DELETIONS), 0);
    let url = paying.body["redirect"]["url"].as_str().unwrap();
    let back = choose(&world, url, "approve").await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
    assert_eq!(world.charged("R-8"), 1);
    until_deleted(&world, &card).await;
    assert_eq!(between.came(DELETIONS), 1);
}

#[tokio::test]
async fn an_erased_customer_s_card_that_still_pays_has_no_way_back() {
    let (world, between) = between(QUICK).await;
    world.behave("R-9", Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-9", "c-1").await;
    let paying = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paying.text("state"), "action_required", "{paying:?}");
    world
        .merchant(Method::DELETE, "/v1/customers/c-1", None)
        .await;
    until("the deletion is put off", async || {
        (put_off(&world) > 0).then_some(())
    })
    .await;
    // Their session has ended; the shop has no way back either.
    let refused = page.restore(&card).await;
    assert_eq!(refused.problem(), (401, "session.expired"));
    let path = format!("/v1/customers/c-1/cards/{card}/restore");
    let refused = world.merchant(Method::POST, &path, None).await;
    assert_eq!(refused.problem(), (409, "card.deleted"));
    let url = paying.body["redirect"]["url"].as_str().unwrap();
    let back = choose(&world, url, "approve").await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
    until_deleted(&world, &card).await;
    assert_eq!(between.came(DELETIONS), 1);
}
