//! Faults on demand: what the client sees, and what was booked.

use oneclick_sandbox::{Behaviour, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use crate::merchant::{SandboxMerchant, charged, payment};

#[tokio::test]
async fn a_lost_answer_is_booked_and_breaks_the_connection() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("answer_lost");
    let error = merchant.try_charge(&payment(&json!({}))).await.unwrap_err();
    assert!(
        error.is_request() && !error.is_timeout() && error.status().is_none(),
        "{error:?}"
    );
    assert_eq!(charged(&merchant.sandbox), [true]);
}

#[tokio::test]
async fn a_dropped_request_is_not_booked() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("dropped");
    let error = merchant.try_charge(&payment(&json!({}))).await.unwrap_err();
    assert!(error.is_request() && error.status().is_none(), "{error:?}");
    assert!(merchant.sandbox.ledger(None).is_empty());
    assert_eq!(merchant.sandbox.requests(Some("order-1")).charges, 1);
}

#[tokio::test]
async fn a_truncated_answer_breaks_off_in_its_body() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("truncated");
    let call = merchant
        .request(Method::POST, "/v1/payments")
        .json(&json!({ "Payment": payment(&json!({})) }));
    let mut response = call.send().await.expect("the head arrives");
    assert_eq!(response.status(), 201);
    let part = response
        .chunk()
        .await
        .unwrap()
        .expect("some of the body arrives");
    assert!(part.starts_with(b"{\"Payment\":"));
    assert!(response.chunk().await.is_err(), "and then no more");
    assert_eq!(charged(&merchant.sandbox), [true]);
}

#[tokio::test]
async fn other_faults_answer_something_else() {
    let cases = [
        ("error_500", 500, true, 0),
        ("error_500_booked", 500, true, 1),
        ("garbage", 201, false, 1),
        ("html", 200, false, 1),
    ];
    for (behaviour, http, is_json, booked) in cases {
        let merchant = SandboxMerchant::new().await;
        merchant.behave(behaviour);
        let body = json!({ "Payment": payment(&json!({})) });
        let response = merchant.post("/v1/payments", &body).await;
        assert_eq!(response.status(), http, "{behaviour}");
        assert_eq!(
            response.json::<Value>().await.is_ok(),
            is_json,
            "{behaviour}"
        );
        assert_eq!(
            charged(&merchant.sandbox),
            vec![true; booked],
            "{behaviour}"
        );
    }
}

#[tokio::test]
async fn a_slow_answer_is_booked_at_once_and_comes_when_released() {
    let merchant = SandboxMerchant::new().await;
    merchant
        .sandbox
        .behave(Rule {
            milliseconds: Some(3_600_000),
            ..Rule::always(None, Behaviour::Slow)
        })
        .unwrap();
    let request = payment(&json!({}));
    let waiting = merchant.charge(&request);
    let releasing = async {
        while merchant.sandbox.ledger(None).is_empty() {
            tokio::task::yield_now().await;
        }
        // The answer may begin to wait a moment after the booking.
        loop {
            merchant.sandbox.release();
            tokio::task::yield_now().await;
        }
    };
    let answer = tokio::select! {
        answer = waiting => answer,
        () = releasing => unreachable!(),
    };
    assert_eq!(answer.status(), 11);
}

#[tokio::test]
async fn a_wrong_amount_is_told_by_every_answer() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("wrong_amount");
    let answer = merchant.charge(&payment(&json!({}))).await;
    assert_eq!(answer.payment["Amount"], "1095");
    let found: Value = merchant
        .get("/v1/payments?merchantTransactionID=attempt-1")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(found["Payments"][0]["Amount"], "1095");
    assert_eq!(merchant.sandbox.ledger(None)[0].amount, 995);
}

#[tokio::test]
async fn a_fault_strikes_before_any_rule() {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("dropped");
    assert!(
        merchant
            .try_charge(&payment(&json!({ "Amount": "x" })))
            .await
            .is_err()
    );
    merchant.behave("error_500");
    let call = merchant
        .post(
            "/v1/payments",
            &json!({ "Payment": payment(&json!({ "Amount": "x" })) }),
        )
        .await;
    assert_eq!(call.status(), 500);
}

#[tokio::test]
async fn a_fault_can_be_joined_with_an_outcome() {
    let merchant = SandboxMerchant::new().await;
    let rule =
        json!({ "order": "order-1", "do": "answer_lost", "outcome": "declined", "times": 1 });
    assert_eq!(
        merchant.post("/control/behaviours", &rule).await.status(),
        204
    );
    assert!(merchant.try_charge(&payment(&json!({}))).await.is_err());
    assert_eq!(charged(&merchant.sandbox), [false]);
    assert_eq!(
        merchant.charge(&payment(&json!({}))).await.status(),
        11,
        "the rule was for one time"
    );
}

#[tokio::test]
async fn the_connection_after_a_broken_one_works() {
    let merchant = SandboxMerchant::new().await;
    assert_eq!(merchant.charge(&payment(&json!({}))).await.status(), 11);
    merchant.behave("answer_lost");
    assert!(merchant.try_charge(&payment(&json!({}))).await.is_err());
    merchant.behave("paid");
    assert_eq!(merchant.charge(&payment(&json!({}))).await.status(), 11);
    assert_eq!(
        charged(&merchant.sandbox),
        [true; 3],
        "no client sends again by itself"
    );
}
