//! A row that cannot be read: alone, seen, and never taken for none.

use oneclick_sandbox::Behaviour;
use oneclick_server::cards::sealing::CardTokens;
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::until;
use crate::stage::between::{Fault, between};
use crate::stage::configuration::{PATIENT, QUICK, read_config};
use crate::stage::lost_answer::{lost, state};
use crate::stage::operation::{operate, paid, until_operation};
use crate::stage::page::payment_body;
use crate::stage::vault_keys::{NEW_AND_OLD, OLD};
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn an_attempt_that_cannot_be_read_is_parked_and_its_neighbours_go_on() {
    let world = World::with(PATIENT).await;
    let bad = lost(&world, "U-1").await;
    lost(&world, "U-2").await;
    world
        .execute("UPDATE attempts SET currency = 'ZZZ' WHERE order_reference = 'U-1'")
        .await;
    world.clock.advance(80_000);
    until("the neighbour is looked up", async || {
        (state(&world, "U-2").await == "captured").then_some(())
    })
    .await;
    let deployment = world.server.deployment();
    let listed = until("it is listed", async || {
        let text = oneclick_server::review::list(deployment).await.unwrap();
        text.contains(&bad).then_some(text)
    })
    .await;
    assert!(
        listed.contains("attempts") && listed.contains("currency") && !listed.contains("ZZZ"),
        "{listed}"
    );
    // It is not taken again and again …
    let parked = world.number("SELECT parked_at FROM attempts WHERE order_reference = 'U-1'");
    assert!(parked.is_some());
    // … but once it may have been mended.
    world.execute("UPDATE attempts SET currency = 'EUR'").await;
    world.clock.advance(3_700_000);
    until("it goes on", async || {
        (state(&world, "U-1").await == "captured").then_some(())
    })
    .await;
    let text = oneclick_server::review::list(deployment).await.unwrap();
    assert_eq!(text, "nothing waits for a review");
}

#[tokio::test]
async fn an_attempt_that_cannot_be_read_holds_its_order() {
    let world = World::with(PATIENT).await;
    lost(&world, "U-3").await;
    let card = world.card("of-U-3", MASTERCARD).await;
    let page = world.session("U-3", "of-U-3").await;
    world.execute("UPDATE attempts SET currency = 'ZZZ'").await;
    let again = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(again.problem(), (500, "server.error"), "{again:?}");
    assert_eq!(world.booked("U-3"), (1, 1));
}

#[tokio::test]
async fn a_card_that_cannot_be_read_takes_no_other_away() {
    let world = World::new().await;
    let bad = world.card("c-1", VISA).await;
    let good = world.card("c-1", MASTERCARD).await;
    let statement = format!("UPDATE cards SET last_four = '42x2' WHERE id = '{bad}'");
    world.execute(&statement).await;
    let page = world.session("U-4", "c-1").await;
    let shown = page.get("").await;
    let ids = |list: &serde_json::Value| {
        let cards = list["cards"].as_array().unwrap();
        cards
            .iter()
            .map(|card| card["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&shown.body), [good.as_str()], "{shown:?}");
    let listed = world
        .merchant(Method::GET, "/v1/customers/c-1/cards", None)
        .await;
    assert_eq!(ids(&listed.body), [good.as_str()], "{listed:?}");
    let paid = page.pay("first", &payment_body(&good, None, "456")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn a_queue_that_fails_keeps_no_other_from_its_turn() {
    let (world, between) = between(QUICK).await;
    let id = paid(&world, "Q-1", "automatic").await;
    // The removed cards come before the operations, and cannot be asked for.
    world
        .execute("ALTER TABLE cards RENAME COLUMN delete_at TO elsewhere")
        .await;
    between.spoil("POST", "/refunds", Fault::Lost, 1);
    let asked = operate(&world, &id, "refund", "one", json!({ "amount": 200 })).await;
    assert_eq!(asked.text("state"), "processing", "{asked:?}");
    until_operation(&world, &id, "succeeded").await;
}

#[tokio::test]
async fn what_cannot_be_read_keeps_nothing_else_from_a_new_key() {
    let world = World::new().await;
    world.behave("K-1", Behaviour::Paid);
    let bad = world.card("c-1", VISA).await;
    world.card("c-2", VISA).await;
    let statement = format!("UPDATE cards SET last_four = '42x2' WHERE id = '{bad}'");
    world.execute(&statement).await;
    let file = world.folder.path().join("oneclick.toml");
    let both = std::fs::read_to_string(file)
        .unwrap()
        .replace(OLD, NEW_AND_OLD);
    let config = read_config(&both, &world.folder);
    let deployment = oneclick_server::server::deployment(&config, world.environment.clone())
        .await
        .unwrap();
    let told = format!(
        "{:#}",
        CardTokens::of(&deployment).rotate_keys().await.unwrap_err()
    );
    assert!(
        told.contains("keep the old key") && told.contains(&bad),
        "{told}"
    );
    let left: Vec<String> = world.column("SELECT id FROM cards WHERE token_key = 'one'");
    assert_eq!(left, [bad], "the other one is sealed anew");
}
