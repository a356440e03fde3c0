//! The hosted pages.

use serde_json::{Value, json};

use super::{FinpayShop, VISA, hosted, payment};
use crate::merchant::charged;

const CARD: [(&str, &str); 6] = [
    ("holder", "Ann Example"),
    ("number", "5123450000000008"),
    ("month", "2"),
    ("year", "31"),
    ("security_code", "123"),
    ("choice", "pay"),
];
const SUCCESS: &str = "http://localhost:8787/success?attempt=1";
const FAIL: &str = "http://localhost:8787/fail";
const BACK: &str = "http://localhost:8787/back";

async fn cards(shop: &FinpayShop, customer: &str) -> Vec<Value> {
    let (http, body) = shop.get(&format!("/customer/{customer}/cards")).await;
    assert_eq!(http, 200, "{body}");
    body["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_first_payment_stores_the_card_for_its_customer() {
    let shop = FinpayShop::new().await;
    let (_, body) = shop.post("/initiate", &hosted(&json!({}))).await;
    assert_eq!(body["responseCode"], "2000000");
    assert_eq!(body["expiryLink"].as_str().unwrap().len(), 19);
    let url = body["redirecturl"].as_str().unwrap();
    assert_eq!(url.rsplit('/').next().unwrap().len(), 64);
    assert_eq!(shop.status().await, "REQUEST_INITIATED");
    let shown = shop.0.client.get(url).send().await.unwrap();
    assert!(shown.text().await.unwrap().contains("IDR 10,000"));
    assert_eq!(shop.submit(url, &CARD).await, (303, url.to_owned()));
    assert_eq!(shop.status().await, "AUTHENTICATION_INITIATED");
    assert!(cards(&shop, "ann@example.com").await.is_empty());
    let left = shop.submit(url, &[("choice", "approve")]).await;
    assert_eq!(left, (303, SUCCESS.to_owned()));
    assert_eq!(shop.status().await, "CAPTURED");
    let cards = cards(&shop, "ann@example.com").await;
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0]["mask"], "512345xxxxxx0008");
    let token = cards[0]["token"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    let later = json!({ "card": { "token": token, "storedOnFile": "STORED" } });
    assert_eq!(shop.post("/payment", &payment(&later)).await.0, 200);
    let mut other = payment(&later);
    other["customer"]["id"] = json!("bob@example.com");
    assert_eq!(shop.post("/payment", &other).await.0, 404);
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
}

#[tokio::test]
async fn nothing_is_stored_that_was_not_asked_for_or_not_paid() {
    let shop = FinpayShop::new().await;
    let url = shop.initiate(&json!({ "card": null })).await;
    shop.submit(&url, &CARD).await;
    shop.submit(&url, &[("choice", "approve")]).await;
    assert_eq!(shop.status().await, "CAPTURED");
    let url = shop.initiate(&json!({})).await;
    shop.submit(&url, &CARD).await;
    let left = shop.submit(&url, &[("choice", "fail")]).await;
    assert_eq!(left, (303, FAIL.to_owned()));
    assert_eq!(shop.status().await, "FAILURE");
    assert!(cards(&shop, "ann@example.com").await.is_empty());
}

#[tokio::test]
async fn two_clicks_ask_for_the_security_code_alone() {
    let shop = FinpayShop::new().await;
    let two_clicks = json!({ "card": { "token": VISA, "storedOnFile": "STORED" } });
    let url = shop.initiate(&two_clicks).await;
    let page = shop.0.client.get(&url).send().await.unwrap();
    let page = page.text().await.unwrap();
    assert!(page.contains("ending in 4242") && !page.contains("Card number"));
    let code = |code| [("security_code", code), ("choice", "pay")];
    assert_eq!(shop.submit(&url, &code("12")).await.0, 422);
    assert_eq!(
        shop.submit(&url, &code("123")).await,
        (303, SUCCESS.to_owned())
    );
    assert_eq!(shop.status().await, "CAPTURED");
    let url = shop.initiate(&two_clicks).await;
    assert_eq!(
        shop.submit(&url, &code("987")).await,
        (303, FAIL.to_owned())
    );
    assert_eq!(shop.status().await, "FAILURE");
    shop.0.behave("three_d_secure");
    let url = shop.initiate(&two_clicks).await;
    assert_eq!(shop.submit(&url, &code("123")).await, (303, url.clone()));
    assert_eq!(shop.submit(&url, &[("choice", "maybe")]).await.0, 422);
    shop.submit(&url, &[("choice", "approve")]).await;
    assert_eq!(shop.status().await, "CAPTURED");
    assert_eq!(charged(&shop.0.sandbox), [true, false, true]);
}

#[tokio::test]
async fn leaving_decides_nothing_and_time_closes_the_page() {
    let shop = FinpayShop::new().await;
    let mut body = hosted(&json!({}));
    body["order"]["timeout"] = json!("10");
    let (_, body) = shop.post("/initiate", &body).await;
    let url = body["redirecturl"].as_str().unwrap();
    assert_eq!(
        shop.submit(url, &[("choice", "close")]).await,
        (303, BACK.to_owned())
    );
    assert_eq!(shop.status().await, "REQUEST_INITIATED");
    shop.0.sandbox.advance(600_000);
    assert_eq!(shop.status().await, "EXPIRED");
    assert_eq!(shop.submit(url, &CARD).await, (303, FAIL.to_owned()));
    assert_eq!(shop.status().await, "EXPIRED");
    let page = shop.0.client.get(url).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("This payment is over"));
}

#[tokio::test]
async fn without_an_address_the_shopper_stays() {
    let shop = FinpayShop::new().await;
    let url = shop.initiate(&json!({ "url": {} })).await;
    shop.submit(&url, &CARD).await;
    let fields = [("choice", "approve")];
    let page = shop.0.client.post(&url).form(&fields).send();
    let page = page.await.unwrap().text().await.unwrap();
    assert!(
        page.contains("CAPTURED") && !page.contains("Back to the shop"),
        "{page}"
    );
}

#[tokio::test]
async fn what_is_ordered_holds_for_the_hosted_page() {
    let shop = FinpayShop::new().await;
    shop.0.behave("declined");
    let url = shop.initiate(&json!({})).await;
    shop.submit(&url, &CARD).await;
    let left = shop.submit(&url, &[("choice", "approve")]).await;
    assert_eq!(left, (303, FAIL.to_owned()));
    assert_eq!(shop.status().await, "FAILURE");
    assert_eq!(charged(&shop.0.sandbox), [false]);
}
