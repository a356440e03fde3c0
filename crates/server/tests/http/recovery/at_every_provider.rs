//! What happened after a copy was made is found at every provider once it is put back.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send, until};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::copy::{backup, put_back, recover};
use crate::stage::operation::{operate, until_operation};
use crate::stage::place::{COSTPLUS, PLACES, Place, SMART2PAY, everywhere};
use crate::stage::world::World;

/// Presses pay in a session of its own.
async fn press(world: &World, place: Place, name: &str) -> Answer {
    let card = place.card(world, "c-1").await;
    let page = place.session(world, &place.order(name), "c-1").await;
    place.pay(&page, &card).await
}

/// Pays an order; the answer's payment.
async fn pay(world: &World, place: Place, name: &str) -> Value {
    let answer = press(world, place, name).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.body
}

/// The newest payment of an order, as the merchant sees it in a new session.
async fn newest(world: &World, place: Place, name: &str) -> Value {
    let differs = json!({ "amount": place.amount, "currency": place.currency });
    let order = place.order(name);
    let session = world.ask_session(&order, "c-1", differs).await;
    session.body["payments"][0].clone()
}

#[tokio::test]
async fn what_happened_after_the_copy_is_found_and_no_order_charged_again() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = everywhere(QUICK).await;
    let mut known = Vec::new();
    for place in PLACES {
        known.push(pay(&world, place, "known").await);
        for name in ["paid", "declined", "unknown"] {
            place.session(&world, &place.order(name), "c-1").await;
        }
    }
    let copy = backup(&world).await;
    for (place, known) in PLACES.into_iter().zip(&known) {
        world.behave(&place.order("declined"), Behaviour::Declined);
        world.behave_times(&place.order("unknown"), Behaviour::AnswerLost, 1);
        assert_eq!(pay(&world, place, "paid").await["state"], "succeeded");
        assert_eq!(pay(&world, place, "declined").await["state"], "declined");
        pay(&world, place, "unknown").await;
        assert_eq!(pay(&world, place, "new").await["state"], "succeeded");
        // What is not captured yet is cancelled, and the rest refunded.
        let id = known["id"].as_str().unwrap();
        let kind = match world.payment(id).await["attempt_state"].as_str() {
            Some("captured") if place.name != "finpay" => "refund",
            _ => "cancel",
        };
        let back = operate(&world, id, kind, &format!("back-{}", place.name), json!({})).await;
        assert_eq!(back.status, 200, "{back:?}");
    }
    let world = put_back(world, &copy).await;
    assert_eq!(
        send(world.request(Method::GET, "/health/ready"))
            .await
            .problem(),
        (503, "server.recovering")
    );
    for place in PLACES {
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &place.order("paid"), "c-1").await;
        let unknown = page.get("").await;
        assert_eq!(unknown.problem(), (503, "server.recovering"));
        let refused = place.pay(&page, &card).await;
        assert_eq!(refused.problem(), (503, "server.recovering"));
    }
    let told = recover(&world).await;
    assert_eq!(
        send(world.request(Method::GET, "/health/ready"))
            .await
            .status,
        200
    );
    for (place, known) in PLACES.into_iter().zip(&known) {
        for (name, state) in [
            ("paid", "succeeded"),
            ("declined", "declined"),
            ("unknown", "succeeded"),
        ] {
            let found = newest(&world, place, name).await;
            assert_eq!(found["state"], state, "{name} {found} {told}");
        }
        let id = known["id"].as_str().unwrap();
        // Some do it at night.
        until("what was given back is known", async || {
            let payment = world.payment(id).await;
            let is_over = payment["state"] == "refunded" || payment["state"] == "cancelled";
            let by_provider = payment["operations"][0]["kind"].is_string();
            (is_over || by_provider).then_some(())
        })
        .await;
        // The copy does not know this order at all: it is asked for before its charge.
        for name in ["paid", "unknown", "new"] {
            let again = until("it is asked for", async || {
                let again = press(&world, place, name).await;
                (again.problem() != (503, "server.recovering")).then_some(again.body)
            })
            .await;
            assert_eq!(again["state"], "succeeded", "{name} {again} {told}");
            // CertiTrade is sent the same bytes again where an answer was lost.
            assert_eq!(world.booked(&place.order(name)).0, 1, "{name}");
        }
    }
}

#[tokio::test]
async fn a_lost_payment_that_was_refunded_in_part_is_paid_and_its_refund_known() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = everywhere(QUICK).await;
    // The others give back at night, or by no call.
    let places = [SMART2PAY, COSTPLUS];
    for place in places {
        place.session(&world, &place.order("back"), "c-1").await;
    }
    let copy = backup(&world).await;
    for place in places {
        let paid = pay(&world, place, "back").await;
        let id = paid["id"].as_str().unwrap();
        let key = format!("back-{}", place.name);
        let back = operate(&world, id, "refund", &key, json!({ "amount": 331 })).await;
        assert_eq!(back.status, 200, "{back:?}");
        until_operation(&world, id, "succeeded").await;
    }
    let world = put_back(world, &copy).await;
    let told = recover(&world).await;
    for place in places {
        let found = newest(&world, place, "back").await;
        assert_eq!(found["state"], "succeeded", "{found} {told}");
        let id = found["id"].as_str().unwrap();
        let refund = until_operation(&world, id, "succeeded").await;
        assert_eq!(refund["kind"], "refund", "{refund}");
        assert_eq!(refund["amount"], 331, "{refund}");
    }
}
