//! Captures, voids, refunds.

use serde_json::{Value, json};

use super::{CostplusShop, order};
use crate::merchant::charged;

/// An authorised order of 9.95, and the address of its transaction.
async fn authorised(shop: &CostplusShop, changes: &Value) -> (Value, String) {
    let mut body = order(&json!({}));
    body["capture_mode"] = json!("manual");
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let answer = shop.order(&body).await;
    let [id, transaction] =
        [&answer["id"], &answer["transactions"][0]["id"]].map(|id| id.as_str().unwrap());
    let path = format!("/orders/{id}/transactions/{transaction}");
    (answer, path)
}

/// Capturable, captured, refundable, refunded, voidable, voided.
async fn amounts(shop: &CostplusShop, order: &Value) -> [u64; 6] {
    let id = order["id"].as_str().unwrap();
    let (_, order) = shop
        .get(&format!("/orders/{id}/?fields[]=amount_details"))
        .await;
    let details = &order["amount_details"];
    let names = [
        "capturable",
        "captured",
        "refundable",
        "refunded",
        "voidable",
        "voided",
    ];
    names.map(|name| details[name].as_u64().unwrap())
}

#[tokio::test]
async fn what_is_authorised_is_captured_once() {
    let shop = CostplusShop::new().await;
    let (order, path) = authorised(&shop, &json!({})).await;
    let one = &order["transactions"][0];
    assert_eq!(order["status"], "completed");
    assert_eq!(one["transaction_type"], "authorization");
    assert_eq!(
        (&one["is_capturable"], &one["is_fully_captured"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(amounts(&shop, &order).await, [995, 0, 0, 0, 995, 0]);
    let too_much = json!({ "amount": 996, "description": "all" });
    let (http, body) = shop
        .post(&format!("{path}/captures/amount"), &too_much)
        .await;
    assert_eq!(
        (http, &body["error"]["property_path"]),
        (400, &json!("amount"))
    );
    let part = json!({ "amount": 400 });
    let (http, body) = shop.post(&format!("{path}/captures/amount"), &part).await;
    assert_eq!(http, 200);
    assert_eq!(body["transactions"][0]["status"], "captured");
    assert_eq!(body["flags"], json!(["is-test", "has-captures"]));
    assert_eq!(amounts(&shop, &order).await, [0, 400, 400, 0, 0, 0]);
    assert_eq!(
        shop.post(&format!("{path}/captures/"), &json!({})).await.0,
        400
    );
    assert_eq!(
        shop.post(&format!("{path}/voids/amount"), &part).await.0,
        400
    );
}

#[tokio::test]
async fn a_whole_capture_needs_no_amount() {
    let shop = CostplusShop::new().await;
    let (order, path) = authorised(&shop, &json!({})).await;
    let (http, body) = shop.post(&format!("{path}/captures/"), &json!({})).await;
    assert_eq!(http, 200);
    assert_eq!(body["transactions"][0]["is_fully_captured"], true);
    assert_eq!(amounts(&shop, &order).await, [0, 995, 995, 0, 0, 0]);
    let other = path.replace("transactions/", "transactions/x");
    assert_eq!(
        shop.post(&format!("{other}/captures/"), &json!({})).await.0,
        404
    );
}

#[tokio::test]
async fn what_is_voided_is_given_back() {
    let shop = CostplusShop::new().await;
    let (order, path) = authorised(&shop, &json!({})).await;
    let void = format!("{path}/voids/amount");
    assert_eq!(shop.post(&void, &json!({ "amount": 395 })).await.0, 200);
    assert_eq!(amounts(&shop, &order).await, [600, 0, 0, 0, 600, 395]);
    assert_eq!(charged(&shop.0.sandbox), [true]);
    let (_, body) = shop.post(&void, &json!({ "amount": 600 })).await;
    assert_eq!(body["status"], "cancelled");
    assert_eq!(amounts(&shop, &order).await, [0, 0, 0, 0, 0, 995]);
    assert_eq!(charged(&shop.0.sandbox), [false]);
}

#[tokio::test]
async fn time_takes_or_gives_up_what_is_authorised() {
    let shop = CostplusShop::new().await;
    let (by_hand, _) = authorised(&shop, &json!({})).await;
    let delayed = json!({ "capture_mode": "delayed", "expiration_period": "PT1H" });
    let (delayed, _) = authorised(&shop, &delayed).await;
    shop.0.sandbox.advance(1_800_000);
    assert_eq!(shop.now(&by_hand).await["status"], "expired");
    assert_eq!(charged(&shop.0.sandbox), [false, true]);
    assert_eq!(amounts(&shop, &delayed).await, [995, 0, 0, 0, 995, 0]);
    shop.0.sandbox.advance(1_800_000);
    assert_eq!(amounts(&shop, &delayed).await, [0, 995, 995, 0, 0, 0]);
    assert_eq!(charged(&shop.0.sandbox), [false, true]);
}

#[tokio::test]
async fn a_refund_is_an_order_of_its_own() {
    let shop = CostplusShop::new().await;
    let order = shop.order(&order(&json!({}))).await;
    let path = format!("/orders/{}/refunds/", order["id"].as_str().unwrap());
    let part =
        json!({ "amount": 400, "description": "One of two", "merchant_order_id": "refund-1" });
    let (http, refund) = shop.post(&path, &part).await;
    assert_eq!(http, 200, "{refund}");
    assert_ne!(refund["id"], order["id"]);
    assert_eq!(refund["refund_of_order_id"], order["id"]);
    assert_eq!(
        (&refund["amount"], &refund["status"]),
        (&json!(400), &json!("completed"))
    );
    assert_eq!(refund["merchant_order_id"], "refund-1");
    assert_eq!(shop.now(&refund).await, refund);
    assert_eq!(amounts(&shop, &order).await, [0, 995, 595, 400, 0, 0]);
    let after = shop.now(&order).await;
    assert_eq!(after["refund_orders"], json!([refund["id"]]));
    assert_eq!(after["refunded_amount"], 400);
    let (http, body) = shop.post(&path, &json!({ "amount": 596 })).await;
    assert_eq!(
        (http, &body["error"]["property_path"]),
        (400, &json!("amount"))
    );
    assert_eq!(shop.post(&path, &json!({})).await.0, 400);
    assert_eq!(shop.post(&path, &json!({ "amount": 595 })).await.0, 200);
    assert_eq!(shop.post(&path, &json!({ "amount": 1 })).await.0, 400);
    assert_eq!(
        shop.0.sandbox.ledger(None).len(),
        1,
        "refunds are no charges"
    );
}

#[tokio::test]
async fn only_what_is_captured_is_refunded() {
    let shop = CostplusShop::new().await;
    let (order, _) = authorised(&shop, &json!({})).await;
    let path = format!("/orders/{}/refunds/", order["id"].as_str().unwrap());
    assert_eq!(shop.post(&path, &json!({ "amount": 1 })).await.0, 400);
    assert_eq!(
        shop.post("/orders/no-such/refunds/", &json!({ "amount": 1 }))
            .await
            .0,
        404
    );
}
