//! What is refused (reference/resources/payment.md, customer.md).

use serde_json::{Value, json};

use super::client::{ACCOUNT, CertitradeShop, one_click};

#[tokio::test]
async fn each_member_has_its_rule() {
    let shop = CertitradeShop::new().await;
    let long = |most: usize| "x".repeat(most + 1);
    let account = |changes: Value| json!({ "data": { "ONE_CLICK": changes } });
    let cases = [
        ("amount", json!({ "amount": null })),
        ("amount", json!({ "amount": "0" })),
        ("amount", json!({ "amount": "12.34" })),
        ("amount", json!({ "amount": -1 })),
        ("currency", json!({ "currency": null })),
        ("currency", json!({ "currency": "PLN" })),
        ("currency", json!({ "currency": "sek" })),
        ("language", json!({ "language": "pl" })),
        ("method", json!({ "method": "SWISH_E" })),
        ("method", json!({ "method": null })),
        ("reference", json!({ "reference": long(64) })),
        ("reference", json!({ "reference": 5 })),
        ("description", json!({ "description": long(64) })),
        (
            "return_url",
            json!({ "return_url": format!("http://{}", long(249)) }),
        ),
        ("callback_url", json!({ "callback_url": "ftp://shop" })),
        ("customer", json!({ "customer": "Ann" })),
        ("customer.name", json!({ "customer": { "name": long(50) } })),
        (
            "customer.email",
            json!({ "customer": { "email": long(128) } }),
        ),
        (
            "customer.security_number",
            json!({ "customer": { "security_number": long(64) } }),
        ),
        ("customer.nmae", json!({ "customer": { "nmae": "Ann" } })),
        ("refrence", json!({ "refrence": "1" })),
        ("products", json!({ "products": [] })),
        ("message_id", json!({ "message_id": "one" })),
        ("data", json!({ "data": null })),
        ("data.CARD", json!({ "data": { "CARD": {} } })),
        ("data.ONE_CLICK.payment_account", account(json!({}))),
        (
            "data.ONE_CLICK.initialize",
            account(json!({ "payment_account": ACCOUNT, "initialize": "1" })),
        ),
        ("return_url", json!({ "method": "CARD", "data": null })),
        (
            "callback_url",
            json!({ "method": "CARD", "data": null, "return_url": "http://shop" }),
        ),
    ];
    for (name, changes) in cases {
        let answer = shop.post("/payment", &one_click(&changes)).await;
        assert_eq!(
            (answer.http, answer.content_type.as_str()),
            (400, "application/api-problem+json"),
            "{changes}"
        );
        let detail = answer.text("detail");
        assert!(
            detail.starts_with(&format!("{name}: ")),
            "{changes} {detail}"
        );
    }
    assert!(shop.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn accepts_what_the_documents_allow() {
    let shop = CertitradeShop::new().await;
    let account = json!({ "ONE_CLICK": { "payment_account": 40_260_868_824_u64 } });
    for changes in [
        json!({ "amount": 1234 }),
        json!({ "reference": "å".repeat(64), "description": null }),
        json!({ "customer": { "name": "Ann", "email": "" }, "language": "en" }),
        json!({ "data": account }),
        json!({ "return_url": "http://shop", "callback_url": "http://shop" }),
    ] {
        let answer = shop.post("/payment", &one_click(&changes)).await;
        assert_eq!(
            (answer.http, answer.text("amount")),
            (201, "1234"),
            "{changes}"
        );
    }
}
