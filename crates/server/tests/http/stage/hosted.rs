//! The provider's page, gone through by a shopper.

use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::page::Page;
use crate::stage::world::World;

/// The body of `POST payments` for 9.95 EUR by a new card.
pub fn new_card_body(keep: bool, after: Option<&str>) -> Value {
    let consent = json!({ "text": "keep-1", "language": "sv" });
    json!({
        "new_card": { "save": if keep { consent } else { Value::Null } },
        "amount": 995, "currency": "EUR",
        "previous_payment": after,
    })
}

/// Begins a payment by a new card; it waits for the shopper then.
pub async fn begin(page: &Page<'_>, key: &str, keep: bool) -> Value {
    let answer = page.pay(key, &new_card_body(keep, None)).await;
    assert_eq!(answer.text("state"), "action_required", "{answer:?}");
    answer.body
}

/// Types a card on the page that the payment leads to; where that leads.
pub async fn type_card(world: &World, payment: &Value) -> String {
    type_number(world, payment, "4111111111111111").await
}

/// The same with this number, good until the end of 2031.
pub async fn type_number(world: &World, payment: &Value, number: &str) -> String {
    let url = payment["redirect"]["url"].as_str().unwrap();
    let form =
        format!("choice=pay&holder=Ada+Lind&number={number}&month=12&year=2031&security_code=123");
    submit(world, url, &form).await
}

/// Chooses at the bank, or closes the page; where that leads.
pub async fn choose(world: &World, url: &str, choice: &str) -> String {
    submit(world, url, &format!("choice={choice}")).await
}

async fn submit(world: &World, url: &str, form: &str) -> String {
    let request = world.client.post(url).body(form.to_owned());
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    let answer = send(request).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// Follows the way back to our server; where that sends the shopper.
pub async fn come_back(world: &World, back: &str) -> String {
    let to_us = format!("{}/return/", world.base);
    assert!(back.starts_with(&to_us), "{back}");
    let answer = send(world.client.get(back)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    answer.headers["location"].to_str().unwrap().to_owned()
}
