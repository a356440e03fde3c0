//! The faults that every dialect has, with a charge of order-1 that would be
//! paid.

use reqwest::RequestBuilder;
use serde_json::Value;

use crate::merchant::{SandboxMerchant, charged};

/// Tries every fault on the charge, each in a sandbox of its own. `paid` is
/// the HTTP status of the charge that goes well.
pub async fn breaks_as_ordered(paid: u16, charge: impl Fn(&SandboxMerchant) -> RequestBuilder) {
    // The HTTP status, whether the body is JSON, and what was booked.
    let answered = [
        ("paid", paid, true, 1),
        ("wrong_amount", paid, true, 1),
        ("error_500", 500, true, 0),
        ("error_500_booked", 500, true, 1),
        ("garbage", 201, false, 1),
        ("html", 200, false, 1),
    ];
    for (behaviour, http, is_json, booked) in answered {
        let merchant = SandboxMerchant::new().await;
        merchant.behave(behaviour);
        let response = charge(&merchant).send().await.unwrap();
        assert_eq!(response.status(), http, "{behaviour}");
        let body = response.json::<Value>().await;
        assert_eq!(body.is_ok(), is_json, "{behaviour}");
        let ledger = charged(&merchant.sandbox);
        assert_eq!(ledger, vec![true; booked], "{behaviour}");
    }
    for (behaviour, booked) in [("answer_lost", 1), ("dropped", 0)] {
        let merchant = SandboxMerchant::new().await;
        merchant.behave(behaviour);
        let error = charge(&merchant).send().await.unwrap_err();
        assert!(error.is_request() && error.status().is_none(), "{error:?}");
        let ledger = charged(&merchant.sandbox);
        assert_eq!(ledger, vec![true; booked], "{behaviour}");
        let requests = merchant.sandbox.requests(Some("order-1"));
        assert_eq!(requests.charges, 1, "{behaviour}");
    }
    breaks_off(&charge).await;
    comes_late(&charge).await;
}

async fn breaks_off(charge: &impl Fn(&SandboxMerchant) -> RequestBuilder) {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("truncated");
    let mut response = charge(&merchant).send().await.unwrap();
    assert!(
        response.chunk().await.unwrap().is_some(),
        "some of the body"
    );
    assert!(response.chunk().await.is_err(), "and then no more");
    assert_eq!(charged(&merchant.sandbox), [true]);
}

async fn comes_late(charge: &impl Fn(&SandboxMerchant) -> RequestBuilder) {
    let merchant = SandboxMerchant::new().await;
    merchant.behave("slow");
    let mut answer = tokio::spawn(charge(&merchant).send());
    while charged(&merchant.sandbox).is_empty() {
        tokio::task::yield_now().await;
    }
    loop {
        // The answer may not wait yet when it is let go.
        merchant.sandbox.release();
        tokio::select! {
            answer = &mut answer => break assert!(answer.unwrap().is_ok()),
            () = tokio::task::yield_now() => {}
        }
    }
}
