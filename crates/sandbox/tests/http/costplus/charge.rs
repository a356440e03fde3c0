//! Stored cards.

use serde_json::{Value, json};

use super::{CostplusShop, VISA, order};
use crate::merchant::charged;

/// A transaction's status and its reason.
fn verdict(order: &Value) -> (&str, &str, Option<&str>) {
    let one = &order["transactions"][0];
    let status = order["status"].as_str().unwrap();
    (
        status,
        one["status"].as_str().unwrap(),
        one["reason"].as_str(),
    )
}

#[tokio::test]
async fn one_click_is_paid_at_once() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&order(&json!({}))).await;
    assert_eq!(verdict(&answer), ("completed", "completed", None));
    assert_eq!(answer["amount"], 995);
    assert_eq!(answer["merchant_order_id"], "attempt-1");
    assert_eq!(answer["flags"], json!(["is-test"]));
    assert!(answer["completed"].as_str().unwrap().ends_with("+00:00"));
    let one = &answer["transactions"][0];
    let details = &one["payment_method_details"];
    assert_eq!(details["vault_token"], VISA);
    assert_eq!(details["truncated_pan"], "4242");
    assert_eq!(details["card_expiry"], "122031");
    assert!(one.get("payment_url").is_none() && answer.get("order_url").is_none());
    let ledger = shop.0.sandbox.ledger(Some("order-1"));
    let entry = serde_json::to_value(&ledger[0]).unwrap();
    assert_eq!(entry["provider"], "costplus");
    assert_eq!(entry["reference"], "attempt-1");
    assert_eq!(entry["security_code"], "matched");
    assert_eq!(entry["charged"], true);
    assert_eq!(shop.now(&answer).await, answer);
}

#[tokio::test]
async fn the_security_code_is_optional_and_never_answered() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&order(&json!({ "cvc": null }))).await;
    assert_eq!(answer["status"], "completed");
    let answer = shop.order(&order(&json!({ "cvc": "987" }))).await;
    let reason = Some("ERROR_CARD_CVV_NOT_VALID");
    assert_eq!(verdict(&answer), ("error", "error", reason));
    // With its quotes: the digits stand in some random ids.
    assert!(!answer.to_string().contains("\"987\""));
    assert_eq!(charged(&shop.0.sandbox), [true, false]);
}

#[tokio::test]
async fn the_card_can_stand_in_the_details_and_by_its_first_transaction() {
    let shop = CostplusShop::new().await;
    let inside = json!({
        "one_click_type": null, "vault_token": null, "cvc": null,
        "payment_method_details": { "one_click_type": "one-click", "vault_token": VISA },
    });
    assert_eq!(shop.order(&order(&inside)).await["status"], "completed");
    let unknown = json!({ "vault_token": null, "first_transaction_id": "no-such" });
    let answer = shop.order(&order(&unknown)).await;
    let reason = Some("ERROR_CARD_NOT_VALID");
    assert_eq!(verdict(&answer), ("error", "error", reason));
}

#[tokio::test]
async fn the_same_order_twice_is_two_charges() {
    let shop = CostplusShop::new().await;
    let first = shop.order(&order(&json!({}))).await;
    let second = shop.order(&order(&json!({}))).await;
    assert_ne!(first["id"], second["id"]);
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
    assert_eq!(shop.0.sandbox.requests(Some("order-1")).charges, 2);
}

#[tokio::test]
async fn the_merchant_charges_without_the_shopper() {
    let shop = CostplusShop::new().await;
    let recurring = order(&json!({
        "one_click_type": null, "cvc": null, "recurring_type": "recurring",
    }));
    assert_eq!(shop.order(&recurring).await["status"], "completed");
    shop.0.behave("three_d_secure");
    let answer = shop.order(&recurring).await;
    assert_eq!(
        verdict(&answer).2,
        Some("ERROR_CARD_AUTHENTICATION_FAILURE")
    );
    assert!(answer["transactions"][0].get("payment_url").is_none());
}

#[tokio::test]
async fn a_recurring_token_is_too_old_after_a_year() {
    let shop = CostplusShop::new().await;
    let card = json!({
        "provider": "costplus", "value": "old", "brand": "visa", "last_four": "4242",
        "month": 12, "year": 2098, "holder": "Ann Example", "security_code": "123",
    });
    assert_eq!(shop.0.post("/control/tokens", &card).await.status(), 200);
    shop.0.sandbox.advance(366 * 86_400_000);
    let recurring = json!({
        "one_click_type": null, "cvc": null, "recurring_type": "recurring", "vault_token": "old",
    });
    let answer = shop.order(&order(&recurring)).await;
    assert_eq!(verdict(&answer).2, Some("ERROR_CARD_NOT_VALID"));
    let one_click = order(&json!({ "vault_token": "old" }));
    assert_eq!(shop.order(&one_click).await["status"], "completed");
}

#[tokio::test]
async fn declines_have_their_reasons() {
    let rejected = "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR";
    for (behaviour, reason) in [
        ("declined", rejected),
        ("stolen", rejected),
        ("wrong_cvc", "ERROR_CARD_CVV_NOT_VALID"),
        ("expired_card", "ERROR_CARD_INFORMATION_NOT_VALID"),
        ("usage_limit", "ERROR_CARD_NOT_VALID"),
        ("token_cancelled", "ERROR_CARD_NOT_VALID"),
    ] {
        let shop = CostplusShop::new().await;
        shop.0.behave(behaviour);
        let answer = shop.order(&order(&json!({}))).await;
        assert_eq!(
            verdict(&answer),
            ("error", "error", Some(reason)),
            "{behaviour}"
        );
        let details = &answer["transactions"][0]["payment_method_details"];
        assert!(details.get("vault_token").is_none(), "{behaviour}");
        assert_eq!(charged(&shop.0.sandbox), [false], "{behaviour}");
    }
}

#[tokio::test]
async fn some_orders_are_decided_later() {
    let shop = CostplusShop::new().await;
    shop.0.behave("pending");
    let answer = shop.order(&order(&json!({}))).await;
    assert_eq!(verdict(&answer), ("processing", "pending", None));
    assert_eq!(charged(&shop.0.sandbox), [false]);
    shop.0.sandbox.advance(30_000);
    assert_eq!(
        verdict(&shop.now(&answer).await),
        ("completed", "completed", None)
    );
    shop.0.behave("capture_requested");
    let answer = shop.order(&order(&json!({}))).await;
    assert_eq!(verdict(&answer), ("processing", "accepted", None));
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
}
