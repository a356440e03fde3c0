//! The fraud check and its challenges (fraud-management).

use serde_json::json;

use crate::merchant::{SandboxAnswer, SandboxMerchant, charged, payment};

impl SandboxMerchant {
    async fn of(&self, email: &str, capture: bool) -> SandboxAnswer {
        let changes = json!({ "Customer": { "Email": email }, "Capture": capture });
        self.charge(&payment(&changes)).await
    }
}

#[tokio::test]
async fn a_denied_payment_is_answered_400_and_has_its_id() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.of("deny@deny.com", false).await;
    assert_eq!((answer.http, answer.codes()), (400, vec![116]));
    assert_eq!(answer.payment["Fraud"]["Status"], "Deny");
    let entry = merchant.sandbox.ledger(None).remove(0);
    assert_eq!((entry.id, entry.charged), (answer.id(), false));
}

#[tokio::test]
async fn an_accepted_payment_says_so_and_others_say_nothing() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.of("accept@accept.com", true).await;
    assert_eq!((answer.http, answer.status()), (201, 11));
    assert_eq!(answer.payment["Fraud"]["Status"], "Accept");
    let answer = merchant.of("ann@shop.example", true).await;
    assert!(answer.payment.get("Fraud").is_none());
}

#[tokio::test]
async fn a_challenged_payment_waits_and_takes_no_money() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant.of("challenge@challenge.com", true).await;
    assert_eq!((answer.http, answer.status()), (201, 30));
    assert_eq!(answer.payment["Fraud"]["Status"], "Challenge");
    assert_eq!(charged(&merchant.sandbox), [false]);
}
