//! An amount that changes: by a newer session, or by the merchant, even while the
//! shopper reads it or pays.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::page::{Page, payment_body};
use crate::stage::raw::Raw;
use crate::stage::world::{VISA, World};

async fn change(page: &Page<'_>, amount: u64) {
    let path = format!("/v1/sessions/{}", page.id);
    let body = json!({ "amount": amount });
    let changed = page.world.merchant(Method::PATCH, &path, Some(body)).await;
    assert_eq!(changed.status, 200, "{changed:?}");
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
    let refused = old.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (409, "session.superseded"));
    assert_eq!(old.get("").await.problem(), (409, "session.superseded"));
    let refused = new.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(refused.problem(), (409, "amount.changed"));
    assert_eq!(
        (refused.body["amount"].as_u64(), refused.text("currency")),
        (Some(1295), "EUR")
    );
    assert_eq!(new.get("").await.body["payment"], Value::Null);
    let mut right = payment_body(&card, None, "123");
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
    let refused = page.pay("first", &payment_body(&card, None, "123")).await;
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
    let mut right = payment_body(&card, None, "123");
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
async fn an_amount_that_changes_while_a_payment_comes_in_is_told_and_not_charged() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("A-1", "c-1").await;
    let body = payment_body(&card, None, "123").to_string();
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
    let mut right = payment_body(&card, None, "123");
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
