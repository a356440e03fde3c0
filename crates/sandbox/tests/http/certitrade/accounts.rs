//! Payment accounts: made from a payment, initialised, charged, closed.

use serde_json::{Value, json};

use super::client::{CertitradeAnswer, CertitradeShop, card_payment, changed, one_click};
use crate::listener::Listener;

const OK: &str = "123456789000";
const FRAUD: &str = "1123450000000002";

async fn account_of(shop: &CertitradeShop, payment: &CertitradeAnswer) -> CertitradeAnswer {
    let request = json!({ "type": "ONE_CLICK", "payment": payment.text("id") });
    shop.post("/payment_account", &request).await
}

fn charge(method: &str, account: &CertitradeAnswer) -> Value {
    let data = json!({ method: { "payment_account": account.text("id") } });
    one_click(&json!({ "method": method, "data": data }))
}

#[tokio::test]
async fn a_paid_payment_makes_an_account() {
    let shop = CertitradeShop::new().await;
    let listener = Listener::answering(&[]).await;
    let paid = shop.paid_by(&listener, OK).await;
    let account = account_of(&shop, &paid).await;
    assert_eq!((account.http, account.text("state")), (201, "ACTIVE"));
    assert_eq!(account.text("expiry_date"), "04/31");
    assert_eq!(account.text("masked_cardno"), "xxxxxxxx9000");
    assert_eq!(account.text("bin"), "123456");
    let charged = shop.post("/payment", &charge("ONE_CLICK", &account)).await;
    assert_eq!(charged.text("state"), "READY_FOR_CAPTURE");
    let own = account.link("self").strip_prefix(&shop.base).unwrap();
    assert_eq!(shop.get(own).await.body, account.body);
}

#[tokio::test]
async fn a_payment_that_was_cancelled_makes_an_account_and_one_that_failed_makes_none() {
    let shop = CertitradeShop::new().await;
    let listener = Listener::answering(&[]).await;
    let paid = shop.paid_by(&listener, OK).await;
    let path = format!("/payment/{}", paid.text("id"));
    shop.put(&path, &json!({ "state": "CANCELLED" })).await;
    assert_eq!(account_of(&shop, &paid).await.http, 201);
    let failed = shop.paid_by(&listener, "123456789001").await;
    assert_eq!(account_of(&shop, &failed).await.http, 400);
    let open = shop.post("/payment", &card_payment(&listener)).await;
    assert_eq!(account_of(&shop, &open).await.http, 400);
    for wrong in [
        json!({ "type": "ONE_CLICK" }),
        json!({ "type": "ONE_CLICK", "payment": "1" }),
        json!({ "type": "TWO_CLICK" }),
        json!({ "payment": paid.text("id") }),
        json!({ "type": "RECURRING", "colour": 1 }),
    ] {
        assert_eq!(
            shop.post("/payment_account", &wrong).await.http,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn the_fraud_card_is_good_once() {
    let shop = CertitradeShop::new().await;
    let listener = Listener::answering(&[]).await;
    let paid = shop.paid_by(&listener, FRAUD).await;
    let account = account_of(&shop, &paid).await;
    let charged = shop.post("/payment", &charge("ONE_CLICK", &account)).await;
    assert_eq!((charged.http, charged.text("state")), (201, "FAILED"));
    assert_eq!(charged.attempt(), ["ACCOUNT_TERMINATED", "43"]);
    let own = account.link("self").strip_prefix(&shop.base).unwrap();
    assert_eq!(shop.get(own).await.text("state"), "SUSPENDED");
    let again = shop.post("/payment", &charge("ONE_CLICK", &account)).await;
    assert_eq!(again.http, 400);
}

#[tokio::test]
async fn a_recurring_account_is_initialised_and_charged() {
    let shop = CertitradeShop::new().await;
    let mut listener = Listener::answering(&[]).await;
    let request = json!({ "type": "RECURRING", "message_id": 1 });
    let account = shop.post("/payment_account", &request).await;
    assert_eq!(
        (account.http, account.text("state")),
        (201, "UNINITIALIZED")
    );
    assert_eq!(account.text("masked_cardno"), "");
    assert_eq!(shop.post("/payment_account", &request).await, account);
    let early = shop.post("/payment", &charge("RECURRING", &account)).await;
    assert_eq!(early.http, 400);
    let data = json!({ "RECURRING": { "initialize": "1", "payment_account": account.text("id") } });
    let first = changed(
        card_payment(&listener),
        &json!({ "method": "RECURRING", "data": data }),
    );
    let first = shop.post("/payment", &first).await;
    assert_eq!((first.http, first.text("state")), (201, "CREATED"));
    assert_eq!(first.body["data"], data);
    shop.type_card(&first, FRAUD).await;
    assert!(listener.next().await.body.contains("function=APPROVE"));
    let own = account.link("self").strip_prefix(&shop.base).unwrap();
    assert_eq!(shop.get(own).await.text("state"), "ACTIVE");
    let charged = shop.post("/payment", &charge("RECURRING", &account)).await;
    assert_eq!(charged.attempt(), ["ACCOUNT_TERMINATED", "43"]);
    assert_eq!(shop.get(own).await.text("state"), "SUSPENDED");
    // A recurring account can be initialised again.
    let again = changed(
        card_payment(&listener),
        &json!({ "method": "RECURRING", "data": data, "reference": "first-2" }),
    );
    let again = shop.post("/payment", &again).await;
    shop.type_card(&again, OK).await;
    let charged = shop.post("/payment", &charge("RECURRING", &account)).await;
    assert_eq!(charged.text("state"), "READY_FOR_CAPTURE");
    assert_eq!(charged.attempt(), ["RECURRING_AUTH", "00"]);
}

#[tokio::test]
async fn accounts_are_read_and_closed() {
    let shop = CertitradeShop::new().await;
    let path = "/payment_account/40260868825";
    let account = shop.get(path).await;
    assert_eq!((account.http, account.text("type")), (200, "ONE_CLICK"));
    assert_eq!(account.text("state"), "ACTIVE");
    for _ in 0..2 {
        assert_eq!(
            shop.put(path, &json!({ "state": "CLOSED" })).await.http,
            200
        );
    }
    assert_eq!(shop.get(path).await.text("state"), "CLOSED");
    assert_eq!(
        shop.put(path, &json!({ "state": "ACTIVE" })).await.http,
        400
    );
    let none = shop
        .put("/payment_account/1", &json!({ "state": "CLOSED" }))
        .await;
    assert_eq!(none.http, 404);
    let delete = shop.try_send(reqwest::Method::DELETE, path, None).await;
    assert_eq!(delete.unwrap().http, 403);
}

#[tokio::test]
async fn a_control_call_stores_a_card() {
    let shop = CertitradeShop::new().await;
    let card = json!({
        "provider": "certitrade", "value": "40260868999", "brand": "visa", "last_four": "1881",
        "month": 1, "year": 2020, "holder": "Ann", "security_code": "123",
    });
    assert_eq!(shop.control("tokens", &card).await, 200);
    let data = json!({ "ONE_CLICK": { "payment_account": "40260868999" } });
    let charged = shop
        .post("/payment", &one_click(&json!({ "data": data })))
        .await;
    assert_eq!(charged.attempt(), ["AUTH_FAILED", "54"]);
}
