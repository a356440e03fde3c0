//! Look-ups and their faults.

use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, charged, payment};

const BY_REFERENCE: &str = "/v1/payments?merchantTransactionID=attempt-1";

async fn ids(merchant: &SandboxMerchant, path: &str) -> Vec<u64> {
    let response = merchant.get(path).await;
    assert_eq!(response.status(), 200, "{path}");
    let body: Value = response.json().await.unwrap();
    body["Payments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["ID"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn finds_a_payment_by_reference_and_by_id() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    merchant
        .charge(&payment(&json!({ "MerchantTransactionID": "attempt-2" })))
        .await;
    let list: Value = merchant.get(BY_REFERENCE).await.json().await.unwrap();
    assert_eq!(list, json!({ "Payments": [answer.payment] }));
    let one: Value = merchant
        .get(&format!("/v1/payments/{}", answer.id()))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(one, json!({ "Payment": answer.payment }));
    assert!(
        ids(&merchant, "/v1/payments?merchantTransactionID=never")
            .await
            .is_empty()
    );
    assert_eq!(merchant.sandbox.requests(Some("order-1")).look_ups, 2);
    assert_eq!(merchant.sandbox.requests(None).look_ups, 3);
}

#[tokio::test]
async fn an_id_that_is_none_is_not_found() {
    let merchant = SandboxMerchant::new().await;
    for path in ["/v1/payments/1", "/v1/payments/x", "/v1/payments/1/refunds"] {
        let response = merchant.get(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(response.json::<Value>().await.unwrap()["Message"].is_string());
    }
}

#[tokio::test]
async fn the_list_has_filters_and_pages() {
    let merchant = SandboxMerchant::new().await;
    let mut all = Vec::new();
    for number in 0..12 {
        let changes = json!({ "Amount": 100 + number });
        let answer = merchant.charge(&payment(&changes)).await;
        all.insert(0, answer.payment["ID"].as_u64().unwrap());
    }
    let cases = [
        ("", &all[..10]),
        ("?limit=12", &all[..]),
        ("?limit=5&offset=10", &all[10..]),
    ];
    for (query, expected) in cases {
        assert_eq!(
            ids(&merchant, &format!("/v1/payments{query}")).await,
            expected,
            "{query}"
        );
    }
}

#[tokio::test]
async fn a_wrong_filter_is_refused_with_its_code() {
    let merchant = SandboxMerchant::new().await;
    let cases = [
        ("limit=0", 107),
        ("limit=101", 107),
        ("offset=-1", 106),
        ("merchantTransactionID=a%20b", 110),
        ("merchantTransactionId=attempt-1", 2),
        ("statusID=11", 2),
    ];
    for (query, code) in cases {
        let response = merchant.get(&format!("/v1/payments?{query}")).await;
        assert_eq!(response.status(), 400, "{query}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(
            body["Payment"]["Status"]["Reasons"][0]["Code"], code,
            "{query}"
        );
    }
}

#[tokio::test]
async fn look_ups_have_faults_of_their_own() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    let by_id = format!("/v1/payments/{}", answer.id());
    merchant.behave("look_up_500");
    assert_eq!(merchant.get(BY_REFERENCE).await.status(), 500);
    assert_eq!(merchant.get(&by_id).await.status(), 500);
    merchant.behave("look_up_empty");
    assert!(ids(&merchant, BY_REFERENCE).await.is_empty());
    assert_eq!(merchant.get(&by_id).await.status(), 404);
    merchant.behave("look_up_garbage");
    assert!(
        merchant
            .get(BY_REFERENCE)
            .await
            .json::<Value>()
            .await
            .is_err()
    );
    merchant.behave("look_up_lost");
    for path in [BY_REFERENCE, &by_id] {
        let call = merchant.request(reqwest::Method::GET, path).send().await;
        assert!(call.unwrap_err().is_request(), "{path}");
    }
    assert_eq!(
        merchant.charge(&payment(&json!({}))).await.status(),
        11,
        "charges are as they were"
    );
}

#[tokio::test]
async fn a_fault_also_strikes_the_look_up_of_what_was_dropped() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("dropped");
    merchant.behave("look_up_500");
    assert!(merchant.try_charge(&payment(&json!({}))).await.is_err());
    assert_eq!(merchant.get(BY_REFERENCE).await.status(), 500);
}

#[tokio::test]
async fn a_duplicate_is_a_second_charge_in_the_ledger() {
    let merchant = SandboxMerchant::new().await;
    merchant.charge(&payment(&json!({}))).await;
    merchant.behave("look_up_duplicate");
    let first = ids(&merchant, BY_REFERENCE).await;
    assert_eq!(first.len(), 2);
    assert_ne!(first[0], first[1]);
    assert_eq!(ids(&merchant, BY_REFERENCE).await, first, "it is made once");
    assert_eq!(charged(&merchant.sandbox), [true, true]);
}
