//! Stored cards: imported, listed, removed, and nobody else's business.

use reqwest::Method;
use serde_json::{Value, json};

use oneclick_server::clock::Clock;

use crate::world::{Answer, MASTERCARD, VISA, World, read_config, wish};

fn card(differs: Value) -> Value {
    let mut body = json!({
        "provider": "smart2pay", "token": VISA, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 12, "year": 2031 },
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    for (name, value) in differs.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

async fn import(world: &World, customer: &str, differs: Value) -> Answer {
    let path = format!("/v1/customers/{customer}/cards");
    world
        .merchant(Method::POST, &path, Some(card(differs)))
        .await
}

#[tokio::test]
async fn a_token_is_kept_once_for_a_customer_and_never_told() {
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
async fn a_known_token_imported_again_renews_its_card() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 3, "year": 2024 } });
    let first = import(&world, "c-1", old).await;
    let other = import(&world, "c-1", json!({ "token": MASTERCARD, "usual": true })).await;
    let id = first.text("id").to_owned();
    let page = world.session("I-1", "c-1").await;
    let refused = page.pay("first", &wish(&id, None, "123")).await;
    assert_eq!(refused.problem(), (422, "card.expired"));
    let renewal = json!({
        "brand": "mastercard", "last_four": "1881", "expiry": { "month": 3, "year": 2031 }, "usual": true,
        "uses": ["merchant_scheduled"], "initial_transaction": "4711",
        "consent": { "text": "keep-2", "language": "de", "given_at": 1_750_000_000 },
    });
    let again = import(&world, "c-1", renewal.clone()).await;
    let expected = json!({
        "id": id, "provider": "smart2pay", "brand": "mastercard", "last_four": "1881",
        "expiry": { "month": 3, "year": 2031 }, "usual": true,
        "uses": ["one_click", "merchant_scheduled"],
        "consent": { "text": "keep-2", "language": "de", "given_at": 1_750_000_000 },
        "initial_transaction": "4711", "locked": false,
        "cvc_attempts": { "counted": 0, "limit": 3, "blocked_until": null },
    });
    assert_eq!((again.status, &again.body), (200, &expected));
    assert_eq!(import(&world, "c-1", renewal).await.body, expected);
    let listed = crate::new_card::cards(&world, "c-1").await;
    assert_eq!(
        (&listed[0], &listed[1]["usual"]),
        (&expected, &json!(false))
    );
    assert_eq!(listed[1]["id"], other.body["id"]);
    let paid = page.pay("again", &wish(&id, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    // What is not told stays, unless it has ended; an older consent is recorded
    // and not shown.
    let half = json!({ "brand": "unknown", "last_four": "1881", "expiry": null });
    let half = import(&world, "c-1", half).await;
    assert_eq!((half.status, &half.body), (200, &expected));
    let store = world.server.engine().store().reader();
    let consents: Vec<(String, String)> = sqlx::query_as(
        "SELECT consent_text, uses FROM consents WHERE card_id = $1 ORDER BY consent_at",
    )
    .bind(&id)
    .fetch_all(store)
    .await
    .unwrap();
    let consents: Vec<(&str, &str)> = consents
        .iter()
        .map(|(text, uses)| (text.as_str(), uses.as_str()))
        .collect();
    assert_eq!(
        consents,
        [("keep-1", "one_click"), ("keep-2", "merchant_scheduled")]
    );
    for statement in ["DELETE FROM consents", "UPDATE consents SET uses = ''"] {
        let changed = sqlx::query(statement).execute(store).await;
        assert!(changed.unwrap_err().to_string().contains("append-only"));
    }
}

#[tokio::test]
async fn a_date_that_has_ended_goes_when_nobody_tells_another() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 3, "year": 2024 } });
    let first = import(&world, "c-1", old).await;
    let again = import(&world, "c-1", json!({ "expiry": null })).await;
    assert_eq!(
        (again.status, &again.body["id"], &again.body["expiry"]),
        (200, &first.body["id"], &Value::Null)
    );
    let asked = import_unseen(&world, VISA).await;
    assert_eq!((asked.status, &asked.body["id"]), (200, &first.body["id"]));
    assert!(
        asked.body["expiry"]["year"].as_u64().unwrap() > 2026,
        "{asked:?}"
    );
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
            .pay(&format!("k{}", answers.len()), &wish(id, None, "123"))
            .await;
        assert_eq!(answer.problem(), (404, "card.unknown"));
        answer.body["reference"] = Value::Null;
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
    assert_eq!(page.get("/session").await.body["cards"], json!([]));
    let refused = page.pay("first", &wish(&id, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    let again = world.card("c-1", VISA).await;
    assert_ne!(again, id);
    let paid = page.pay("first", &wish(&again, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded");
}

#[tokio::test]
async fn cards_that_cannot_pay_say_why_and_the_usual_one_can() {
    let world = World::new().await;
    let old = json!({ "expiry": { "month": 1, "year": 2020 }, "usual": true });
    assert_eq!(import(&world, "c-1", old).await.status, 201);
    let scheduled =
        json!({ "token": "AAAA", "uses": ["merchant_scheduled"], "initial_transaction": "1" });
    assert_eq!(import(&world, "c-1", scheduled).await.status, 201);
    let good = world.card("c-1", MASTERCARD).await;
    let page = world.session("M-3", "c-1").await;
    let session = page.get("/session").await;
    let cards = session.body["cards"].as_array().unwrap();
    let of = |why: &str| cards.iter().find(|card| card["unusable"] == why).unwrap();
    let usual: Vec<&Value> = cards.iter().filter(|card| card["usual"] == true).collect();
    assert_eq!(usual.len(), 1);
    assert_eq!(usual[0]["id"], good.as_str());
    for why in ["card.expired", "card.use"] {
        let id = of(why)["id"].as_str().unwrap();
        let refused = page
            .pay(
                &format!("k-{why}").replace('.', "-"),
                &wish(id, None, "123"),
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
    let error = oneclick_server::server::engine(&config, Clock::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("vault key \"one\""), "{error}");
}

/// A token whose face is left out: the provider is asked for it.
async fn import_unseen(world: &World, token: &str) -> Answer {
    let body = json!({
        "provider": "smart2pay", "token": token,
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    world
        .merchant(Method::POST, "/v1/customers/c-1/cards", Some(body))
        .await
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
        .pay("first", &wish(nobody_tells.text("id"), None, "123"))
        .await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn a_token_of_which_nothing_is_told_is_not_kept() {
    let (world, gate) = crate::keeping::gated(crate::world::QUICK).await;
    let read = "GET /smart2pay/v1/card/token/";
    for problem in [crate::gate::Gate::Refuses, crate::gate::Gate::Loses] {
        gate.put(read, problem);
        let refused = import_unseen(&world, MASTERCARD).await;
        assert_eq!(refused.problem(), (422, "card.unreadable"));
        assert!(!refused.body.to_string().contains(MASTERCARD));
        gate.open();
    }
    assert_eq!(
        crate::new_card::cards(&world, "c-1").await,
        Vec::<Value>::new()
    );
}

#[tokio::test]
async fn a_card_whose_provider_is_configured_no_more_is_shown_and_refused() {
    let world = crate::everywhere::everywhere(crate::world::QUICK).await;
    let card = crate::everywhere::CERTITRADE.card(&world, "c-1").await;
    // A replica that was started without that provider.
    let replica = world.replica_without("certitrade").await;
    let mut page = world.session("M-5", "c-1").await;
    page.base = format!("http://localhost:{}", replica.address().port());
    let shown = page.get("/session").await;
    assert_eq!(shown.body["cards"][0]["unusable"], "card.provider");
    let refused = page.pay("first", &wish(&card, None, "123")).await;
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
