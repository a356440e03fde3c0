//! Money that is found when the order's own payment is over already.

use oneclick_rules::OrderReference;
use oneclick_sandbox::{Behaviour, Sandbox, SandboxProvider, SandboxSettings};
use oneclick_server::payments::create::Payments;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::operation::{operate, paid, until_event};
use crate::stage::page::payment_body;
use crate::stage::place::{COSTPLUS, everywhere, name_smart2pay, sections};
use crate::stage::world::{VISA, World};

/// The provider tells of the payment: it is looked up once more.
async fn notify(world: &World, payment: &Value) {
    let body = json!({ "Payment": {
        "ID": 202_999, "MerchantTransactionID": payment["attempt_reference"], "Amount": "995",
        "Currency": "EUR", "Status": { "ID": 2, "Info": "Success", "Reasons": [] },
    }});
    let request = world.request(Method::POST, "/notifications/smart2pay");
    let request = request.basic_auth("1010", Some("sandbox-key"));
    assert_eq!(send(request.json(&body)).await.status, 204);
}

/// Another charge at the provider under the same reference.
async fn charge_again(world: &World, payment: &Value, order: &str) {
    let body = json!({ "Payment": {
        "MerchantTransactionID": payment["attempt_reference"], "OriginatorTransactionID": order,
        "Amount": 995, "Currency": "EUR", "ReturnURL": "http://localhost:8080/back",
        "Capture": true, "CreditCardToken": { "Value": VISA },
    }});
    let url = format!("{}/smart2pay/v1/payments", world.sandbox.url());
    let request = world.client.post(url).json(&body);
    let answer = send(request.basic_auth("1010", Some("sandbox-key"))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

#[tokio::test]
async fn a_second_charge_of_what_was_reversed_is_found_and_reversed() {
    let world = World::new().await;
    for (order, capture, kind, state) in [
        ("B-1", "automatic", "refund", "refunded"),
        ("B-2", "manual", "cancel", "cancelled"),
    ] {
        let id = paid(&world, order, capture).await;
        let back = operate(&world, &id, kind, order, json!({})).await;
        assert_eq!(back.text("state"), "succeeded", "{back:?}");
        let before = world.payment(&id).await;
        assert_eq!(before["state"], state);
        charge_again(&world, &before, order).await;
        notify(&world, &before).await;
        let found = until_event(&world, &id, "duplicate_reversed").await;
        assert_eq!(found["state"], state);
        assert_eq!(found["provider_payment_id"], before["provider_payment_id"]);
        let ledger = world.sandbox.ledger(Some(order));
        let is_back = |status: &str| matches!(status, "Refunded" | "Cancelled");
        assert!(ledger.iter().all(|entry| is_back(&entry.status)), "{found}");
    }
}

#[tokio::test]
async fn a_duplicate_that_nobody_can_read_is_for_a_person_in_the_end() {
    let (world, between) = between(QUICK).await;
    world.behave("B-3", Behaviour::AnswerLost);
    world.behave_times("B-3", Behaviour::LookUpDuplicate, 1);
    between.spoil("GET", "/refunds", Fault::Error500, usize::MAX);
    let id = paid(&world, "B-3", "automatic").await;
    until_event(&world, &id, "duplicate_found").await;
    world.clock.advance(72 * 3_600_000 + 1000);
    let left = until_event(&world, &id, "duplicate_needs_review").await;
    assert_eq!(left["charged"], true);
}

#[tokio::test]
async fn what_was_reversed_is_not_told_as_charged() {
    let world = World::new().await;
    for behaviour in [Behaviour::AnswerLost, Behaviour::LookUpEmpty] {
        world.behave("B-4", behaviour);
    }
    let card = world.card("c-1", VISA).await;
    let page = world.session("B-4", "c-1").await;
    let first = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = first.text("id");
    page.until("not_found").await;
    world.behave("B-4", Behaviour::Paid);
    let second = page
        .pay("second", &payment_body(&card, Some(id), "123"))
        .await;
    assert_eq!(second.text("state"), "succeeded", "{second:?}");
    world.behave_times("B-4", Behaviour::LookUpEmpty, 0);
    let back = until_event(&world, id, "duplicate_reversed").await;
    assert_eq!(
        (&back["state"], &back["charged"], &back["attempt_state"]),
        (&json!("refunded"), &json!(false), &json!("duplicate"))
    );
    let shown = page.get("").await.body;
    assert_eq!(shown["payment"]["id"], second.body["id"]);
    assert_eq!(shown["payment"]["charged"], true);
}

/// CostPlus tells of a payment at the address of the order's attempt, as anybody can who
/// knows that address.
async fn notify_costplus(world: &World, order: &str, id: &Value) {
    let order = OrderReference::parse(order).unwrap();
    let payments = Payments::of(world.server.deployment());
    let standing = payments.standing(&order).await.unwrap();
    let address = standing.holder.unwrap().return_token;
    let told = json!({ "event": "status_changed", "order_id": id });
    let request = world.request(Method::POST, &format!("/notifications/costplus/{address}"));
    assert_eq!(send(request.json(&told)).await.status, 200);
}

#[tokio::test]
async fn money_that_a_hint_led_to_counts_while_the_search_by_time_fails() {
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let between = Between::before(sandbox.url()).await;
    let more = format!("{}{QUICK}", sections(&sandbox)).replace(sandbox.url(), &between.url);
    // What the provider tells comes to nobody.
    let change = |text: String| {
        let text = text.replace(
            "public_url = \"http://localhost",
            "public_url = \"http://127.0.0.2",
        );
        name_smart2pay(text)
    };
    let world = World::before_with(sandbox, &between.url, &more, change).await;
    between.spoil("GET", "/v1/orders/", Fault::Error500, usize::MAX);
    world.behave("B-7", Behaviour::AnswerLost);
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, "B-7", "c-1").await;
    let answer = COSTPLUS.pay(&page, &card).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    let id = &world.sandbox.ledger(Some("B-7"))[0].id;
    for hint in [json!("nobodys-payment"), json!(id)] {
        notify_costplus(&world, "B-7", &hint).await;
    }
    page.until("succeeded").await;
    // A second payment is searched for until the search has an answer.
    world.behave("B-7", Behaviour::LookUpDuplicate);
    between.heal();
    until_event(&world, answer.text("id"), "duplicate_reversed").await;
}

#[tokio::test]
async fn a_false_hint_hides_no_second_payment() {
    let world = everywhere(QUICK).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, "B-6", "c-1").await;
    let paid = COSTPLUS.pay(&page, &card).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    world.behave("B-6", Behaviour::LookUpDuplicate);
    // It may have taken the place of the one that named the second payment.
    notify_costplus(&world, "B-6", &json!("nobodys-payment")).await;
    until_event(&world, paid.text("id"), "duplicate_reversed").await;
}

