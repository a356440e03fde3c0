//! A provider whose list of a period is long: what it lists is found all the same.

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oneclick_sandbox::{Behaviour, Sandbox};
use serde_json::json;

use crate::stage::configuration::{LASTING, QUICK};
use crate::stage::place::{COSTPLUS, everywhere};

/// How many orders others pay meanwhile: a list of more than 1 MiB.
const OTHERS: usize = 2_000;

/// Another shop of the same merchant charges a card at CostPlus.
async fn charge(sandbox: &Sandbox, reference: &str) {
    let order = json!({
        "merchant_order_id": reference, "currency": "EUR", "amount": 995,
        "description": "x".repeat(200),
        "return_url": "https://shop.example.com/", "webhook_url": "https://shop.example.com/w",
        "transactions": [{
            "payment_method": "credit-card",
            "payment_method_details": {
                "one_click_type": "one-click", "vault_token": COSTPLUS.token,
            },
        }],
    });
    let key = STANDARD.encode("costplus-sandbox-key:");
    let request = Request::post("/costplus/v1/orders/")
        .header("authorization", format!("Basic {key}"))
        .header("content-type", "application/json")
        .body(Body::from(order.to_string()));
    let answer = sandbox.exchange(request.unwrap()).await.unwrap();
    assert_eq!(answer.status(), 201, "{answer:?}");
}

#[tokio::test]
async fn a_charge_without_an_answer_is_found_among_thousands_of_others() {
    let world = everywhere(LASTING).await;
    for number in 0..OTHERS {
        charge(&world.sandbox, &format!("other-{number}")).await;
    }
    let order = COSTPLUS.order("L-1");
    world.behave_times(&order, Behaviour::AnswerLost, 1);
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    let answer = COSTPLUS.pay(&page, &card).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    page.until("succeeded").await;
    assert_eq!(world.booked(&order), (1, 1));
}

/// As many as a page of more may have: the list proves nothing, and those of its halves do.
#[tokio::test]
async fn a_charge_that_never_arrived_is_not_found_beside_exactly_fifty_others() {
    let world = everywhere(QUICK).await;
    for number in 0..50 {
        if number == 25 {
            world.sandbox.advance(10_000);
        }
        charge(&world.sandbox, &format!("other-{number}")).await;
    }
    let order = COSTPLUS.order("L-2");
    world.behave_times(&order, Behaviour::Dropped, 1);
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    let answer = COSTPLUS.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    page.until("not_found").await;
    assert_eq!(world.booked(&order), (0, 1));
}
