//! Stored cards: imported, listed, removed, and nobody else's business.

use oneclick_server::environment::Environment;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::between::{Fault, between};
use crate::stage::card::{cards, import, import_unseen};
use crate::stage::configuration::{QUICK, read_config};
use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, everywhere};
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn a_token_is_saved_once_for_a_customer_and_never_told() {
    let world = World::new().await;
    let first = import(&world, "c-1", json!({})).await;
    assert_eq!(first.status, 201, "{first:?}");
    let again = import(&world, "c-1", json!({})).await;
    assert_eq!((again.status, &again.body), (200, &first.body));
    let other = import(&world, "c-2", json!({})).await;
    assert_eq!(other.status, 201);
    assert_ne!(other.body["id"], first.body["id"]);
    let list = world
        .merchant(Method::GET, "/v1/customers/c-1/cards", None)
        .await;
    assert_eq!(list.body["cards"].as_array().unwrap().len(), 1);
    assert!(!list.body.to_string().contains(VISA));
    assert!(!first.body.to_string().contains(VISA));
}

#[tokio::test]
async fn each_rule_that_a_card_breaks_is_told() {
    let world = World::new().await;
    let cases = [
        (json!({ "provider": "paypal" }), "provider.unknown"),
        (json!({ "token": "" }), "text.length"),
        (json!({ "token": "with space" }), "text.length"),
        (json!({ "brand": "vise" }), "card.brand"),
        (json!({ "last_four": "42424" }), "card.last_four"),
        (
            json!({ "expiry": { "month": 13, "year": 2031 } }),
            "card.expiry",
        ),
        (json!({ "consent": null }), "card.consent"),
        (
            json!({ "consent": { "text": "", "language": "sv", "given_at": 1 } }),
            "card.consent",
        ),
        (
            json!({ "consent": { "text": "t", "language": "sv", "given_at": 4_000_000_000_u64 } }),
            "card.consent",
        ),
        (json!({ "uses": [] }), "card.use"),
        (
            json!({ "uses": ["one_click", "merchant_scheduled"] }),
            "card.initial_transaction",
        ),
    ];
    for (differs, code) in cases {
        let answer = import(&world, "c-1", differs).await;
        assert_eq!(answer.problem(), (422, code));
    }
    let answer = import(&world, "c-1", json!({ "uses": ["anything"] })).await;
    assert_eq!(answer.problem(), (400, "request.field"));
    let answer = import(&world, "c-1", json!({ "token": 12_345_678 })).await;
    assert_eq!(answer.problem(), (400, "request.field"));
    assert!(!answer.body.to_string().contains("12345678"));
    for placeholder in ["guest", "0", "NULL"] {
        let answer = import(&world, placeholder, json!({})).await;
        assert_eq!(answer.problem(), (422, "customer.id.placeholder"));
    }
    let list = world
        .merchant(Method::GET, "/v1/customers/c-1/cards", None)
        .await;
    assert_eq!(list.body, json!({ "cards": [] }));
}

#[tokio::test]
async fn another_customers_card_is_answered_like_one_that_does_not_exist() {
    let world = World::new().await;
    let theirs = world.card("c-2", VISA).await;
    let page = world.session("M-1", "c-1").await;
    let absent = "card_AAAAAAAAAAAAAAAAAAAAAA";
    let mut answers = Vec::new();
    for id in [theirs.as_str(), absent] {
        let mut answer = page
            .pay(
                &format!("k{}", answers.len()),
                &payment_body(id, None, "123"),
            )
            .await;
        assert_eq!(answer.problem(), (404, "card.unknown"));
        answer.body["request_id"] = Value::Null;
        answers.push(answer.body.to_string());
    }
    assert_eq!(answers[0], answers[1]);
    for id in [theirs.as_str(), absent] {
        let path = format!("/v1/customers/c-1/cards/{id}");
        let answer = world.merchant(Method::DELETE, &path, None).await;
        assert_eq!(answer.problem(), (404, "card.unknown"));
    }
    assert_eq!(world.booked("M-1"), (0, 0));
}

