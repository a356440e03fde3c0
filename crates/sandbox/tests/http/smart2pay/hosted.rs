//! The shopper's pages.

use reqwest::header::LOCATION;
use serde_json::{Value, json};

use crate::merchant::{SandboxAnswer, SandboxMerchant, VISA, charged, payment};

impl SandboxMerchant {
    async fn page(&self, answer: &SandboxAnswer) -> String {
        self.client
            .get(answer.redirect())
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    /// Submits the page; answers where it leads.
    async fn submit(&self, url: &str, fields: &[(&str, &str)]) -> String {
        let response = self.client.post(url).form(fields).send().await.unwrap();
        assert_eq!(response.status(), 303);
        response.headers()[LOCATION].to_str().unwrap().to_owned()
    }

    async fn status(&self, answer: &SandboxAnswer) -> u64 {
        let body: Value = self
            .get(&format!("/v1/payments/{}", answer.id()))
            .await
            .json()
            .await
            .unwrap();
        body["Payment"]["Status"]["ID"].as_u64().unwrap()
    }
}

fn back(hint: u8) -> String {
    format!(
        "http://localhost:8787/return?attempt=1&data={hint}&MerchantTransactionID=attempt-1#top"
    )
}

#[tokio::test]
async fn the_bank_approves_fails_or_is_closed() {
    for (choice, hint, status, is_charged) in [
        ("approve", 2, 11, true),
        ("fail", 4, 4, false),
        ("close", 7, 1, false),
    ] {
        let merchant = SandboxMerchant::new().await;
        let answer = merchant
            .charge(&payment(&json!({ "3DSecure": true })))
            .await;
        assert_eq!((answer.http, answer.status()), (201, 1));
        assert_eq!(answer.payment["PaymentTokenLifetime"], 10);
        assert!(answer.redirect().starts_with(merchant.sandbox.url()));
        assert_eq!(charged(&merchant.sandbox), [false]);
        let page = merchant.page(&answer).await;
        assert!(
            page.contains("EUR 9.95") && !page.contains("<script"),
            "{page}"
        );
        assert_eq!(
            merchant
                .submit(answer.redirect(), &[("choice", choice)])
                .await,
            back(hint)
        );
        assert_eq!(merchant.status(&answer).await, status, "{choice}");
        assert_eq!(charged(&merchant.sandbox), [is_charged], "{choice}");
    }
}

#[tokio::test]
async fn a_closed_page_opens_again_and_a_finished_one_changes_nothing() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(&json!({ "3DSecure": true, "Capture": false })))
        .await;
    merchant
        .submit(answer.redirect(), &[("choice", "close")])
        .await;
    merchant
        .submit(answer.redirect(), &[("choice", "approve")])
        .await;
    assert_eq!(
        merchant
            .submit(answer.redirect(), &[("choice", "fail")])
            .await,
        back(2)
    );
    assert_eq!(merchant.status(&answer).await, 9);
    assert!(
        merchant
            .page(&answer)
            .await
            .contains("This payment is over")
    );
    assert_eq!(charged(&merchant.sandbox), [true]);
}

#[tokio::test]
async fn a_behaviour_sends_to_the_bank_whatever_was_asked() {
    let merchant = SandboxMerchant::new().await;
    let rule = json!({ "order": "order-1", "do": "three_d_secure", "outcome": "declined" });
    assert_eq!(
        merchant.post("/control/behaviours", &rule).await.status(),
        204
    );
    let answer = merchant
        .charge(&payment(&json!({ "3DSecure": false })))
        .await;
    assert_eq!(answer.status(), 1);
    merchant
        .submit(answer.redirect(), &[("choice", "approve")])
        .await;
    assert_eq!(merchant.status(&answer).await, 4);
    assert_eq!(charged(&merchant.sandbox), [false]);
}

#[tokio::test]
async fn a_wrong_code_does_not_reach_the_bank() {
    let merchant = SandboxMerchant::new().await;
    let token = json!({ "Value": VISA, "SecurityCode": "999" });
    let answer = merchant
        .charge(&payment(
            &json!({ "3DSecure": true, "CreditCardToken": token }),
        ))
        .await;
    assert_eq!((answer.status(), answer.codes()), (4, vec![1204]));
    assert_eq!(answer.payment["RedirectURL"], Value::Null);
}

