//! An amount that the merchant changes while the shopper reads it, or pays.

use reqwest::Method;
use serde_json::json;

use crate::stage::raw::Raw;
use crate::stage::world::{Page, VISA, World, send, wish};

async fn change(page: &Page<'_>, amount: u64) {
    let path = format!("/v1/sessions/{}", page.id);
    let body = json!({ "amount": amount });
    let changed = page.world.merchant(Method::PATCH, &path, Some(body)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
}

#[tokio::test]
async fn an_amount_that_changes_while_a_payment_comes_in_is_told_and_not_charged() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("A-1", "c-1").await;
    let body = wish(&card, None, "123").to_string();
    let mut raw = Raw::of(&world).await;
    raw.write(format!(
        "POST /checkout/v1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {}\r\n\
         Idempotency-Key: {:-<16}\r\nContent-Type: application/json\r\n\
         Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        page.token,
        "first",
        body.len()
    ))
    .await;
    // The session has been read once the body is asked for.
    assert_eq!(raw.answer().await.unwrap().status, 100);
    change(&page, 1000).await;
    raw.write(body).await;
    let told = raw.answer().await.unwrap();
    assert_eq!(told.problem(), (409, "amount.changed"), "{told:?}");
    assert_eq!(told.body["amount"], 1000);
    assert_eq!(world.booked("A-1"), (0, 0));
    let mut right = wish(&card, None, "123");
    right["amount"] = json!(1000);
    let paid = page.pay("second", &right).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
}

#[tokio::test]
async fn an_amount_that_changes_while_it_is_read_supersedes_nothing() {
    let world = World::new().await;
    let page = world.session("A-2", "c-1").await;
    let reading: Vec<_> = (0..200)
        .map(|_| tokio::spawn(send(page.request(Method::GET, ""))))
        .collect();
    for amount in 1000..1020 {
        change(&page, amount).await;
    }
    for read in reading {
        let read = read.await.unwrap();
        assert_eq!(read.status, 200, "{read:?}");
        let shown = read.body["amount"].as_u64().unwrap();
        assert!(shown == 995 || (1000..1020).contains(&shown), "{shown}");
    }
}
