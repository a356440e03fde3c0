//! Sessions: made by rule, superseded, changed, extended, ended.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::world::{Answer, Page, VISA, World, send, wish};

fn codes(answer: &Answer) -> Vec<&str> {
    let violations = answer.body["violations"].as_array().unwrap();
    violations
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn each_rule_that_a_session_breaks_is_told() {
    let world = World::new().await;
    let cases = [
        (json!({ "order": "" }), "order.format"),
        (json!({ "order": "a b" }), "order.format"),
        (json!({ "order": "x".repeat(51) }), "order.format"),
        (json!({ "amount": 0 }), "amount.not_positive"),
        (
            json!({ "amount": 100_000_000_000_000_u64 }),
            "amount.too_large",
        ),
        (json!({ "currency": "XXX" }), "currency.unknown"),
        (json!({ "customer": { "id": "" } }), "customer.id.length"),
        (
            json!({ "customer": { "id": "Guest" } }),
            "customer.id.placeholder",
        ),
        (
            json!({ "customer": { "id": "c", "email": "nobody" } }),
            "customer.email",
        ),
        (
            json!({ "return_url": "http://localhost:8081/" }),
            "return_url.origin",
        ),
        (
            json!({ "return_url": "https://evil.example/" }),
            "return_url.origin",
        ),
        (
            json!({ "return_url": "javascript:alert(1)" }),
            "return_url.origin",
        ),
        (
            json!({ "return_url": "http://localhost:8080@evil.example/" }),
            "return_url.origin",
        ),
        (json!({ "language": "not a tag" }), "language.format"),
        (json!({ "lifetime": 59 }), "session.lifetime"),
        (json!({ "lifetime": 14401 }), "session.lifetime"),
        (json!({ "description": "x".repeat(5000) }), "text.length"),
        (json!({ "provider": "paypal" }), "provider.unknown"),
        (json!({ "save_uses": [] }), "card.use"),
        (
            json!({ "billing": { "country": "Sweden" } }),
            "address.country",
        ),
        (json!({ "shipping": { "city": "a\nb" } }), "text.characters"),
    ];
    for (differs, code) in cases {
        let answer = world.ask_session("S-1", "c-1", differs).await;
        assert_eq!((answer.status, codes(&answer)), (422, vec![code]));
        assert_eq!(answer.text("code"), code);
    }
    let many = json!({ "order": "?", "currency": "EURO", "lifetime": 1, "return_url": "/" });
    let answer = world.ask_session("S-1", "null", many).await;
    let mut told = codes(&answer);
    told.sort_unstable();
    let expected = [
        "currency.unknown",
        "customer.id.placeholder",
        "order.format",
        "return_url.origin",
        "session.lifetime",
    ];
    assert_eq!(told, expected);
    for (member, value) in [
        ("order", json!(7)),
        ("amount", json!("995")),
        ("extra", json!(1)),
    ] {
        let answer = world
            .ask_session("S-1", "c-1", json!({ member: value }))
            .await;
        assert_eq!(answer.problem(), (400, "request.field"));
        assert_eq!(answer.text("field"), member);
    }
}

#[tokio::test]
async fn an_order_belongs_to_its_first_customer() {
    let world = World::new().await;
    world.session("S-2", "c-1").await;
    let answer = world.ask_session("S-2", "c-2", json!({})).await;
    assert_eq!(answer.problem(), (409, "order.customer"));
    let card = world.card("c-1", VISA).await;
    let page = world.session("S-2", "c-1").await;
    page.pay("first", &wish(&card, None, "123")).await;
    let answer = world.ask_session("S-2", "c-2", json!({})).await;
    assert_eq!(answer.problem(), (409, "order.customer"));
}

#[tokio::test]
async fn a_guest_has_no_cards() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let guest = world
        .ask_session("S-3", "c-1", json!({ "customer": null }))
        .await;
    let page = world.page(&guest);
    assert_eq!(page.get("").await.body["cards"], json!([]));
    let refused = page.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    // Nor when the order finds its customer later.
    let known = world.session("S-3", "c-1").await;
    let cards = known.get("").await.body["cards"].clone();
    assert_eq!(cards.as_array().unwrap().len(), 1);
    assert_eq!(page.get("").await.body["cards"], json!([]));
    let refused = page.pay("second", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    assert_eq!(world.booked("S-3"), (0, 0));
}

#[tokio::test]
async fn a_newer_session_with_another_amount_supersedes() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let old = world.session("S-4", "c-1").await;
    let new = world
        .ask_session("S-4", "c-1", json!({ "amount": 1295 }))
        .await;
    let new = world.page(&new);
    let refused = old.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (409, "session.superseded"));
    assert_eq!(old.get("").await.problem(), (409, "session.superseded"));
    let refused = new.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (409, "amount.changed"));
    assert_eq!(
        (refused.body["amount"].as_u64(), refused.text("currency")),
        (Some(1295), "EUR")
    );
    assert_eq!(new.get("").await.body["payment"], Value::Null);
    let mut right = wish(&card, None, "123");
    right["amount"] = json!(1295);
    assert_eq!(new.pay("first", &right).await.text("state"), "succeeded");
    assert_eq!(world.sandbox.ledger(Some("S-4"))[0].amount, 1295);
    // The old page learns that the order is paid, and with what.
    let read = old.get("").await.body;
    assert_eq!(read["payment"]["state"], "succeeded");
    assert_eq!(read["amount"], 1295);
}