#[tokio::test]
async fn a_removed_card_pays_nothing_and_can_be_imported_again() {
    let world = World::new().await;
    let id = world.card("c-1", VISA).await;
    let path = format!("/v1/customers/c-1/cards/{id}");
    assert_eq!(
        world.merchant(Method::DELETE, &path, None).await.status,
        204
    );
    assert_eq!(
        world.merchant(Method::DELETE, &path, None).await.status,
        404
    );
    let page = world.session("M-2", "c-1").await;
    assert_eq!(page.get("").await.body["cards"], json!([]));
    let refused = page.pay("first", &payment_body(&id, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    let again = world.card("c-1", VISA).await;
    assert_ne!(again, id);
    let paid = page.pay("first", &payment_body(&again, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded");
}

#[tokio::test]
async fn cards_that_cannot_pay_say_why_and_the_default_card_can() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 1, "year": 2020 }, "default": true });
    assert_eq!(import(&world, "c-1", old).await.status, 201);
    let scheduled =
        json!({ "token": "AAAA", "uses": ["merchant_scheduled"], "initial_transaction": "1" });
    assert_eq!(import(&world, "c-1", scheduled).await.status, 201);
    let good = world.card("c-1", MASTERCARD).await;
    let page = world.session("M-3", "c-1").await;
    let session = page.get("").await;
    let cards = session.body["cards"].as_array().unwrap();
    let of = |why: &str| cards.iter().find(|card| card["unusable"] == why).unwrap();
    let usual: Vec<&Value> = cards
        .iter()
        .filter(|card| card["default"] == true)
        .collect();
    assert_eq!(usual.len(), 1);
    assert_eq!(usual[0]["id"], good.as_str());
    for why in ["card.expired", "card.use"] {
        let id = of(why)["id"].as_str().unwrap();
        let refused = page
            .pay(
                &format!("k-{why}").replace('.', "-"),
                &payment_body(id, None, "123"),
            )
            .await;
        assert_eq!(refused.problem(), (422, why));
    }
    assert_eq!(world.booked("M-3"), (0, 0));
}

#[tokio::test]
async fn a_start_without_the_key_of_a_stored_card_is_refused() {
    let world = World::new().await;
    import(&world, "c-1", json!({})).await;
    let file = world.folder.path().join("oneclick.toml");
    let text = std::fs::read_to_string(file).unwrap();
    let other = text.replace(r#"vault = { id = "one""#, r#"vault = { id = "two""#);
    let config = read_config(&other, &world.folder);
    let error = oneclick_server::server::deployment(&config, Environment::real())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("vault key \"one\""), "{error}");
}

#[tokio::test]
async fn the_provider_is_asked_what_to_show_of_a_token() {
    let world = World::new().await;
    let card = import_unseen(&world, MASTERCARD).await;
    assert_eq!(card.status, 201, "{card:?}");
    assert_eq!(
        (&card.body["last_four"], &card.body["expiry"]),
        (&json!("4444"), &json!({ "month": 8, "year": 2030 }))
    );
    let again = import_unseen(&world, MASTERCARD).await;
    assert_eq!((again.status, &again.body), (200, &card.body));
    let closed = import_unseen(&world, "00000000000000000000000000000000").await;
    assert_eq!(closed.problem(), (422, "card.token"));
    let half = import(&world, "c-1", json!({ "brand": null })).await;
    assert_eq!(half.problem(), (400, "request.field"));
    let nobody_tells = import(&world, "c-1", json!({ "expiry": null })).await;
    assert_eq!(
        (nobody_tells.status, &nobody_tells.body["expiry"]),
        (201, &Value::Null)
    );
    let page = world.session("M-4", "c-1").await;
    let paid = page
        .pay("first", &payment_body(nobody_tells.text("id"), None, "123"))
        .await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn a_token_of_which_nothing_is_told_is_not_saved() {
    let (world, between) = between(QUICK).await;
    let read = "GET /smart2pay/v1/card/token/";
    for problem in [Fault::Error500Dropped, Fault::Error500] {
        between.spoil_all(read, problem);
        let refused = import_unseen(&world, MASTERCARD).await;
        assert_eq!(refused.problem(), (422, "card.unreadable"));
        assert!(!refused.body.to_string().contains(MASTERCARD));
        between.heal();
    }
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_card_whose_provider_is_configured_no_more_is_shown_and_refused() {
    let world = everywhere(QUICK).await;
    let card = CERTITRADE.card(&world, "c-1").await;
    // A replica that was started without that provider.
    let replica = world.replica_without("certitrade").await;
    let mut page = world.session("M-5", "c-1").await;
    page.base = format!("http://localhost:{}", replica.address().port());
    let shown = page.get("").await;
    assert_eq!(shown.body["cards"][0]["unusable"], "card.provider");
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let codes = refused.body["violations"].to_string();
    assert!(codes.contains("card.provider"), "{codes}");
    assert_eq!(world.booked("M-5"), (0, 0));
    let path = format!("/v1/customers/c-1/cards/{card}");
    assert_eq!(
        world.merchant(Method::DELETE, &path, None).await.status,
        204
    );
}
