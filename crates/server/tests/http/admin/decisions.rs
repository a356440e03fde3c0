//! What waits for a person is decided at the operator's page.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::operator::operated;
use crate::stage::page::payment_body;
use crate::stage::pay_page::Document;
use crate::stage::review::{DAY, duplicate_without_id, pending_for_ever, until_waits};
use crate::stage::world::{VISA, World};

const MOVED: [(&str, &str); 2] = [("about", "payment"), ("answer", "yes")];
const NOT_MOVED: [(&str, &str); 2] = [("about", "payment"), ("answer", "no")];

/// A payment of which nobody knows whether its money moved.
async fn in_review(world: &World, order: &str) -> String {
    world.behave(order, Behaviour::WrongAmount);
    let card = world.card("c-1", VISA).await;
    let page = world.session(order, "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let id = paid.text("id").to_owned();
    until_waits(world, &id, &["payment"]).await;
    id
}

fn decided(payment: &Value) -> Vec<(&str, &str, &str)> {
    let events = payment["events"].as_array().unwrap().iter();
    events
        .filter(|event| event["kind"] == "resolved")
        .map(|event| {
            let text = |member: &str| event[member].as_str().unwrap();
            (text("to"), text("by"), text("detail"))
        })
        .collect()
}

#[tokio::test]
async fn a_payment_is_listed_shown_and_decided_with_who_and_why() {
    let world = operated().await;
    let ada = world.operator("Ada").await;
    for (order, fields, state) in [("A-1", MOVED, "captured"), ("A-2", NOT_MOVED, "not_found")] {
        let id = in_review(&world, order).await;
        let list = ada.get("/operator/review").await;
        assert!(
            list.text.contains(&id) && list.text.contains(order),
            "{list:?}"
        );
        let shown = ada.get(&format!("/operator/payments/{id}")).await;
        assert_eq!(shown.status, 200);
        for part in ["Timeline", "Visa ending in 4242", "needs review", order] {
            assert!(shown.text.contains(part), "{part}: {shown:?}");
        }
        let answer = ada.decide(&id, &fields, "seen <there> & noted").await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let location = answer.headers["location"].to_str().unwrap();
        let after = ada.get(location).await;
        assert!(after.text.contains("role=\"status\""), "{after:?}");
        assert!(
            after.text.contains("seen &lt;there&gt; &amp; noted"),
            "{after:?}"
        );
        assert!(!after.text.contains("Waits for a person"), "{after:?}");
        let payment = world.payment(&id).await;
        assert_eq!(decided(&payment), [(state, "Ada", "seen <there> & noted")]);
    }
    let list = ada.get("/operator/review").await;
    assert!(list.text.contains("Nothing waits for a person"), "{list:?}");
}

#[tokio::test]
async fn without_a_reason_nothing_is_decided_and_nothing_typed_is_lost() {
    let world = operated().await;
    let ada = world.operator("Ada").await;
    let id = in_review(&world, "B-1").await;
    let mut found = MOVED.to_vec();
    found.push(("provider_payment_id", "found-7"));
    for why in ["", "  ", "a\u{202e}b"] {
        let refused = ada.decide_at_once(&id, &found, why).await;
        assert_eq!(refused.status, 422, "{refused:?}");
        assert!(
            refused.text.contains("the reason has 1 to 500"),
            "{refused:?}"
        );
        assert!(refused.text.contains("value=\"found-7\""), "{refused:?}");
    }
    let path = format!("/operator/payments/{id}/decide");
    for query in [
        "",
        "?about=payment",
        "?about=payment&answer=perhaps",
        "?about=payment&id=op_1&answer=yes",
        "?about=operation&answer=yes",
        "?about=payment&answer=yes&answer=no",
        "?about=payment&answer=yes&other=1",
    ] {
        let refused = ada.get(&format!("{path}{query}")).await;
        assert_eq!(refused.status, 400, "{query}");
    }
    until_waits(&world, &id, &["payment"]).await;
    let none = ada.get("/operator/payments/pay_nobodys").await;
    assert_eq!(none.status, 404);
}

fn told(refused: &Document, words: &str) {
    assert_eq!(refused.status, 409, "{refused:?}");
    assert!(refused.text.contains("role=\"alert\""), "{refused:?}");
    assert!(refused.text.contains(words), "{refused:?}");
}

#[tokio::test]
async fn the_second_of_two_people_is_told_what_the_first_did() {
    let world = operated().await;
    let (ada, bob) = (world.operator("Ada").await, world.operator("Bob").await);
    let id = in_review(&world, "C-1").await;
    let (first, second) = tokio::join!(
        ada.decide_at_once(&id, &MOVED, "on the statement"),
        bob.decide_at_once(&id, &NOT_MOVED, "not on the statement"),
    );
    let (done, refused, name) = if first.status == 303 {
        (first, second, "Ada")
    } else {
        (second, first, "Bob")
    };
    assert_eq!(done.status, 303, "{done:?}");
    told(&refused, &format!("{name} decided before"));
    let payment = world.payment(&id).await;
    assert_eq!(decided(&payment).len(), 1, "{payment}");
    // The page that asks why says so too.
    let late = bob.decide(&id, &NOT_MOVED, "late").await;
    told(&late, "nothing to decide any more");
}

#[tokio::test]
async fn a_decision_about_the_payment_never_falls_on_its_refund() {
    let world = operated().await;
    let id = pending_for_ever(&world, "D-1").await;
    world.clock.advance(15 * DAY);
    let payment = until_waits(&world, &id, &["operation", "operation"]).await;
    let operation = |place: usize| payment["review"][place]["operation"].as_str().unwrap();
    let (first, second) = (operation(0), operation(1));
    let (ada, bob) = (world.operator("Ada").await, world.operator("Bob").await);
    for fields in [MOVED, NOT_MOVED] {
        told(
            &bob.decide_at_once(&id, &fields, "an old page").await,
            "nothing to decide any more",
        );
    }
    until_waits(&world, &id, &["operation", "operation"]).await;
    for (id_of_it, answer) in [(first, "yes"), (second, "no")] {
        let fields = [("about", "operation"), ("id", id_of_it), ("answer", answer)];
        let answer = ada.decide(&id, &fields, "as they say").await;
        assert_eq!(answer.status, 303, "{answer:?}");
    }
    let payment = world.payment(&id).await;
    assert_eq!(payment["review"], json!([]));
    assert_eq!(payment["refunded"], json!(10_000), "{payment}");
    let again = [("about", "operation"), ("id", first), ("answer", "no")];
    let refused = bob.decide_at_once(&id, &again, "late").await;
    told(&refused, "nothing to decide any more");
}

#[tokio::test]
async fn a_charge_without_an_id_is_asked_for_in_the_words_of_the_page() {
    let world = operated().await;
    let id = duplicate_without_id(&world, "N-1").await;
    until_waits(&world, &id, &["duplicate"]).await;
    let ada = world.operator("Ada").await;
    let mut fields = vec![("about", "duplicate"), ("answer", "yes")];
    let refused = ada.decide(&id, &fields, "given back there").await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let words = "id of that charge is missing";
    assert!(refused.text.contains(words), "{refused:?}");
    assert!(!refused.text.contains("`duplicate`"), "{refused:?}");
    until_waits(&world, &id, &["duplicate"]).await;
    fields.push(("provider_payment_id", "found-8"));
    let done = ada.decide_at_once(&id, &fields, "given back there").await;
    assert_eq!(done.status, 303, "{done:?}");
    let payment = until_waits(&world, &id, &[]).await;
    let noted = payment["events"].to_string();
    assert!(noted.contains("found-8, given back there"), "{noted}");
}
