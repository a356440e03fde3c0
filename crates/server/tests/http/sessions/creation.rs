//! Sessions: made by rule, for the order's first customer or a guest.

use serde_json::json;

use crate::stage::answer::Answer;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

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
    page.pay("first", &payment_body(&card, None, "123")).await;
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
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    // Nor when the order finds its customer later.
    let known = world.session("S-3", "c-1").await;
    let cards = known.get("").await.body["cards"].clone();
    assert_eq!(cards.as_array().unwrap().len(), 1);
    assert_eq!(page.get("").await.body["cards"], json!([]));
    let refused = page.pay("second", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (404, "card.unknown"));
    assert_eq!(world.booked("S-3"), (0, 0));
}
