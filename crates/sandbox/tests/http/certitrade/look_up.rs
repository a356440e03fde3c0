//! Search, paging, the merchant, and look-ups that go wrong.

use reqwest::Method;
use serde_json::{Value, json};

use super::client::{CertitradeAnswer, CertitradeShop, one_click};

fn found(answer: &CertitradeAnswer) -> Vec<&str> {
    let payments = answer.body["_embedded"]["payments"].as_array().unwrap();
    payments
        .iter()
        .map(|payment| payment["reference"].as_str().unwrap())
        .collect()
}

async fn three() -> CertitradeShop {
    let shop = CertitradeShop::new().await;
    for (reference, amount) in [("a", 300), ("b", 100), ("c", 200)] {
        let request = one_click(&json!({ "reference": reference, "amount": amount }));
        assert_eq!(shop.post("/payment", &request).await.http, 201);
    }
    shop
}

#[tokio::test]
async fn payments_are_found_by_each_filter() {
    let shop = three().await;
    for (query, expected) in [
        ("", vec!["c", "b", "a"]),
        ("?reference=b", vec!["b"]),
        ("?reference=none", vec![]),
        ("?amount=200", vec!["c"]),
        (
            "?payment_account=40260868824&method=ONE_CLICK&currency=SEK",
            vec!["c", "b", "a"],
        ),
        ("?payment_account=40260868825", vec![]),
        ("?state=FAILED", vec![]),
        ("?merchant=12345&language=sv", vec!["c", "b", "a"]),
        ("?order=ASC", vec!["a", "b", "c"]),
        ("?order_by=amount&order=ASC", vec!["b", "c", "a"]),
        ("?size=1&offset=1", vec!["b"]),
    ] {
        let answer = shop.get(&format!("/payment{query}")).await;
        assert_eq!(answer.http, 200);
        assert_eq!(found(&answer), expected, "{query}");
    }
    for query in [
        "?refrence=b",
        "?size=0",
        "?size=101",
        "?order=UP",
        "?order_by=color",
        "?offset=x",
    ] {
        assert_eq!(
            shop.get(&format!("/payment{query}")).await.http,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn pages_lead_to_each_other() {
    let shop = three().await;
    let first = shop.get("/payment?size=2&state=READY_FOR_CAPTURE").await;
    assert_eq!(
        [first.text("total_size"), first.text("max_page_size")],
        ["3", "100"]
    );
    let next = first.link("next").strip_prefix(&shop.base).unwrap();
    let second = shop.get(next).await;
    assert_eq!(found(&second), ["a"]);
    assert!(second.body["_links"].get("next").is_none());
    let back = second.link("previous").strip_prefix(&shop.base).unwrap();
    assert_eq!(found(&shop.get(back).await), ["c", "b"]);
}

#[tokio::test]
async fn a_link_repeats_a_filter_whatever_its_letters() {
    let shop = CertitradeShop::new().await;
    for _ in 0..2 {
        let request = one_click(&json!({ "reference": "å & b=c+d" }));
        assert_eq!(shop.post("/payment", &request).await.http, 201);
    }
    let query = "/payment?size=1&reference=%C3%A5%20%26%20b%3Dc%2Bd";
    let first = shop.get(query).await;
    let next = first.link("next").strip_prefix(&shop.base).unwrap();
    assert_eq!(found(&shop.get(next).await), ["å & b=c+d"]);
}

#[tokio::test]
async fn one_payment_is_read_as_it_was_answered() {
    let shop = CertitradeShop::new().await;
    let made = shop.post("/payment", &one_click(&json!({}))).await;
    let own = made.link("self").strip_prefix(&shop.base).unwrap();
    let read = shop.get(own).await;
    assert_eq!((read.http, &read.body), (200, &made.body));
    assert_eq!(shop.get("/payment/1").await.http, 404);
    assert_eq!(shop.get("/never").await.http, 404);
    let delete = shop.try_send(Method::DELETE, own, None).await;
    assert_eq!(delete.unwrap().http, 403);
    assert_eq!(shop.get("/merchant/12345").await.text("state"), "ACTIVE");
    assert_eq!(shop.get("/merchant/12346").await.http, 404);
    assert_eq!(shop.sandbox.requests(Some("order-1")).look_ups, 1);
}

#[tokio::test]
async fn look_ups_go_wrong_on_demand() {
    let shop = CertitradeShop::new().await;
    shop.post("/payment", &one_click(&json!({}))).await;
    let path = "/payment?reference=attempt-1";
    shop.behave("look_up_500");
    assert_eq!(shop.get(path).await.http, 500);
    shop.behave("look_up_empty");
    assert!(found(&shop.get(path).await).is_empty());
    shop.behave("look_up_lost");
    assert!(shop.try_send(Method::GET, path, None).await.is_err());
    shop.behave("look_up_garbage");
    assert!(shop.try_send(Method::GET, path, None).await.is_err());
    shop.behave("look_up_duplicate");
    assert_eq!(found(&shop.get(path).await), ["attempt-1", "attempt-1"]);
    assert_eq!(shop.sandbox.ledger(Some("order-1")).len(), 2);
    assert_eq!(shop.sandbox.requests(Some("order-1")).look_ups, 5);
    let counts: Value = json!(shop.sandbox.requests(None));
    assert_eq!(counts, json!({ "charges": 1, "look_ups": 5 }));
}
