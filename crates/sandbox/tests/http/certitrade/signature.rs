//! Who is let in (reference/concepts.md, Security).

use reqwest::RequestBuilder;
use serde_json::json;

use super::client::{CertitradeShop, answer, hmac, one_click};

impl CertitradeShop {
    /// A payment request with an authorization of its own.
    fn with(&self, date: &str, authorization: &str) -> RequestBuilder {
        self.client
            .post(format!("{}/payment", self.base))
            .header("date", date)
            .header("authorization", authorization)
            .header("content-type", "application/json")
            .body(one_click(&json!({})).to_string())
    }

    fn signed(&self, key: &str, method: &str, date: &str, body: &str) -> String {
        hmac(key, &format!("{method}{}/payment{date}{body}", self.base))
    }
}

const KEY: &str = "certitradesandboxkey";

#[tokio::test]
async fn every_part_is_signed() {
    let shop = CertitradeShop::new().await;
    let (date, body) = (shop.date.as_str(), one_click(&json!({})).to_string());
    let old = "Fri, 22 Nov 2002 09:50:36 GMT";
    let right = shop.signed(KEY, "POST", date, &body);
    let wrong = [
        (
            date,
            format!(
                "CertiTrade m12345:{}",
                shop.signed("other", "POST", date, &body)
            ),
        ),
        (
            date,
            format!("CertiTrade m12345:{}", shop.signed(KEY, "PUT", date, &body)),
        ),
        (
            date,
            format!("CertiTrade m12345:{}", shop.signed(KEY, "POST", old, &body)),
        ),
        (
            date,
            format!("CertiTrade m12345:{}", shop.signed(KEY, "POST", date, "")),
        ),
        (date, format!("CertiTrade m12346:{right}")),
        (date, format!("CertiTrade a12345:{right}")),
        (date, "CertiTrade m12345:".to_owned()),
        (
            old,
            format!("CertiTrade m12345:{}", shop.signed(KEY, "POST", old, &body)),
        ),
    ];
    let expected =
        json!({ "describedBy": null, "title": "Not authorized", "httpStatus": 403, "detail": "" });
    for (date, authorization) in wrong {
        let response = shop.with(date, &authorization).send().await.unwrap();
        let answer = answer(response).await.unwrap();
        assert_eq!(
            (answer.http, answer.content_type.as_str()),
            (403, "application/api-problem+json"),
            "{authorization}"
        );
        assert_eq!(answer.body, expected);
    }
    assert!(shop.sandbox.ledger(None).is_empty());
    assert_eq!(shop.sandbox.requests(None).charges, 0);
    for scheme in ["CertiTrade", "Certitrade"] {
        let call = shop.with(date, &format!("{scheme} m12345:{right}"));
        assert_eq!(call.send().await.unwrap().status(), 201);
    }
}

#[tokio::test]
async fn nobody_in_particular_is_not_authenticated() {
    let shop = CertitradeShop::new().await;
    let hash = shop.signed(KEY, "POST", "yesterday", &one_click(&json!({})).to_string());
    for (date, authorization) in [
        (shop.date.as_str(), ""),
        (&shop.date, "Basic MTIzNDU6a2V5"),
        (&shop.date, "CertiTrade m12345"),
        ("yesterday", &format!("CertiTrade m12345:{hash}")),
    ] {
        let response = shop.with(date, authorization).send().await.unwrap();
        let answer = answer(response).await.unwrap();
        assert_eq!(answer.http, 401, "{date} {authorization}");
        assert_eq!(answer.body["httpStatus"], 401);
        assert!(answer.body["title"].is_string());
    }
}

#[tokio::test]
async fn the_query_is_signed_too() {
    let shop = CertitradeShop::new().await;
    assert_eq!(shop.get("/payment?reference=a%20b&size=1").await.http, 200);
    let url = format!("{}/payment?reference=a", shop.base);
    let hash = hmac(KEY, &format!("GET{}/payment{}", shop.base, shop.date));
    let call = shop
        .client
        .get(url)
        .header("date", &shop.date)
        .header("authorization", format!("CertiTrade m12345:{hash}"));
    assert_eq!(call.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn a_sandbox_ahead_of_time_takes_both_clocks() {
    let shop = CertitradeShop::new().await;
    shop.sandbox.advance(3_600_000);
    assert_eq!(shop.get("/payment").await.http, 200);
}

#[tokio::test]
async fn content_is_json_in_utf_8() {
    let shop = CertitradeShop::new().await;
    let body = one_click(&json!({})).to_string();
    let hash = shop.signed(KEY, "POST", &shop.date, &body);
    for (content_type, http) in [
        ("application/json; charset=utf-8", 201),
        ("application/json;charset=latin1", 400),
        ("text/plain", 400),
    ] {
        let call = shop
            .client
            .post(format!("{}/payment", shop.base))
            .header("date", &shop.date)
            .header("authorization", format!("CertiTrade m12345:{hash}"))
            .header("content-type", content_type)
            .body(body.clone());
        assert_eq!(call.send().await.unwrap().status(), http, "{content_type}");
    }
}
