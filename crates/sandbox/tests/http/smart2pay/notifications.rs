//! What Smart2Pay tells by itself (payment-notification).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::listener::{HeardNotification, Listener};
use crate::merchant::{SandboxMerchant, payment};

/// `1010:sandbox-key`, in base 64.
const OWN: &str = "Basic MTAxMDpzYW5kYm94LWtleQ==";

async fn told(statuses: &[u16]) -> (SandboxMerchant, Listener) {
    let merchant = SandboxMerchant::new().await;
    let listener = Listener::answering(statuses).await;
    merchant.sandbox.notify_at(&listener.url);
    (merchant, listener)
}

impl HeardNotification {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn status(&self) -> u64 {
        self.json()["Payment"]["Status"]["ID"].as_u64().unwrap()
    }
}

impl SandboxMerchant {
    /// The HTTP answers to the notifications so far.
    async fn answers(&self) -> Vec<Value> {
        let sent = self.get("/control/notifications").await;
        let sent: BTreeMap<String, Vec<Value>> = sent.json().await.unwrap();
        sent["notifications"]
            .iter()
            .map(|one| one["answer"].clone())
            .collect()
    }
}

#[tokio::test]
async fn a_payment_is_told_as_it_was_answered() {
    let (merchant, mut listener) = told(&[]).await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    let told = listener.next().await;
    assert_eq!(told.json(), json!({ "Payment": answer.payment }));
    assert_eq!(told.headers["authorization"], OWN);
    assert_eq!(
        told.headers["content-type"],
        "application/json; charset=utf-8"
    );
}

#[tokio::test]
async fn an_open_payment_is_told_once_it_is_decided() {
    let (merchant, mut listener) = told(&[]).await;
    let answer = merchant
        .charge(&payment(&json!({ "3DSecure": true })))
        .await;
    let url = answer.redirect().to_owned();
    let page = merchant
        .client
        .post(&url)
        .form(&[("choice", "fail")])
        .send();
    assert_eq!(page.await.unwrap().status(), 303);
    assert_eq!(listener.next().await.status(), 4);
    assert!(listener.is_empty());
}

#[tokio::test]
async fn time_alone_is_told_too() {
    let (merchant, mut listener) = told(&[]).await;
    merchant.behave("pending");
    merchant.charge(&payment(&json!({}))).await;
    assert_eq!(listener.next().await.status(), 7);
    merchant.sandbox.advance(30_000);
    assert_eq!(listener.next().await.status(), 11);
}

#[tokio::test]
async fn it_is_sent_three_times_unless_204_comes() {
    let (merchant, mut listener) = told(&[500, 200, 404]).await;
    merchant.charge(&payment(&json!({}))).await;
    for _ in 0..2 {
        listener.next().await;
        // The next attempt waits for the sandbox's clock alone.
        while merchant.answers().await.len() < 3 && listener.is_empty() {
            merchant.sandbox.advance(60_000);
            tokio::task::yield_now().await;
        }
    }
    listener.next().await;
    assert!(listener.has_answered_all());
    while merchant.answers().await.len() < 3 {
        tokio::task::yield_now().await;
    }
    merchant.sandbox.advance(600_000);
    merchant.post("/control/notify/attempt-1", &json!({})).await;
    listener.next().await;
    let answers = merchant.answers().await;
    assert_eq!(answers[..3], [json!(500), json!(200), json!(404)]);
    assert!(answers.len() <= 4 && listener.is_empty(), "{answers:?}");
}

#[tokio::test]
async fn it_can_be_dropped_doubled_and_forged() {
    let (merchant, mut listener) = told(&[]).await;
    let plan = |what: &str| json!({ "provider": "smart2pay", "do": what });
    let path = "/control/notifications";
    assert_eq!(merchant.post(path, &plan("drop")).await.status(), 204);
    merchant.charge(&payment(&json!({}))).await;
    assert_eq!(merchant.post(path, &plan("lose")).await.status(), 422);
    while merchant.answers().await.is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(listener.is_empty());
    let call = merchant
        .post("/control/notify/attempt-1", &json!({ "forged": true }))
        .await;
    assert_eq!(call.status(), 204);
    let forged = listener.next().await;
    assert_ne!(forged.headers["authorization"], OWN);
    assert_eq!(forged.status(), 11);
    assert_eq!(merchant.post(path, &plan("twice")).await.status(), 204);
    let second = json!({ "MerchantTransactionID": "attempt-2" });
    merchant.charge(&payment(&second)).await;
    for _ in 0..2 {
        assert_eq!(
            listener.next().await.json()["Payment"]["MerchantTransactionID"],
            "attempt-2"
        );
    }
    let none = merchant.post("/control/notify/never", &json!({})).await;
    assert_eq!(none.status(), 404);
}

#[tokio::test]
async fn a_late_one_comes_after_the_next() {
    let (merchant, mut listener) = told(&[]).await;
    let path = "/control/notifications";
    let late = json!({ "provider": "smart2pay", "do": "late", "milliseconds": 5_000_000 });
    assert_eq!(merchant.post(path, &late).await.status(), 204);
    merchant.charge(&payment(&json!({}))).await;
    let call = merchant.post("/control/notify/attempt-1", &json!({})).await;
    assert_eq!(call.status(), 204);
    listener.next().await;
    assert!(listener.is_empty());
    merchant.sandbox.advance(5_000_000);
    assert_eq!(listener.next().await.status(), 11);
}

#[tokio::test]
async fn a_refund_is_told_apart_from_its_payment() {
    let (merchant, mut listener) = told(&[]).await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    assert_eq!(listener.next().await.status(), 11);
    let refund = json!({ "Refund": { "MerchantTransactionID": "refund-1", "Amount": 995 } });
    let path = format!("/v1/payments/{}/refunds", answer.id());
    let made: Value = merchant.post(&path, &refund).await.json().await.unwrap();
    assert_eq!(listener.next().await.json(), made);
    assert_eq!(listener.next().await.status(), 22);
}

#[tokio::test]
async fn a_dispute_is_told_and_then_its_payment() {
    let (merchant, mut listener) = told(&[]).await;
    let answer = merchant.charge(&payment(&json!({}))).await;
    listener.next().await;
    let path = "/control/payments/attempt-1/status";
    let mut ids = Vec::new();
    for (status, of_dispute, charged) in [
        (19, Some(1), true),
        (24, Some(24), false),
        (26, None, false),
    ] {
        let change = json!({ "status": status });
        assert_eq!(merchant.post(path, &change).await.status(), 204);
        if let Some(of_dispute) = of_dispute {
            let dispute = listener.next().await.json()["Dispute"].take();
            assert_eq!(dispute["PaymentID"], answer.payment["ID"]);
            assert_eq!(dispute["Status"]["ID"], of_dispute);
            assert_eq!(dispute["Amount"], 995);
            ids.push(dispute["ID"].clone());
        }
        assert_eq!(listener.next().await.status(), status);
        assert_eq!(crate::merchant::charged(&merchant.sandbox), [charged]);
    }
    assert_eq!(ids[0], ids[1]);
    assert!(listener.is_empty());
}
