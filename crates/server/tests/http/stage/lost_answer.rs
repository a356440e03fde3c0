//! Payments whose answer is lost, at one provider and at another.

use oneclick_rules::OrderReference;
use oneclick_sandbox::{Behaviour, Sandbox};
use oneclick_server::payments::create::Payments;
use serde_json::json;

use crate::stage::page::payment_body;
use crate::stage::place::{CERTITRADE, name_smart2pay, sections};
use crate::stage::world::{VISA, World};

/// A server whose Smart2Pay is at `url`, all others without anything between.
pub async fn apart(sandbox: Sandbox, url: &str, more: &str) -> World {
    let more = format!("{}{more}", sections(&sandbox));
    World::before_with(sandbox, url, &more, name_smart2pay).await
}

/// A payment at Smart2Pay whose answer is lost, and that no page asks for.
pub async fn lost(world: &World, order: &str) -> String {
    world.behave(order, Behaviour::AnswerLost);
    let customer = format!("of-{order}");
    let card = world.card(&customer, VISA).await;
    // Without a code: so many that may be wrong are not sent by one token.
    let never = json!({ "cvc": "never" });
    let page = world.ask_session(order, &customer, never).await;
    let mut without = payment_body(&card, None, "");
    without["cvc"] = serde_json::Value::Null;
    let paid = world.page(&page).pay("first", &without).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    paid.text("id").to_owned()
}

/// A payment at CertiTrade whose answer is lost is found: whatever was due
/// before has had its turn.
pub async fn others_turn(world: &World, order: &str) {
    let customer = format!("of-{order}");
    world.behave(order, Behaviour::AnswerLost);
    let card = CERTITRADE.card(world, &customer).await;
    let page = CERTITRADE.session(world, order, &customer).await;
    let body = json!({
        "card": card, "previous_payment": null,
        "amount": CERTITRADE.amount, "currency": CERTITRADE.currency,
    });
    let paid = page.pay("first", &body).await;
    assert_eq!(paid.text("state"), "processing", "{paid:?}");
    page.until("succeeded").await;
}

/// The state of the order's attempt. The store is asked: every call of the API
/// would expedite a look-up.
pub async fn state(world: &World, order: &str) -> String {
    let order = OrderReference::parse(order).unwrap();
    let standing = Payments::of(world.server.deployment())
        .standing(&order)
        .await
        .unwrap();
    standing.newest.unwrap().state.as_str().to_owned()
}
