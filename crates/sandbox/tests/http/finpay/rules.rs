//! What is refused, and how.

use reqwest::Method;
use serde_json::{Value, json};

use super::{FinpayShop, VISA, hosted, payment};

#[tokio::test]
async fn the_merchant_proves_itself() {
    let shop = FinpayShop::new().await;
    let url = shop
        .request(Method::GET, "/check/attempt-1")
        .build()
        .unwrap();
    for (id, key) in [("FINPAY100", "another"), ("another", "finpay-sandbox-key")] {
        let request = shop.0.client.get(url.url().clone());
        let (http, body) = shop.send(request.basic_auth(id, Some(key))).await;
        assert_eq!((http, &body["responseCode"]), (401, &json!("4010000")));
    }
}

/// A member, its wrong value, and whether it is missing.
fn wrong() -> Vec<(&'static str, Value, bool)> {
    vec![
        ("/order/id", json!(null), true),
        ("/order/id", json!(""), false),
        ("/order/id", json!("a".repeat(31)), false),
        ("/order/id", json!("order 1"), false),
        ("/order/amount", json!(null), true),
        ("/order/amount", json!(10_000), false),
        ("/order/amount", json!("10000.00"), false),
        ("/order/amount", json!("0"), false),
        ("/order/amount", json!("1".repeat(15)), false),
        ("/order/currency", json!("EUR"), false),
        ("/order/description", json!("a".repeat(128)), false),
        ("/customer/mobilePhone", json!(null), true),
        ("/customer/mobilePhone", json!("081234567890"), false),
        ("/customer/mobilePhone", json!("+0812345678"), false),
        ("/customer/email", json!("ann"), false),
        ("/customer/firstName", json!("a".repeat(51)), false),
        ("/customer/lastName", json!(""), false),
        ("/customer/id", json!(null), true),
        ("/card/token", json!(null), true),
        ("/card/storedOnFile", json!(null), true),
        ("/card/storedOnFile", json!("TO_BE_STORED"), false),
        ("/card", json!(null), true),
        ("/order", json!(null), true),
        ("/customer", json!("ann@example.com"), false),
    ]
}

#[tokio::test]
async fn a_broken_rule_is_named_and_books_nothing() {
    let shop = FinpayShop::new().await;
    for (path, value, missing) in wrong() {
        let mut body = payment(&json!({}));
        *body.pointer_mut(path).unwrap() = value;
        let (http, answer) = shop.post("/payment", &body).await;
        let field = path[1..].replace('/', ".");
        let (code, text) = if missing {
            ("4000002", format!("Invalid Mandatory Field {field}"))
        } else {
            let text = format!("Invalid Field Format. The {field} format is invalid");
            ("4000001", text)
        };
        assert_eq!(
            (http, &answer["responseCode"]),
            (400, &json!(code)),
            "{body}"
        );
        assert_eq!(answer["responseMessage"], text);
        assert!(answer["traceId"].is_string());
    }
    assert!(shop.0.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn a_hosted_payment_has_rules_of_its_own() {
    let shop = FinpayShop::new().await;
    let both = json!({ "token": VISA, "storedOnFile": "TO_BE_STORED" });
    for (changes, code) in [
        (json!({ "url": null }), "4000002"),
        (
            json!({ "url": { "callbackUrl": "example.com" } }),
            "4000001",
        ),
        (json!({ "card": both }), "4000001"),
        (
            json!({ "sourceOfFunds": { "type": "vamandiri" } }),
            "4030001",
        ),
        (json!({ "recurring": { "type": "PURCHASE" } }), "4030001"),
        (json!({ "callbackUrl": "https://example.com" }), "4000001"),
    ] {
        let (http, body) = shop.post("/initiate", &hosted(&changes)).await;
        assert_eq!(body["responseCode"], code, "{changes}");
        assert_eq!(http.to_string(), code[..3]);
    }
    assert!(shop.0.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn the_body_is_json_and_says_so() {
    let shop = FinpayShop::new().await;
    let request = shop.request(Method::POST, "/payment");
    let (http, body) = shop
        .send(request.body(payment(&json!({})).to_string()))
        .await;
    assert_eq!((http, &body["responseCode"]), (400, &json!("4000000")));
    assert_eq!(shop.get("/payment").await.0, 405);
    assert_eq!(shop.get("/payments").await.0, 404);
}