#[tokio::test]
async fn a_second_payment_that_a_notification_names_is_asked_about_too() {
    let world = everywhere(QUICK).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, "B-5", "c-1").await;
    let paid = COSTPLUS.pay(&page, &card).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    let before = world.payment(paid.text("id")).await;
    // The provider takes the money once more, and tells of that payment.
    world.behave("B-5", Behaviour::LookUpDuplicate);
    let url = format!(
        "{}/v1/orders/?created_since=2020-01-01T00:00:00Z&created_until=2099-01-01T00:00:00Z",
        world.sandbox.base_url(SandboxProvider::Costplus)
    );
    let request = world.client.get(url);
    let listed = send(request.basic_auth("costplus-sandbox-key", Some(""))).await;
    let orders = listed.body.as_array().unwrap();
    let mut ids = orders.iter().map(|order| &order["id"]);
    let twin = ids.find(|id| **id != before["provider_payment_id"]);
    // Of its own payment it is told once more, before the other is asked about.
    for id in [twin.unwrap(), &before["provider_payment_id"]] {
        notify_costplus(&world, "B-5", id).await;
    }
    let back = until_event(&world, paid.text("id"), "duplicate_reversed").await;
    assert_eq!(
        (&back["state"], &back["provider_payment_id"]),
        (&json!("succeeded"), &before["provider_payment_id"])
    );
}
