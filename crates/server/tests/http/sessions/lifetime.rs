//! How long a session lives, and what its token reads afterwards.

use reqwest::Method;
use serde_json::json;

use crate::stage::answer::{Answer, send};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn a_session_that_ended_takes_no_payment_and_reads_its_order() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let unpaid = world.session("S-6", "c-1").await;
    let paid = world.session("S-7", "c-1").await;
    paid.pay("first", &payment_body(&card, None, "123")).await;
    world.clock.advance(3_600_000);
    assert_eq!(unpaid.get("").await.problem(), (401, "session.expired"));
    assert_eq!(unpaid.get("/").await.problem(), (401, "session.expired"));
    let read = paid.get("").await.body;
    assert_eq!(read["payment"]["state"], "succeeded");
    assert_eq!(read["cards"], json!([]), "its cards are not read any more");
    let refused = unpaid.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (401, "session.expired"));
    assert_eq!(extend(&unpaid).await.problem(), (401, "session.expired"));
    world.clock.advance(24 * 3_600_000);
    assert_eq!(paid.get("").await.problem(), (401, "session.expired"));
    for key in ["first", "second"] {
        let refused = paid.pay(key, &payment_body(&card, None, "123")).await;
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
    page.pay("first", &payment_body(&card, None, "123")).await;
    let before = page.get("").await;
    assert_eq!(before.body["cards"][0]["id"], card.as_str(), "{before:?}");
    world.clock.advance(3_600_000);
    let after = page.get("").await;
    assert_eq!(after.body["payment"], before.body["payment"]);
    assert_eq!(after.body["cards"], json!([]));
}
