//! The shopper's way through the pay window, and the callback.

use std::collections::HashMap;

use serde_json::json;

use super::client::{CertitradeAnswer, CertitradeShop, card_payment, changed, hmac};
use crate::listener::{HeardNotification, Listener};

const OK: &str = "1234 5678 9000";
const OK_SECURE: &str = "4444333322220000";
const BACK: &str = "http://localhost:8787/return/1";

/// The callback's members, with a signature that was checked.
fn members(told: &HeardNotification) -> HashMap<String, String> {
    assert_eq!(
        told.headers["content-type"],
        "application/x-www-form-urlencoded"
    );
    let pairs = told.body.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    });
    pairs.collect()
}

fn signature(members: &HashMap<String, String>) -> String {
    let names = [
        "paymentid",
        "merchantid",
        "function",
        "description",
        "timestamp",
    ];
    let text: String = names.map(|name| members[name].as_str()).concat();
    hmac("certitradesandboxkey", &text)
}

fn check(told: &HeardNotification, payment: &CertitradeAnswer, function: &str, description: &str) {
    let members = members(told);
    assert_eq!(members["sha256code"], signature(&members));
    assert_eq!(members["paymentid"], payment.text("id"));
    assert_eq!(members["merchantid"], "12345");
    assert_eq!(members["timestamp"].len(), 14);
    assert_eq!(
        [&members["function"], &members["description"]],
        [function, description]
    );
    assert_eq!(members.len(), 6);
}

#[tokio::test]
async fn a_payment_goes_through_the_window() {
    let shop = CertitradeShop::new().await;
    let mut listener = Listener::answering(&[]).await;
    let payment = shop.post("/payment", &card_payment(&listener)).await;
    assert_eq!((payment.http, payment.text("state")), (201, "CREATED"));
    assert_eq!(payment.text("authorized_amount"), "0");
    assert!(!shop.sandbox.ledger(None)[0].charged);
    let own = format!("/payment/{}", payment.text("id"));
    let page = shop
        .client
        .get(payment.link("paywin"))
        .send()
        .await
        .unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("CertiTrade test pay window") && page.contains("SEK 12.34"));
    assert!(page.contains("<label for=\"number\">") && !page.contains("<script"));
    assert_eq!(shop.get(&own).await.text("state"), "PENDING");
    assert_eq!(shop.type_card(&payment, OK).await, BACK);
    let paid = shop.get(&own).await;
    assert_eq!(paid.text("state"), "READY_FOR_CAPTURE");
    assert_eq!(paid.attempt(), ["SSL_AUTH", "00"]);
    check(&listener.next().await, &paid, "APPROVE", "1001");
    assert!(shop.sandbox.ledger(None)[0].charged);
    let again = shop
        .client
        .get(payment.link("paywin"))
        .send()
        .await
        .unwrap();
    assert!(again.text().await.unwrap().contains("READY_FOR_CAPTURE"));
}

#[tokio::test]
async fn the_test_cards_do_what_they_are_for() {
    let approved = ("READY_FOR_CAPTURE", "APPROVE", "1001");
    let declined = ("FAILED", "DECLINE", "2002");
    for (number, (state, function, description)) in [
        ("123456789000", approved),
        ("123456789001", declined),
        (OK_SECURE, approved),
        ("4444333322221111", declined),
        ("1123450000000002", approved),
    ] {
        let shop = CertitradeShop::new().await;
        let mut listener = Listener::answering(&[]).await;
        let payment = shop.post("/payment", &card_payment(&listener)).await;
        let leads = shop.type_card(&payment, number).await;
        if number.starts_with("4444") {
            assert_eq!(leads, payment.link("paywin"));
            let leads = shop.submit(&leads, &[("choice", "approve")]).await;
            assert_eq!(leads, BACK);
        }
        let path = format!("/payment/{}", payment.text("id"));
        let payment = shop.get(&path).await;
        assert_eq!(payment.text("state"), state, "{number}");
        check(&listener.next().await, &payment, function, description);
    }
}

#[tokio::test]
async fn the_bank_fails_or_is_closed() {
    let shop = CertitradeShop::new().await;
    let mut listener = Listener::answering(&[]).await;
    let payment = shop.post("/payment", &card_payment(&listener)).await;
    let bank = shop.type_card(&payment, OK_SECURE).await;
    assert_eq!(shop.submit(&bank, &[("choice", "close")]).await, BACK);
    let path = format!("/payment/{}", payment.text("id"));
    assert_eq!(shop.get(&path).await.text("state"), "PENDING");
    assert!(listener.is_empty());
    shop.submit(&bank, &[("choice", "fail")]).await;
    let payment = shop.get(&path).await;
    assert_eq!(payment.attempt(), ["3D_FAILED", ""]);
    check(&listener.next().await, &payment, "DECLINE", "2001");
}