#[tokio::test]
async fn an_amount_changes_while_nothing_holds_the_order() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("S-5", "c-1").await;
    let path = format!("/v1/sessions/{}", page.id);
    let change_to = async |amount: Value| {
        world
            .merchant(Method::PATCH, &path, Some(json!({ "amount": amount })))
            .await
    };
    let changed = change_to(json!(1000)).await;
    assert_eq!(
        (changed.status, changed.body["amount"].as_u64()),
        (200, Some(1000))
    );
    let refused = page.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (409, "amount.changed"));
    assert_eq!(
        change_to(json!(0)).await.problem(),
        (422, "amount.not_positive")
    );
    assert_eq!(
        change_to(json!("x")).await.problem(),
        (400, "request.field")
    );
    world.behave("S-5", Behaviour::Pending);
    let mut right = wish(&card, None, "123");
    right["amount"] = json!(1000);
    assert_eq!(page.pay("first", &right).await.text("state"), "processing");
    assert_eq!(change_to(json!(2000)).await.problem(), (409, "order.held"));
    let held = world
        .ask_session("S-5", "c-1", json!({ "amount": 2000 }))
        .await;
    assert_eq!(held.problem(), (409, "order.held"));
    let shown = world.merchant(Method::GET, &path, None).await;
    assert_eq!(shown.body["amount"].as_u64(), Some(1000));
    assert_eq!(shown.body["payments"].as_array().unwrap().len(), 1);
    assert!(shown.body.get("client_token").is_none());
}

#[tokio::test]
async fn a_session_that_ended_takes_no_payment_and_reads_its_order() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let unpaid = world.session("S-6", "c-1").await;
    let paid = world.session("S-7", "c-1").await;
    paid.pay("first", &wish(&card, None, "123")).await;
    world.clock.advance(3_600_000);
    assert_eq!(unpaid.get("").await.problem(), (401, "session.expired"));
    assert_eq!(unpaid.get("/").await.problem(), (401, "session.expired"));
    let read = paid.get("").await.body;
    assert_eq!(read["payment"]["state"], "succeeded");
    assert_eq!(read["cards"], json!([]), "its cards are not read any more");
    let refused = unpaid.pay("first", &wish(&card, None, "123")).await;
    assert_eq!(refused.problem(), (401, "session.expired"));
    assert_eq!(extend(&unpaid).await.problem(), (401, "session.expired"));
    world.clock.advance(24 * 3_600_000);
    assert_eq!(paid.get("").await.problem(), (401, "session.expired"));
    for key in ["first", "second"] {
        let refused = paid.pay(key, &wish(&card, None, "123")).await;
        assert_eq!(refused.problem(), (401, "session.expired"), "{key}");
    }
    assert_eq!(world.booked("S-6"), (0, 0));
}

async fn extend(page: &Page<'_>) -> Answer {
    send(page.request(Method::POST, "/extend")).await
}

#[tokio::test]
async fn a_session_is_extended_to_four_hours_at_most() {
    let world = World::new().await;
    let page = world.session("S-8", "c-1").await;
    let began = page.get("").await.body["expires_at"].as_u64().unwrap() - 3_600;
    for _ in 0..6 {
        world.clock.advance(3_000_000);
        let answer = extend(&page).await;
        if answer.status == 200 {
            let end = answer.body["expires_at"].as_u64().unwrap();
            assert!(end <= began + 14_400 && end > answer.body["now"].as_u64().unwrap());
        }
    }
    assert_eq!(extend(&page).await.problem(), (401, "session.expired"));
}

#[tokio::test]
async fn a_token_that_has_ended_reads_its_payment_and_no_cards() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("S-9", "c-1").await;
    page.pay("first", &wish(&card, None, "123")).await;
    let before = page.get("").await;
    assert_eq!(before.body["cards"][0]["id"], card.as_str(), "{before:?}");
    world.clock.advance(3_600_000);
    let after = page.get("").await;
    assert_eq!(after.body["payment"], before.body["payment"]);
    assert_eq!(after.body["cards"], json!([]));
}
