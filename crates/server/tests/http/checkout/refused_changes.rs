//! Changes of cards that are refused: nothing is written then.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send};
use crate::stage::configuration::ORIGIN;
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{MASTERCARD, VISA, World};

/// The three calls, each with its method and the end of its path.
const CALLS: [(Method, &str); 3] = [
    (Method::DELETE, ""),
    (Method::POST, "/restore"),
    (Method::POST, "/default"),
];

async fn call(page: &Page<'_>, (method, end): &(Method, &str), card: &str) -> Answer {
    send(page.request(method.clone(), &format!("/cards/{card}{end}"))).await
}

/// What stands in the store of every card.
fn rows(world: &World) -> Vec<String> {
    let sql =
        "SELECT id || ' ' || is_default || ' ' || COALESCE(removed_at, 0) FROM cards ORDER BY id";
    world.column(sql)
}

#[tokio::test]
async fn only_the_customer_s_own_cards_are_known() {
    let world = World::new().await;
    let own = world.card("c-1", VISA).await;
    let theirs = world.card("c-2", MASTERCARD).await;
    let page = world.session("X-1", "c-1").await;
    let guest = world
        .ask_session("X-2", "c-1", json!({ "customer": null }))
        .await;
    let guest = world.page(&guest);
    let before = rows(&world);
    let long = "card_".repeat(100);
    let mut answers = Vec::new();
    for one in &CALLS {
        for card in [
            &theirs,
            "card_AAAAAAAAAAAAAAAAAAAAAA",
            "7",
            "%20",
            "..%2F",
            &long,
        ] {
            answers.push(call(&page, one, card).await);
        }
        answers.push(call(&guest, one, &own).await);
    }
    for answer in &mut answers {
        assert_eq!(answer.problem(), (404, "card.unknown"));
        let told = answer.headers["request-id"].to_str().unwrap();
        assert_eq!(answer.text("request_id"), told);
        answer.body["request_id"] = Value::Null;
    }
    assert!(answers.iter().all(|one| one.body == answers[0].body));
    assert_eq!(rows(&world), before);
}

#[tokio::test]
async fn a_session_that_ended_or_was_superseded_changes_no_card() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("X-3", "c-1").await;
    let superseded = world.session("X-4", "c-1").await;
    let dearer = json!({ "amount": 1_200 });
    let newer = world.page(&world.ask_session("X-4", "c-1", dearer).await);
    let paid = world.session("X-5", "c-1").await;
    paid.pay("first", &payment_body(&card, None, "123")).await;
    let before = rows(&world);
    for one in &CALLS {
        let refused = call(&superseded, one, &card).await;
        assert_eq!(refused.problem(), (409, "session.superseded"));
    }
    for one in &CALLS[1..] {
        assert_eq!(call(&newer, one, &card).await.status, 200);
        // The order is paid, and the cards are the shopper's still.
        assert_eq!(call(&paid, one, &card).await.status, 200);
    }
    world.execute("UPDATE cards SET is_default = 0").await;
    world.clock.advance(3_600_000);
    for page in [&page, &paid] {
        for one in &CALLS {
            let refused = call(page, one, &card).await;
            assert_eq!(refused.problem(), (401, "session.expired"));
            let unknown = call(page, one, "7").await;
            assert_eq!(unknown.problem(), (401, "session.expired"));
        }
    }
    assert_eq!(paid.get("").await.body["new_card"], Value::Null);
    assert_eq!(rows(&world), before);
}

#[tokio::test]
async fn changes_are_limited_together_with_payments() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("X-6", "c-1").await;
    for _ in 0..10 {
        assert_eq!(page.remove(&card).await.status, 200);
        assert_eq!(page.restore("7").await.status, 404);
        assert_eq!(page.restore(&card).await.status, 200);
    }
    let before = rows(&world);
    for one in &CALLS {
        let refused = call(&page, one, &card).await;
        assert_eq!(refused.problem(), (429, "attempts.too_many"));
        assert_eq!(refused.text("limit"), "submissions_per_minute");
        assert_eq!(refused.headers["retry-after"], "60");
    }
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.text("limit"), "submissions_per_minute");
    assert_eq!(rows(&world), before);
    let other = world.session("X-7", "c-1").await;
    assert_eq!(other.remove(&card).await.status, 200);
    world.clock.advance(60_000);
    assert_eq!(page.restore(&card).await.status, 200);
}

#[tokio::test]
async fn a_page_s_preflight_is_answered_and_no_other_page_changes_a_card() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("X-8", "c-1").await;
    let before = rows(&world);
    for (method, end) in &CALLS {
        let path = format!("/checkout/v1/cards/{card}{end}");
        let preflight = world
            .request(Method::OPTIONS, &path)
            .header("Origin", ORIGIN)
            .header("Access-Control-Request-Method", method.as_str());
        let answer = send(preflight).await;
        assert_eq!(answer.status, 204);
        let methods = answer.headers["access-control-allow-methods"].to_str();
        assert!(
            methods
                .unwrap()
                .split(", ")
                .any(|one| one == method.as_str())
        );
        let asked = || world.request(method.clone(), &path);
        let foreign = asked().bearer_auth(&page.token).header("Origin", "null");
        assert_eq!(send(foreign).await.problem(), (403, "origin.refused"));
        let without = asked().header("Origin", ORIGIN);
        assert_eq!(send(without).await.problem(), (401, "token.missing"));
        let other = asked()
            .bearer_auth("sk_test_0123456789abcdef")
            .header("Origin", ORIGIN);
        assert_eq!(send(other).await.problem(), (401, "token.unknown"));
        let wrong = page.request(Method::GET, &format!("/cards/{card}{end}"));
        assert_eq!(send(wrong).await.problem(), (405, "method.refused"));
    }
    assert_eq!(rows(&world), before);
}
