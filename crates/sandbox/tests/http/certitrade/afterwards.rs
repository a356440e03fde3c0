//! Approving, cancelling, capturing at night, refunding.

use serde_json::{Value, json};

use super::client::{CertitradeAnswer, CertitradeShop, one_click};

async fn paid(shop: &CertitradeShop) -> (CertitradeAnswer, String) {
    let payment = shop.post("/payment", &one_click(&json!({}))).await;
    let path = format!("/payment/{}", payment.text("id"));
    (payment, path)
}

fn state(word: &str) -> Value {
    json!({ "state": word })
}

#[tokio::test]
async fn the_night_captures() {
    let shop = CertitradeShop::new().await;
    let (payment, path) = paid(&shop).await;
    assert_eq!(payment.text("state"), "READY_FOR_CAPTURE");
    shop.sleep();
    assert_eq!(shop.get(&path).await.text("state"), "CAPTURED");
    let cancel = shop.put(&path, &state("CANCELLED")).await;
    assert_eq!(
        (cancel.http, cancel.text("detail")),
        (403, "The payment is CAPTURED.")
    );
    assert!(shop.sandbox.ledger(None)[0].charged);
}

#[tokio::test]
async fn what_waits_for_approval_is_not_captured() {
    let shop = CertitradeShop::new().await;
    shop.behave("capture_requested");
    let (payment, path) = paid(&shop).await;
    assert_eq!(payment.text("state"), "WAITING_FOR_APPROVAL");
    shop.sleep();
    assert_eq!(shop.get(&path).await.text("state"), "WAITING_FOR_APPROVAL");
    for _ in 0..2 {
        let approved = shop.put(&path, &state("READY_FOR_CAPTURE")).await;
        assert_eq!(
            (approved.http, approved.text("state")),
            (200, "READY_FOR_CAPTURE")
        );
    }
    shop.sleep();
    assert_eq!(shop.get(&path).await.text("state"), "CAPTURED");
}

#[tokio::test]
async fn a_cancelled_payment_is_given_up() {
    let shop = CertitradeShop::new().await;
    let (_, path) = paid(&shop).await;
    for _ in 0..2 {
        let cancelled = shop.put(&path, &state("CANCELLED")).await;
        assert_eq!(
            (cancelled.http, cancelled.text("state")),
            (200, "CANCELLED")
        );
    }
    assert!(!shop.sandbox.ledger(None)[0].charged);
    shop.sleep();
    assert_eq!(shop.get(&path).await.text("state"), "CANCELLED");
    let refund = shop
        .post(&format!("{path}/refund"), &json!({ "amount": "1" }))
        .await;
    assert_eq!(refund.http, 403);
}

#[tokio::test]
async fn less_can_be_captured_and_not_more() {
    let shop = CertitradeShop::new().await;
    let (_, path) = paid(&shop).await;
    for (amount, http) in [
        ("1000", 200),
        ("1234", 200),
        ("1235", 400),
        ("0", 400),
        ("900", 200),
    ] {
        let answer = shop.put(&path, &json!({ "amount": amount })).await;
        assert_eq!(answer.http, http, "{amount}");
    }
    shop.sleep();
    let captured = shop.get(&path).await;
    assert_eq!(
        [captured.text("amount"), captured.text("authorized_amount")],
        ["900", "1234"]
    );
    assert_eq!(shop.put(&path, &json!({ "amount": "800" })).await.http, 403);
    for wrong in [
        state("CAPTURED"),
        state("PAID"),
        json!({ "colour": 1 }),
        json!({ "amount": "x" }),
    ] {
        assert_eq!(shop.put(&path, &wrong).await.http, 400, "{wrong}");
    }
    assert_eq!(shop.put("/payment/1", &state("CANCELLED")).await.http, 404);
}

#[tokio::test]
async fn a_refund_is_done_at_night() {
    let shop = CertitradeShop::new().await;
    let (_, path) = paid(&shop).await;
    let refunds = format!("{path}/refund");
    let early = shop.post(&refunds, &json!({ "amount": "1000" })).await;
    assert_eq!(early.http, 403);
    shop.sleep();
    let request = json!({ "amount": "1000", "message_id": 3 });
    let refund = shop.post(&refunds, &request).await;
    assert_eq!((refund.http, refund.text("state")), (201, "PENDING"));
    assert_eq!(shop.post(&refunds, &request).await, refund);
    let too_much = shop.post(&refunds, &json!({ "amount": "235" })).await;
    assert_eq!(too_much.http, 400);
    let second = shop.post(&refunds, &json!({ "amount": 234 })).await;
    assert_eq!((second.http, second.text("state")), (201, "PENDING"));
    shop.sleep();
    let all = shop.get(&refunds).await;
    assert_eq!(all.text("total_size"), "2");
    for (place, amount) in [(0, "234"), (1, "1000")] {
        let refund = &all.body["_embedded"]["refunds"][place];
        assert_eq!([&refund["state"], &refund["amount"]], ["DONE", amount]);
    }
    for wrong in [
        json!({}),
        json!({ "amount": "0" }),
        json!({ "amount": "1" }),
        json!({ "amuont": 1 }),
    ] {
        assert_eq!(shop.post(&refunds, &wrong).await.http, 400, "{wrong}");
    }
    assert_eq!(shop.get("/payment/1/refund").await.http, 404);
}

#[tokio::test]
async fn the_provider_changes_its_mind() {
    let shop = CertitradeShop::new().await;
    let (_, path) = paid(&shop).await;
    let change = "payments/attempt-1/status";
    assert_eq!(
        shop.control(change, &json!({ "status": "FAILED" })).await,
        204
    );
    assert_eq!(shop.get(&path).await.text("state"), "FAILED");
    assert!(!shop.sandbox.ledger(None)[0].charged);
    assert_eq!(shop.control(change, &json!({ "status": "11" })).await, 422);
}
