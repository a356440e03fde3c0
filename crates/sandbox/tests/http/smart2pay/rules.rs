//! What is refused, and with which code.

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, VISA, payment};

#[tokio::test]
async fn each_member_has_its_rule_and_code() {
    let merchant = SandboxMerchant::new().await;
    let token = |changes: Value| json!({ "CreditCardToken": changes });
    let cases = [
        (1000, json!({ "MerchantTransactionID": null })),
        (1000, json!({ "MerchantTransactionID": "with space" })),
        (1000, json!({ "MerchantTransactionID": "a".repeat(51) })),
        (1000, json!({ "MerchantTransactionID": 17 })),
        (1011, json!({ "OriginatorTransactionID": "order#1" })),
        (1001, json!({ "Amount": null })),
        (1001, json!({ "Amount": 0 })),
        (1001, json!({ "Amount": -5 })),
        (1001, json!({ "Amount": 9.95 })),
        (1001, json!({ "Amount": "1234567890123" })),
        (1002, json!({ "Currency": "eur" })),
        (1002, json!({ "Currency": null })),
        (1003, json!({ "ReturnURL": null })),
        (1003, json!({ "ReturnURL": "ftp://shop" })),
        (1004, json!({ "Description": "d".repeat(256) })),
        (1005, json!({ "StatementDescriptor": "s".repeat(251) })),
        (1007, json!({ "Language": "english" })),
        (1, json!({ "ClientIP": "localhost" })),
        (114, json!({ "SkinID": "x" })),
        (1014, json!({ "Installments": "x" })),
        (2, json!({ "PaymentTokenLifetime": "x" })),
        (2, json!({ "Capture": "yes" })),
        (2, json!({ "3DSecure": 1 })),
        (2, json!({ "Customer": "Ann" })),
        (2, json!({ "SecurityKode": "123" })),
        (2, json!({ "Card": { "Number": "4111111111111111" } })),
        (1601, json!({ "Customer": { "Email": "ann" } })),
        (1606, json!({ "Customer": { "Phone": "1".repeat(21) } })),
        (1408, json!({ "BillingAddress": { "Country": "SWE" } })),
        (2404, token(json!({ "SecurityCode": "123" }))),
        (2404, token(json!({ "Value": " " }))),
        (1204, token(json!({ "Value": VISA, "SecurityCode": "12" }))),
        (1204, token(json!({ "Value": VISA, "SecurityCode": 123 }))),
        (2, token(json!({ "Value": VISA, "Securitycode": "123" }))),
    ];
    for (code, changes) in cases {
        let answer = merchant.charge(&payment(&changes)).await;
        assert_eq!(
            (answer.http, answer.status(), answer.codes()),
            (400, 4, vec![code]),
            "{changes}"
        );
        assert_eq!(answer.payment["ID"], Value::Null);
        assert!(answer.payment["InvalidRequestID"].is_string());
        assert!(answer.payment.get("CreditCardToken").is_none());
    }
    assert!(merchant.sandbox.ledger(None).is_empty());
}

#[tokio::test]
async fn all_broken_rules_are_told_and_the_request_is_echoed() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(&json!({ "Amount": "x", "Currency": "x" })))
        .await;
    assert_eq!(answer.codes(), [1001, 1002]);
    assert_eq!(answer.payment["MerchantTransactionID"], "attempt-1");
    assert_eq!(answer.payment["Status"]["Info"], "Failed");
}

#[tokio::test]
async fn accepts_what_the_documents_allow() {
    let merchant = SandboxMerchant::new().await;
    let cases = [
        json!({ "Amount": "995" }),
        json!({ "OriginatorTransactionID": null }),
        json!({ "MerchantTransactionID": "a".repeat(50) }),
        json!({ "ReturnURL": "https%3A%2F%2Fshop.example" }),
        json!({ "Language": "en-US", "ClientIP": "127.0.0.1", "SkinID": 7, "Installments": "3" }),
        json!({ "CardOnFile": { "IsInitial": true, "TransactionType": "Recurring" } }),
        json!({ "Customer": { "FirstName": "Ann", "Email": "ann@shop.example" }, "BillingAddress": { "Country": "SE" } }),
    ];
    for changes in cases {
        let answer = merchant.charge(&payment(&changes)).await;
        assert_eq!(
            (answer.http, answer.status()),
            (201, 11),
            "{changes} {answer:?}"
        );
    }
}

#[tokio::test]
async fn only_the_merchant_comes_in() {
    let merchant = SandboxMerchant::new().await;
    let body = json!({ "Payment": payment(&json!({})) });
    let call = || {
        merchant
            .client
            .post(merchant.url("/v1/payments"))
            .json(&body)
    };
    let calls = [
        call(),
        call().basic_auth("1010", Some("sandbox-kez")),
        call().basic_auth("1011", Some("sandbox-key")),
        call().header(AUTHORIZATION, "Bearer sandbox-key"),
        call().header(AUTHORIZATION, "Basic ###"),
        merchant.client.get(merchant.url("/v1/payments/1")),
    ];
    for call in calls {
        let response = call.send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert_eq!(response.headers()[WWW_AUTHENTICATE], "Basic");
        let body: Value = response.json().await.unwrap();
        assert!(body["Message"].is_string());
    }
    assert_eq!(merchant.sandbox.requests(None).charges, 0);
}

#[tokio::test]
async fn the_body_is_json_and_says_so() {
    let merchant = SandboxMerchant::new().await;
    let body = json!({ "Payment": payment(&json!({})) }).to_string();
    let cases = [
        ("text/plain", body.as_str(), 415),
        ("application/json; charset=latin1", &body, 415),
        ("application/json; charset=utf-8", &body, 201),
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", "{\"Payment\": 7}", 400),
        ("application/json", "{\"Refund\": {}}", 400),
    ];
    for (content_type, body, http) in cases {
        let call = merchant
            .request(Method::POST, "/v1/payments")
            .header(CONTENT_TYPE, content_type);
        let response = call.body(body.to_owned()).send().await.unwrap();
        assert_eq!(response.status(), http, "{content_type} {body}");
        if http != 201 {
            assert!(response.json::<Value>().await.unwrap()["Message"].is_string());
        }
    }
}
