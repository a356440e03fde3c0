//! Null is what a number gone wrong is written as: it never stands for "all" or
//! for a default.

use oneclick_rules::CardUse;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::SECRET_KEY;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

impl World {
    async fn keyed(&self, path: &str, key: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).bearer_auth(SECRET_KEY);
        send(
            request
                .header("Idempotency-Key", format!("{key:-<16}"))
                .json(body),
        )
        .await
    }
}

fn refused(answer: &Answer, field: &str) {
    assert_eq!(
        answer.problem(),
        (400, "request.field"),
        "{field}: {answer:?}"
    );
    assert_eq!(answer.text("field"), field);
    assert!(answer.text("detail").contains("null"), "{answer:?}");
}

#[tokio::test]
async fn an_amount_that_is_null_moves_nothing() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    for (order, capture, call) in [
        ("N-1", "automatic", "refund"),
        ("N-2", "manual", "capture"),
        ("N-3", "manual", "cancel"),
    ] {
        let asked = world.ask_session(order, "c-1", json!({ "capture": capture }));
        let page = world.page(&asked.await);
        let paid = page.pay("first", &payment_body(&card, None, "123")).await;
        assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
        let path = format!("/v1/payments/{}/{call}", paid.text("id"));
        let answer = world.keyed(&path, order, &json!({ "amount": null })).await;
        refused(&answer, "amount");
        let payment = world.payment(paid.text("id")).await;
        assert_eq!(payment["operations"], json!([]));
        // A text that says nothing is no amount.
        let body = json!({ "description": null });
        let moved = world.keyed(&path, order, &body).await;
        assert_eq!(moved.status, 200, "{moved:?}");
    }
}

#[tokio::test]
async fn null_is_no_default_of_a_session() {
    let world = World::new().await;
    for member in [
        "order",
        "amount",
        "currency",
        "return_url",
        "three_d_secure",
        "cvc",
        "capture",
        "lifetime",
        "provider",
        "save_uses",
        "customer.id",
    ] {
        let mut differs = json!({});
        match member.split_once('.') {
            Some((object, inner)) => differs[object] = json!({ inner: null }),
            None => differs[member] = Value::Null,
        }
        let answer = world.ask_session("N-4", "c-1", differs).await;
        refused(&answer, member);
    }
    let nothing = json!({
        "customer": null, "language": null, "description": null,
        "statement_descriptor": null, "shipping": null, "billing": { "city": null },
    });
    let made = world.ask_session("N-4", "c-1", nothing).await;
    assert_eq!(made.status, 201, "{made:?}");
    let path = format!("/v1/sessions/{}", made.text("id"));
    let amount = Some(json!({ "amount": null }));
    refused(
        &world.merchant(Method::PATCH, &path, amount).await,
        "amount",
    );
}

#[tokio::test]
async fn null_grants_nothing_of_an_imported_card() {
    let world = World::new().await;
    let good = json!({
        "provider": "smart2pay", "token": VISA, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 5, "year": 2029 }, "initial_transaction": null,
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    let path = "/v1/customers/c-1/cards";
    for member in ["provider", "token", "default", "uses", "expiry.month"] {
        let mut body = good.clone();
        match member.split_once('.') {
            Some((object, inner)) => body[object][inner] = Value::Null,
            None => body[member] = Value::Null,
        }
        let answer = world.merchant(Method::POST, path, Some(body)).await;
        refused(&answer, member);
    }
    let mut twice = good.clone();
    twice["uses"] = json!([CardUse::OneClick.as_str(), CardUse::OneClick.as_str()]);
    let answer = world.merchant(Method::POST, path, Some(twice)).await;
    assert_eq!(
        (answer.problem(), answer.text("field")),
        ((400, "request.field"), "uses")
    );
    let kept = world.merchant(Method::GET, path, None).await;
    assert_eq!(kept.body, json!({ "cards": [] }));
    let made = world.merchant(Method::POST, path, Some(good)).await;
    assert_eq!(made.status, 201, "{made:?}");
}

#[tokio::test]
async fn null_is_no_default_of_a_charge_without_the_shopper() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let good = json!({
        "order": "N-5", "amount": 995, "currency": "EUR", "customer": "c-1",
        "card": card, "use": "merchant_scheduled", "description": null,
    });
    for member in ["order", "amount", "customer", "card", "use", "capture"] {
        let mut body = good.clone();
        body[member] = Value::Null;
        refused(&world.keyed("/v1/payments", "first", &body).await, member);
    }
    assert_eq!(world.booked("N-5"), (0, 0));
}

#[tokio::test]
async fn a_member_that_is_there_twice_is_refused_and_not_chosen_from() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("N-6", "c-1").await;
    let body = payment_body(&card, None, "123").to_string();
    let twice = body.replacen('{', "{\"cvc\":\"321\",", 1);
    let request = page.request(Method::POST, "").body(twice);
    let request = request.header("Content-Type", "application/json");
    let answer = send(request.header("Idempotency-Key", "0123456789abcdef")).await;
    assert_eq!(
        (answer.problem(), answer.text("field")),
        ((400, "request.field"), "cvc")
    );
    let path = format!("/v1/sessions/{}", page.id);
    for body in [
        r#"{"amount":1,"amount":2}"#,
        r#"{"amount":1,"\u0061mount":2}"#,
    ] {
        let request = world.request(Method::PATCH, &path).bearer_auth(SECRET_KEY);
        let request = request.header("Content-Type", "application/json");
        let answer = send(request.body(body)).await;
        assert_eq!(answer.problem(), (400, "request.field"));
    }
}
