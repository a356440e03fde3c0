//! The hosted pages.

use reqwest::Method;
use serde_json::{Value, json};

use super::{CostplusShop, first, order, page, typed};
use crate::merchant::charged;

const BACK: &str = "http://localhost:8787/return?attempt=1&order_id=";
const FAILURE: &str = "http://localhost:8787/failure?order_id=";

fn id(order: &Value) -> &str {
    order["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_first_payment_stores_the_card() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&first()).await;
    let one = &answer["transactions"][0];
    assert_eq!(
        (&answer["status"], &one["status"]),
        (&json!("new"), &json!("new"))
    );
    assert_eq!(one["payment_method_details"], json!({}));
    assert!(answer["completed"].is_null() && answer.get("order_url").is_none());
    let url = page(&answer).to_owned();
    let shown = shop.0.client.get(&url).send().await.unwrap();
    assert_eq!(shown.status(), 200);
    assert!(shown.text().await.unwrap().contains("EUR 9.95"));
    assert_eq!(
        shop.card(&url, "4111 1111 1111 1111").await,
        (303, url.clone())
    );
    let meanwhile = shop.now(&answer).await;
    assert_eq!(meanwhile["status"], "processing");
    assert!(!meanwhile.to_string().contains("vault_token"));
    let back = format!("{BACK}{}#top", id(&answer));
    assert_eq!(
        shop.submit(&url, &[("choice", "approve")]).await,
        (303, back)
    );
    let paid = shop.now(&answer).await;
    assert_eq!(paid["status"], "completed");
    let one = &paid["transactions"][0];
    let details = &one["payment_method_details"];
    assert_eq!(details["truncated_pan"], "1111");
    assert_eq!(details["card_expiry"], "022031");
    assert_eq!(details["first_authorised_transaction_id"], one["id"]);
    let later = json!({ "vault_token": details["vault_token"], "cvc": "999" });
    assert_eq!(shop.order(&order(&later)).await["status"], "completed");
    let later = json!({ "vault_token": null, "first_transaction_id": one["id"] });
    assert_eq!(shop.order(&order(&later)).await["status"], "completed");
    let shown = shop.0.client.get(&url).send().await.unwrap();
    assert!(shown.text().await.unwrap().contains("This payment is over"));
}

#[tokio::test]
async fn nothing_is_stored_that_was_not_asked_for() {
    let shop = CostplusShop::new().await;
    let plain = json!({ "one_click_type": null, "vault_token": null, "cvc": null });
    let answer = shop.order(&order(&plain)).await;
    let url = page(&answer).to_owned();
    shop.card(&url, "5544330000000037").await;
    shop.submit(&url, &[("choice", "approve")]).await;
    let paid = shop.now(&answer).await;
    assert_eq!(paid["status"], "completed");
    assert!(!paid.to_string().contains("vault_token"), "{paid}");
}

#[tokio::test]
async fn a_failed_attempt_can_be_tried_again() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&first()).await;
    let url = page(&answer).to_owned();
    let failure = format!("{FAILURE}{}", id(&answer));
    for (number, choice, reason) in [
        (
            "4111111111111105",
            "approve",
            "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR",
        ),
        (
            "4111111111111143",
            "approve",
            "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR",
        ),
        (
            "4111111111111151",
            "approve",
            "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR",
        ),
        (
            "4462030000000000",
            "fail",
            "ERROR_CARD_AUTHENTICATION_FAILURE",
        ),
    ] {
        assert_eq!(
            shop.card(&url, number).await,
            (303, url.clone()),
            "{number}"
        );
        let left = shop.submit(&url, &[("choice", choice)]).await;
        assert_eq!(left, (303, failure.clone()), "{number}");
        let failed = shop.now(&answer).await;
        assert_eq!(failed["status"], "error", "{number}");
        assert_eq!(failed["transactions"][0]["reason"], reason, "{number}");
        assert!(!failed.to_string().contains("vault_token"), "{number}");
        assert_eq!(charged(&shop.0.sandbox), [false], "{number}");
    }
    let one = &answer["transactions"][0]["id"];
    let stored = json!({ "vault_token": null, "first_transaction_id": one });
    let early = shop.order(&order(&stored)).await;
    assert_eq!(early["transactions"][0]["reason"], "ERROR_CARD_NOT_VALID");
    shop.card(&url, "4462030000000000").await;
    shop.submit(&url, &[("choice", "approve")]).await;
    let paid = shop.now(&answer).await;
    assert_eq!(paid["status"], "completed");
    assert!(paid["transactions"][0].get("reason").is_none());
    assert_eq!(charged(&shop.0.sandbox), [true, false]);
    assert_eq!(shop.order(&order(&stored)).await["status"], "completed");
}

