//! One order, and lists by period.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CostplusShop, order};
use crate::merchant::charged;

/// A period that all tests lie in.
const ALL: &str = "/orders/?created_since=2020-01-01T00:00:00Z&created_until=2099-01-01T00:00:00Z";

fn ids(list: &Value) -> Vec<&Value> {
    let list = list.as_array().unwrap();
    list.iter().map(|order| &order["id"]).collect()
}

#[tokio::test]
async fn a_list_has_what_was_made_in_its_period() {
    let shop = CostplusShop::new().await;
    let first = shop.order(&order(&json!({}))).await;
    shop.0.sandbox.advance(3_600_000);
    let second = shop.order(&order(&json!({}))).await;
    let (http, list) = shop.get(ALL).await;
    assert_eq!(http, 200);
    assert_eq!(ids(&list), [&second["id"], &first["id"]]);
    assert_eq!(list[1], first);
    let moment = |order: &Value| order["created"].as_str().unwrap().replace('+', "%2B");
    let path = |since: &Value, until: &Value| {
        let (since, until) = (moment(since), moment(until));
        format!("/orders?created_since={since}&created_until={until}")
    };
    let (_, list) = shop.get(&path(&first, &first)).await;
    assert_eq!(ids(&list), [&first["id"]]);
    let (_, list) = shop.get(&path(&second, &second)).await;
    assert_eq!(ids(&list), [&second["id"]]);
    let (_, list) = shop.get(&path(&second, &first)).await;
    assert_eq!(list, json!([]));
}

#[tokio::test]
async fn a_list_wants_both_ends_and_nothing_else() {
    let shop = CostplusShop::new().await;
    for (query, wrong) in [
        ("", "created_since"),
        ("?created_since=2026-01-01T00:00:00Z", "created_until"),
        (
            "?created_since=yesterday&created_until=2026-01-01T00:00:00Z",
            "created_since",
        ),
        ("?merchant_order_id=attempt-1", "merchant_order_id"),
    ] {
        let (http, body) = shop.get(&format!("/orders/{query}")).await;
        assert_eq!(
            (http, &body["error"]["property_path"]),
            (400, &json!(wrong)),
            "{query}"
        );
    }
}

#[tokio::test]
async fn an_order_shows_its_amounts_on_demand() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&order(&json!({}))).await;
    assert!(answer.get("amount_details").is_none());
    let id = answer["id"].as_str().unwrap();
    let (_, shown) = shop
        .get(&format!("/orders/{id}/?fields[]=amount_details"))
        .await;
    let details = json!({
        "capturable": 0, "captured": 995, "refundable": 995, "refunded": 0,
        "voidable": 0, "voided": 0,
    });
    assert_eq!(shown["amount_details"], details);
    let (http, _) = shop.get(&format!("/orders/{id}?fields[]=everything")).await;
    assert_eq!(http, 400);
    let (http, body) = shop.get("/orders/no-such/").await;
    assert_eq!((http, &body["error"]["status"]), (404, &json!(404)));
}

#[tokio::test]
async fn look_ups_can_fail() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&order(&json!({}))).await;
    let one = format!("/orders/{}/", answer["id"].as_str().unwrap());
    shop.0.behave("look_up_500");
    for path in [ALL, &one] {
        let (http, body) = shop.get(path).await;
        assert_eq!(
            (http, &body["error"]["status"]),
            (500, &json!(500)),
            "{path}"
        );
    }
    shop.0.behave("look_up_empty");
    assert_eq!(shop.get(ALL).await, (200, json!([])));
    assert_eq!(shop.get(&one).await.0, 404);
    shop.0.behave("look_up_lost");
    assert!(shop.request(Method::GET, ALL).send().await.is_err());
    shop.0.behave("look_up_garbage");
    let garbage = shop.request(Method::GET, &one).send().await.unwrap();
    assert!(garbage.json::<Value>().await.is_err());
    assert_eq!(shop.0.sandbox.requests(Some("order-1")).look_ups, 6);
}

#[tokio::test]
async fn a_list_is_a_look_up_of_what_was_never_booked_too() {
    let shop = CostplusShop::new().await;
    shop.0.behave("dropped");
    let lost = shop
        .request(Method::POST, "/orders/")
        .json(&order(&json!({})));
    assert!(lost.send().await.is_err());
    assert_eq!(shop.get(ALL).await, (200, json!([])));
    assert_eq!(shop.0.sandbox.requests(Some("attempt-1")).look_ups, 1);
}

#[tokio::test]
async fn a_list_can_show_a_double_charge() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&order(&json!({}))).await;
    shop.0.behave("look_up_duplicate");
    for _ in 0..2 {
        let (_, list) = shop.get(ALL).await;
        let both = ids(&list);
        assert_eq!(both.len(), 2);
        assert!(both.contains(&&answer["id"]) && both[0] != both[1]);
    }
    assert_eq!(charged(&shop.0.sandbox), [true, true]);
}

#[tokio::test]
async fn the_currencies_are_listed() {
    let shop = CostplusShop::new().await;
    let (http, body) = shop.get("/merchants/self/projects/self/currencies").await;
    assert_eq!(http, 200);
    let list = body["payment_methods"]["credit-card"]["currencies"]
        .as_array()
        .unwrap();
    assert!(list.contains(&json!("EUR")));
}
