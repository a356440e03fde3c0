//! New cards at every provider: paid on its page, saved by consent alone,
//! charged again where they live, deleted there.

use oneclick_sandbox::{Behaviour, SandboxProvider};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::between::replica_between;
use crate::stage::card::{cards, until_deleted, until_saved};
use crate::stage::configuration::QUICK;
use crate::stage::place::{PLACES, Place, everywhere};

fn last_four(number: &str) -> &str {
    &number[number.len() - 4..]
}

#[tokio::test]
async fn a_new_card_is_paid_saved_and_charged_again_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let customer = format!("c-{}", place.name);
        let page = place.session(&world, &place.order("E-1"), &customer).await;
        let payment = place.begin(&page, true).await;
        place
            .go_through(&world, &payment, place.numbers()[0], "approve")
            .await;
        let kept = until_saved(&world, &payment).await;
        assert_eq!(
            (&kept["charged"], &kept["provider"]),
            (&json!(true), &json!(place.name))
        );
        let all = cards(&world, &customer).await;
        assert_eq!(all.len(), 1, "{}", place.name);
        let last_four = last_four(place.numbers()[0]);
        assert_eq!(
            (&all[0]["last_four"], &all[0]["default"]),
            (&json!(last_four), &json!(true))
        );
        let again = place.session(&world, &place.order("E-2"), &customer).await;
        let paid = place.pay(&again, all[0]["id"].as_str().unwrap()).await;
        assert_eq!(paid.text("state"), "succeeded", "{}: {paid:?}", place.name);
        for order in ["E-1", "E-2"] {
            assert_eq!(world.booked(&place.order(order)), (1, 1), "{}", place.name);
        }
    }
}

/// What asks a provider to store a card, in its words.
fn asks_to_store(place: &Place) -> &'static str {
    match place.provider {
        SandboxProvider::Certitrade => "\"type\":\"ONE_CLICK\"",
        SandboxProvider::Finpay => "TO_BE_STORED",
        SandboxProvider::Costplus => "one_click_type",
        SandboxProvider::Smart2pay => "GenerateCreditCardToken",
    }
}

#[tokio::test]
async fn without_consent_nothing_is_asked_to_be_stored_anywhere() {
    let world = everywhere(QUICK).await;
    let (replica, between) = replica_between(&world).await;
    for place in PLACES {
        let customer = format!("c-{}", place.name);
        let words = asks_to_store(&place);
        for (keep, times) in [(false, 0), (true, 1)] {
            let order = place.order(&format!("E-11-{times}"));
            let mut page = place.session(&world, &order, &customer).await;
            page.base = format!("http://localhost:{}", replica.address().port());
            let payment = place.begin(&page, keep).await;
            let number = place.numbers()[0];
            place.go_through(&world, &payment, number, "approve").await;
            page.until("succeeded").await;
            if keep && place.provider == SandboxProvider::Certitrade {
                continue; // Asked for after the payment, by whichever server.
            }
            assert_eq!(between.said(words), times, "{}", place.name);
        }
    }
}

#[tokio::test]
async fn without_consent_no_card_is_saved_anywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let customer = format!("c-{}", place.name);
        let page = place.session(&world, &place.order("E-3"), &customer).await;
        let payment = place.begin(&page, false).await;
        place
            .go_through(&world, &payment, place.numbers()[0], "approve")
            .await;
        page.until("succeeded").await;
        let seen = world.payment(payment["id"].as_str().unwrap()).await;
        assert_eq!((&seen["save"], &seen["card"]), (&Value::Null, &Value::Null));
        assert_eq!(cards(&world, &customer).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_refusal_on_the_page_frees_the_order_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("E-4");
        world.behave(&order, Behaviour::Declined);
        let page = place.session(&world, &order, "c-1").await;
        let payment = place.begin(&page, true).await;
        place
            .go_through(&world, &payment, place.numbers()[0], "approve")
            .await;
        let seen = page.get("").await.body["payment"].clone();
        if seen["state"] == "action_required" {
            continue; // May be tried again on the provider's own page.
        }
        page.until("declined").await;
        assert_eq!(world.charged(&order), 0, "{}", place.name);
        assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_removed_card_is_deleted_everywhere() {
    let world = everywhere(&format!("{QUICK}delete_after_ms = 1\n")).await;
    for place in PLACES {
        let customer = format!("c-{}", place.name);
        let page = place.session(&world, &place.order("E-5"), &customer).await;
        let payment = place.begin(&page, true).await;
        place
            .go_through(&world, &payment, place.numbers()[0], "approve")
            .await;
        let kept = until_saved(&world, &payment).await;
        let card = kept["card"].as_str().unwrap();
        let path = format!("/v1/customers/{customer}/cards/{card}");
        assert_eq!(
            world.merchant(Method::DELETE, &path, None).await.status,
            204
        );
        until_deleted(&world, card).await;
        assert_eq!(cards(&world, &customer).await, Vec::<Value>::new());
    }
}

#[tokio::test]
async fn each_payment_saves_the_card_that_paid_it_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let customer = format!("c-{}", place.name);
        let mut kept = Vec::new();
        let [one, other] = place.numbers();
        for (count, number) in [one, other, one].into_iter().enumerate() {
            let order = place.order(&format!("E-9-{count}"));
            let page = place.session(&world, &order, &customer).await;
            let payment = place.begin(&page, true).await;
            place.go_through(&world, &payment, number, "approve").await;
            let payment = until_saved(&world, &payment).await;
            let all = cards(&world, &customer).await;
            let card = all.iter().find(|card| card["id"] == payment["card"]);
            let card = card.unwrap();
            assert_eq!(
                card["last_four"],
                last_four(number),
                "{}: {all:?}",
                place.name
            );
            kept.push(card["id"].clone());
        }
        assert_ne!(kept[0], kept[1], "{}", place.name);
        let all = cards(&world, &customer).await;
        assert_eq!(all[0]["id"], kept[0], "the first stays the default card");
    }
}

#[tokio::test]
async fn a_shopper_who_fails_at_the_bank_or_goes_away_has_paid_nothing_anywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("E-10");
        world.behave(&order, Behaviour::ThreeDSecure);
        let page = place.session(&world, &order, "c-1").await;
        let payment = place.begin(&page, true).await;
        let number = place.numbers()[1];
        place.go_through(&world, &payment, number, "fail").await;
        // Where the page lets the shopper try again, until its time is over.
        world.sandbox.advance(31 * 60_000);
        let ended = until("it has ended", async || {
            let seen = page.get("").await.body["payment"].clone();
            (seen["charged"] == false).then_some(seen)
        })
        .await;
        assert!(
            matches!(ended["state"].as_str(), Some("declined" | "expired")),
            "{}: {ended}",
            place.name
        );
        assert_eq!(world.charged(&order), 0, "{}", place.name);
    }
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
}