#[tokio::test]
async fn an_order_without_a_transaction_has_a_page_of_its_own() {
    let shop = CostplusShop::new().await;
    let mut body = first();
    body.as_object_mut().unwrap().remove("transactions");
    let answer = shop.order(&body).await;
    assert_eq!(answer["transactions"], json!([]));
    let url = answer["order_url"].as_str().unwrap();
    assert_eq!(
        shop.card(url, "4111111111111151").await,
        (303, url.to_owned())
    );
    shop.submit(url, &[("choice", "approve")]).await;
    assert_eq!(shop.now(&answer).await["status"], "error");
    shop.card(url, "4111111111111111").await;
    shop.submit(url, &[("choice", "approve")]).await;
    let paid = shop.now(&answer).await;
    let states: Vec<&Value> = paid["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["status"])
        .collect();
    assert_eq!(states, ["error", "completed"]);
    assert_eq!(paid["status"], "completed");
}

#[tokio::test]
async fn what_is_typed_wrongly_is_asked_again_and_leaving_decides_nothing() {
    let shop = CostplusShop::new().await;
    let answer = shop.order(&first()).await;
    let url = page(&answer);
    assert_eq!(shop.card(url, "4111").await.0, 422);
    let mut expired = typed("4111111111111111");
    expired[3].1 = "21";
    let failure = format!("{FAILURE}{}", id(&answer));
    assert_eq!(shop.submit(url, &expired).await, (303, failure.clone()));
    assert_eq!(shop.now(&answer).await["status"], "error");
    shop.card(url, "4111111111111111").await;
    assert_eq!(shop.submit(url, &[("choice", "maybe")]).await.0, 422);
    assert_eq!(
        shop.submit(url, &[("choice", "close")]).await,
        (303, failure)
    );
    assert_eq!(shop.now(&answer).await["status"], "processing");
    let other = url.replace(id(&answer), "no-such");
    assert_eq!(
        shop.0.client.get(&other).send().await.unwrap().status(),
        404
    );
}

#[tokio::test]
async fn the_page_closes_when_the_period_is_over() {
    let shop = CostplusShop::new().await;
    let mut body = first();
    body["expiration_period"] = json!("PT10M");
    let answer = shop.order(&body).await;
    shop.0.sandbox.advance(599_000);
    assert_eq!(shop.now(&answer).await["status"], "new");
    shop.0.sandbox.advance(1_000);
    let late = shop.now(&answer).await;
    assert_eq!(late["status"], "expired");
    assert_eq!(late["transactions"][0]["status"], "expired");
    shop.card(page(&answer), "4111111111111111").await;
    assert_eq!(shop.now(&answer).await["status"], "expired");
}

#[tokio::test]
async fn one_click_can_be_sent_to_the_bank() {
    let shop = CostplusShop::new().await;
    shop.0.behave("three_d_secure");
    let answer = shop.order(&order(&json!({}))).await;
    assert_eq!(answer["status"], "new");
    assert_eq!(charged(&shop.0.sandbox), [false]);
    let left = shop.submit(page(&answer), &[("choice", "approve")]).await;
    assert_eq!(left, (303, format!("{BACK}{}#top", id(&answer))));
    assert_eq!(shop.now(&answer).await["status"], "completed");
}

#[tokio::test]
async fn an_order_is_cancelled_by_the_merchant_or_on_the_page_until_it_is_completed() {
    let shop = CostplusShop::new().await;
    let cancel = async |order: &Value| {
        let path = format!("/orders/{}", id(order));
        shop.send(shop.request(Method::DELETE, &path)).await
    };
    for state in ["new", "error", "processing"] {
        let answer = shop.order(&first()).await;
        if state != "new" {
            shop.card(page(&answer), "4111111111111111").await;
        }
        if state == "error" {
            shop.submit(page(&answer), &[("choice", "fail")]).await;
        }
        assert_eq!(shop.now(&answer).await["status"], state);
        // Twice is no mistake.
        for _ in 0..2 {
            let (http, cancelled) = cancel(&answer).await;
            assert_eq!((http, &cancelled["status"]), (200, &json!("cancelled")));
            assert_eq!(cancelled["transactions"][0]["status"], "cancelled");
        }
        shop.card(page(&answer), "4111111111111111").await;
        assert_eq!(shop.now(&answer).await["status"], "cancelled");
    }
    let left = shop.order(&first()).await;
    shop.submit(page(&left), &[("choice", "close")]).await;
    assert_eq!(shop.now(&left).await["status"], "cancelled");
    let paid = shop.order(&order(&json!({}))).await;
    assert_eq!(cancel(&paid).await.0, 400);
    assert_eq!(shop.now(&paid).await["status"], "completed");
    assert_eq!(
        shop.send(shop.request(Method::DELETE, "/orders/no-such"))
            .await
            .0,
        404
    );
}
