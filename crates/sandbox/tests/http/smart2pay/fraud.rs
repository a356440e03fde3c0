//! The fraud check and its challenges (fraud-management).

use serde_json::{Value, json};

use crate::merchant::{Answer, Merchant, charged, payment};

impl Merchant {
    async fn of(&self, email: &str, capture: bool) -> Answer {
        let changes = json!({ "Customer": { "Email": email }, "Capture": capture });
        self.charge(&payment(&changes)).await
    }

    async fn decide(&self, answer: &Answer, decision: &str) -> (u16, Value) {
        let path = format!("/v1/payments/{}/challenge/{decision}", answer.id());
        let response = self.post(&path, &json!({})).await;
        let http = response.status().as_u16();
        let mut body: Value = response.json().await.unwrap();
        (http, body["Payment"].take())
    }
}

#[tokio::test]
async fn a_denied_payment_is_answered_400_and_has_its_id() {
    let merchant = Merchant::new().await;
    let answer = merchant.of("deny@deny.com", false).await;
    assert_eq!((answer.http, answer.codes()), (400, vec![116]));
    assert_eq!(answer.payment["Fraud"]["Status"], "Deny");
    let entry = merchant.sandbox.ledger(None).remove(0);
    assert_eq!((entry.id, entry.charged), (answer.id(), false));
}

#[tokio::test]
async fn an_accepted_payment_says_so_and_others_say_nothing() {
    let merchant = Merchant::new().await;
    let answer = merchant.of("accept@accept.com", true).await;
    assert_eq!((answer.http, answer.status()), (201, 11));
    assert_eq!(answer.payment["Fraud"]["Status"], "Accept");
    let answer = merchant.of("ann@shop.example", true).await;
    assert!(answer.payment.get("Fraud").is_none());
}

#[tokio::test]
async fn a_challenge_is_accepted_or_rejected() {
    for (decision, capture, http, status, is_charged) in [
        ("accept", false, 200, 9, true),
        ("accept", true, 200, 11, true),
        ("reject", true, 400, 3, false),
    ] {
        let merchant = Merchant::new().await;
        let answer = merchant.of("challenge@challenge.com", capture).await;
        assert_eq!((answer.http, answer.status()), (201, 30));
        assert_eq!(answer.payment["Fraud"]["Status"], "Challenge");
        assert_eq!(charged(&merchant.sandbox), [false]);
        let (given, decided) = merchant.decide(&answer, decision).await;
        assert_eq!((given, &decided["Status"]["ID"]), (http, &json!(status)));
        assert_eq!(decided["ID"], answer.payment["ID"]);
        assert_eq!(charged(&merchant.sandbox), [is_charged]);
        let (given, again) = merchant.decide(&answer, decision).await;
        assert_eq!((given, &again["ID"]), (400, &Value::Null));
        assert_eq!(again["Status"]["Reasons"][0]["Code"], 1006);
    }
}