#[tokio::test]
async fn the_page_asks_for_the_code_where_it_is_required() {
    for (code, status, known) in [("123", 11, "matched"), ("999", 4, "wrong")] {
        let merchant = SandboxMerchant::new().await;
        let token = json!({ "Value": VISA, "RequireSecurityCode": true });
        let answer = merchant
            .charge(&payment(&json!({ "CreditCardToken": token })))
            .await;
        assert_eq!(answer.status(), 1);
        assert!(
            merchant
                .page(&answer)
                .await
                .contains("<label for=\"security_code\">")
        );
        let mistyped = merchant
            .client
            .post(answer.redirect())
            .form(&[("security_code", "1")])
            .send()
            .await
            .unwrap();
        assert_eq!(mistyped.status(), 422);
        assert!(mistyped.text().await.unwrap().contains("role=\"alert\""));
        merchant
            .submit(
                answer.redirect(),
                &[("choice", "pay"), ("security_code", code)],
            )
            .await;
        assert_eq!(merchant.status(&answer).await, status);
        let ledger: Value = merchant.get("/control/ledger").await.json().await.unwrap();
        assert_eq!(ledger["entries"][0]["security_code"], known);
    }
}

#[tokio::test]
async fn the_form_takes_a_card_and_goes_on_to_the_bank() {
    let merchant = SandboxMerchant::new().await;
    let request = payment(
        &json!({ "CreditCardToken": null, "3DSecure": true, "GenerateCreditCardToken": true }),
    );
    let answer = merchant.charge(&request).await;
    assert_eq!(answer.status(), 1);
    let card = [
        ("holder", "Ann Lee"),
        ("number", "4111 1111 1111 1111"),
        ("month", "02"),
        ("year", "31"),
        ("security_code", "312"),
        ("choice", "pay"),
    ];
    let next = merchant.submit(answer.redirect(), &card).await;
    assert_eq!(
        next,
        answer.redirect(),
        "the bank's page stands at the same address"
    );
    assert_eq!(
        merchant.submit(&next, &[("choice", "approve")]).await,
        back(2)
    );
    let done: Value = merchant
        .get(&format!("/v1/payments/{}", answer.id()))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(done["Payment"]["Card"]["Number"], "Ends with 1111");
    assert!(done["Payment"]["CreditCardToken"]["Value"].is_string());
    assert_eq!(charged(&merchant.sandbox), [true]);
}

#[tokio::test]
async fn an_open_payment_expires() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(
            &json!({ "3DSecure": true, "PaymentTokenLifetime": 5 }),
        ))
        .await;
    assert_eq!(answer.payment["PaymentTokenLifetime"], 5);
    merchant.sandbox.advance(4 * 60_000);
    assert_eq!(merchant.status(&answer).await, 1);
    merchant.sandbox.advance(60_000);
    assert_eq!(merchant.status(&answer).await, 5);
    assert_eq!(
        merchant
            .submit(answer.redirect(), &[("choice", "approve")])
            .await,
        back(4)
    );
    assert_eq!(charged(&merchant.sandbox), [false]);
}

#[tokio::test]
async fn what_the_merchant_sent_is_escaped_and_a_wrong_address_is_told() {
    let merchant = SandboxMerchant::new().await;
    let answer = merchant
        .charge(&payment(
            &json!({ "3DSecure": true, "ReturnURL": "http://a/\"><script>" }),
        ))
        .await;
    merchant
        .submit(answer.redirect(), &[("choice", "fail")])
        .await;
    let page = merchant.page(&answer).await;
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script"),
        "{page}"
    );
    let unknown = merchant
        .client
        .get(merchant.url("/v1/Payments/FillCardDetails?PaymentToken=x"));
    assert!(
        unknown
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("No such payment")
    );
}

#[tokio::test]
async fn the_merchant_cancels_what_is_open_until_the_bank_has_it() {
    let merchant = SandboxMerchant::new().await;
    let cancel = async |answer: &SandboxAnswer| {
        let path = format!("/v1/payments/{}/cancel", answer.id());
        merchant.post(&path, &json!({})).await.status()
    };
    let form = json!({ "CreditCardToken": null });
    let open = merchant.charge(&payment(&form)).await;
    assert_eq!(open.status(), 1);
    assert_eq!(cancel(&open).await, 200);
    assert_eq!(merchant.status(&open).await, 3);
    assert_eq!(cancel(&open).await, 400);
    let at_the_bank = merchant
        .charge(&payment(&json!({ "3DSecure": true })))
        .await;
    assert_eq!(cancel(&at_the_bank).await, 400);
    assert_eq!(merchant.status(&at_the_bank).await, 1);
}