#[tokio::test]
async fn a_behaviour_decides_what_the_window_comes_to() {
    for (behaviour, number) in [("declined", OK), ("three_d_secure", OK)] {
        let shop = CertitradeShop::new().await;
        shop.behave(behaviour);
        let listener = Listener::answering(&[]).await;
        let payment = shop.post("/payment", &card_payment(&listener)).await;
        let leads = shop.type_card(&payment, number).await;
        let path = format!("/payment/{}", payment.text("id"));
        let state = shop.get(&path).await.text("state").to_owned();
        if behaviour == "declined" {
            assert_eq!((leads.as_str(), state.as_str()), (BACK, "FAILED"));
        } else {
            assert_eq!(
                (leads.as_str(), state.as_str()),
                (payment.link("paywin"), "PENDING")
            );
        }
    }
}

#[tokio::test]
async fn a_shopper_leaves_or_waits_too_long() {
    let shop = CertitradeShop::new().await;
    let mut listener = Listener::answering(&[]).await;
    let left = shop.post("/payment", &card_payment(&listener)).await;
    let window = left.link("paywin");
    assert_eq!(shop.submit(window, &[("choice", "close")]).await, BACK);
    check(&listener.next().await, &left, "CANCEL", "3001");
    let late = shop.post("/payment", &card_payment(&listener)).await;
    shop.sandbox.advance(30 * 60_000);
    check(&listener.next().await, &late, "CANCEL", "3002");
    let path = format!("/payment/{}", late.text("id"));
    assert_eq!(shop.get(&path).await.text("state"), "FAILED");
}

#[tokio::test]
async fn what_is_typed_is_checked() {
    let shop = CertitradeShop::new().await;
    let listener = Listener::answering(&[]).await;
    let payment = shop.post("/payment", &card_payment(&listener)).await;
    let typed = [
        ("holder", "Ann"),
        ("number", OK),
        ("month", "4"),
        ("year", "31"),
        ("security_code", "123"),
    ];
    for (name, value) in [
        ("number", "4111111111111111"),
        ("number", "1"),
        ("security_code", "1234"),
        ("month", "13"),
    ] {
        let fields: HashMap<&str, &str> = typed.into_iter().chain([(name, value)]).collect();
        let call = shop.client.post(payment.link("paywin")).form(&fields);
        let answer = call.send().await.unwrap();
        assert_eq!(answer.status(), 422, "{name}");
        assert!(answer.text().await.unwrap().contains("role=\"alert\""));
    }
    let expired: HashMap<&str, &str> = typed.into_iter().chain([("year", "2020")]).collect();
    let call = shop.client.post(payment.link("paywin")).form(&expired);
    assert_eq!(call.send().await.unwrap().status(), 303);
    let path = format!("/payment/{}", payment.text("id"));
    assert_eq!(shop.get(&path).await.attempt(), ["AUTH_FAILED", "54"]);
    let none = format!("{}x", payment.link("paywin"));
    assert_eq!(shop.client.get(none).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_forged_callback_has_a_wrong_signature() {
    let shop = CertitradeShop::new().await;
    let mut listener = Listener::answering(&[]).await;
    shop.paid_by(&listener, OK).await;
    listener.next().await;
    let forged = json!({ "forged": true });
    assert_eq!(shop.control("notify/first-1", &forged).await, 204);
    let members = members(&listener.next().await);
    assert_eq!(members["function"], "APPROVE");
    assert_ne!(members["sha256code"], signature(&members));
}

#[tokio::test]
async fn what_needs_no_shopper_is_not_called_back() {
    let shop = CertitradeShop::new().await;
    let listener = Listener::answering(&[]).await;
    let request = changed(
        super::client::one_click(&json!({})),
        &json!({ "callback_url": listener.url }),
    );
    assert_eq!(shop.post("/payment", &request).await.http, 201);
    let sent = shop
        .client
        .get(format!("{}/control/notifications", shop.sandbox.url()));
    let sent: serde_json::Value = sent.send().await.unwrap().json().await.unwrap();
    assert_eq!(sent, json!({ "notifications": [] }));
    assert!(listener.is_empty());
}
