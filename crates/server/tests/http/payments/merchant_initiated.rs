//! Charges without the shopper: by the owner's consent alone, once.

use oneclick_sandbox::{Behaviour, Rule};
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::{Answer, send, until};
use crate::stage::configuration::{LASTING, SECRET_KEY};
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// A card that may be charged on the merchant's schedule.
async fn card(world: &World, uses: &[&str]) -> String {
    // The payment that first stored it, as the merchant knows it.
    let first = world.card("c-0", VISA).await;
    let page = world.session("first", "c-0").await;
    let paid = page.pay("first", &payment_body(&first, None, "123")).await;
    let paid = world.payment(paid.text("id")).await;
    let card = json!({
        "provider": "smart2pay", "token": VISA, "brand": "visa", "last_four": "4242",
        "expiry": { "month": 12, "year": 2031 }, "uses": uses,
        "initial_transaction": paid["provider_payment_id"],
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    });
    let path = "/v1/customers/c-1/cards";
    let answer = world.merchant(Method::POST, path, Some(card)).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.text("id").to_owned()
}

fn body(order: &str, card: &str) -> Value {
    json!({
        "order": order, "amount": 995, "currency": "EUR", "customer": "c-1", "card": card,
        "use": "merchant_scheduled", "description": "March",
    })
}

async fn charge(world: &World, key: &str, body: &Value) -> Answer {
    let request = world.request(Method::POST, "/v1/payments");
    let request = request.bearer_auth(SECRET_KEY);
    send(
        request
            .header("Idempotency-Key", format!("{key:-<16}"))
            .json(body),
    )
    .await
}

#[tokio::test]
async fn the_merchant_charges_once_by_the_owners_consent() {
    let world = World::new().await;
    let card = card(&world, &["one_click", "merchant_scheduled"]).await;
    let paid = charge(&world, "one", &body("M-1", &card)).await;
    assert_eq!(
        (paid.status, paid.text("state")),
        (200, "succeeded"),
        "{paid:?}"
    );
    assert_eq!(paid.text("card_use"), "merchant_scheduled");
    assert_eq!(paid.body["session"], Value::Null);
    assert_eq!(paid.body["events"][0]["by"], "merchant");
    let again = charge(&world, "one", &body("M-1", &card)).await;
    assert_eq!(again.body["id"], paid.body["id"]);
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let reused = charge(&world, "one", &body("M-2", &card)).await;
    assert_eq!(reused.problem(), (422, "idempotency_key.reused"));
    let held = charge(&world, "two", &body("M-1", &card)).await;
    assert_eq!(held.problem(), (409, "order.held"));
    assert_eq!(world.booked("M-1"), (1, 1));
    assert_eq!(world.booked("M-2"), (0, 0));
}

#[tokio::test]
async fn what_may_not_be_charged_is_refused_before_anything_is_sent() {
    let world = World::new().await;
    let scheduled = card(&world, &["merchant_scheduled"]).await;
    let with = |name: &str, value: Value| {
        let mut body = body("R-1", &scheduled);
        body[name] = value;
        body
    };
    let cases = [
        (
            with("use", json!("merchant_unscheduled")),
            (422, "card.use"),
        ),
        (with("use", json!("one_click")), (422, "card.use")),
        (with("customer", json!("c-2")), (404, "card.unknown")),
        (with("customer", json!("c-0")), (404, "card.unknown")),
        (
            with("customer", json!("guest")),
            (422, "customer.id.placeholder"),
        ),
        (with("amount", json!(0)), (422, "amount.not_positive")),
        (with("currency", json!("EUX")), (422, "currency.unknown")),
        (with("order", json!("a b")), (422, "order.format")),
        (with("use", json!("for fun")), (400, "request.field")),
        (with("cvc", json!("123")), (400, "request.field")),
    ];
    for (number, (body, problem)) in cases.iter().enumerate() {
        let answer = charge(&world, &format!("key-{number}"), body).await;
        assert_eq!(answer.problem(), *problem, "{body}");
    }
    assert_eq!(world.booked("R-1"), (0, 0));
    let another = world.ask_session("R-2", "c-9", json!({})).await;
    assert_eq!(another.status, 201);
    let taken = charge(&world, "taken", &body("R-2", &scheduled)).await;
    assert_eq!(taken.problem(), (409, "order.customer"));
}

#[tokio::test]
async fn twenty_charges_of_one_order_at_once_are_one() {
    let world = World::new().await;
    let card = card(&world, &["merchant_scheduled"]).await;
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..20 {
        let request = world.request(Method::POST, "/v1/payments");
        let request = request.bearer_auth(SECRET_KEY);
        let request = request.header("Idempotency-Key", format!("key-{number:-<16}"));
        asked.spawn(send(request.json(&body("T-1", &card))));
    }
    let answers = asked.join_all().await;
    let paid = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(paid, 1, "{answers:?}");
    assert_eq!(world.booked("T-1"), (1, 1));
}

#[tokio::test]
async fn what_the_bank_wants_confirmed_is_declined_and_watched() {
    let world = World::new().await;
    let card = card(&world, &["merchant_unscheduled"]).await;
    world.behave("A-1", Behaviour::ThreeDSecure);
    let mut request = body("A-1", &card);
    request["use"] = json!("merchant_unscheduled");
    let declined = charge(&world, "one", &request).await;
    assert_eq!(declined.text("state"), "declined", "{declined:?}");
    assert_eq!(
        declined.body["decline"]["reason"],
        "authentication_required"
    );
    assert_eq!(declined.body["redirect"], Value::Null);
    assert_eq!(declined.body["charged"], false);
    // Should it become money after all, that is not refused.
    let reference = declined.text("attempt_reference");
    let path = format!("/control/payments/{reference}/status");
    let url = format!("{}{path}", world.sandbox.url());
    let told = send(world.client.post(url).json(&json!({ "status": 11 }))).await;
    assert_eq!(told.status, 204);
    world.until_detail(declined.text("id"), "captured").await;
}

#[tokio::test]
async fn a_lost_answer_is_found_out() {
    let world = World::new().await;
    let card = card(&world, &["merchant_scheduled"]).await;
    world.behave("L-1", Behaviour::AnswerLost);
    let asked = charge(&world, "one", &body("L-1", &card)).await;
    assert_eq!(asked.text("state"), "processing", "{asked:?}");
    world.until_detail(asked.text("id"), "captured").await;
    assert_eq!(world.booked("L-1"), (1, 1));
}

#[tokio::test]
async fn declines_count() {
    let world = World::new().await;
    let card = card(&world, &["merchant_scheduled"]).await;
    let rule = Rule::always(Some("D-1"), Behaviour::Declined);
    world.sandbox.behave(rule).unwrap();
    for number in 0..5 {
        let declined = charge(&world, &format!("key-{number}"), &body("D-1", &card)).await;
        assert_eq!(declined.text("state"), "declined", "{declined:?}");
    }
    let limited = charge(&world, "sixth", &body("D-1", &card)).await;
    assert_eq!(limited.problem(), (429, "attempts.too_many"));
    assert_eq!(limited.text("limit"), "declines_per_order");
    assert_eq!(world.booked("D-1").1, 5);
}

#[tokio::test]
async fn a_charge_may_be_captured_later() {
    let world = World::new().await;
    let card = card(&world, &["merchant_scheduled"]).await;
    let mut body = body("L-1", &card);
    body["capture"] = json!("manual");
    let authorised = charge(&world, "one", &body).await;
    assert_eq!(
        authorised.text("attempt_state"),
        "authorised",
        "{authorised:?}"
    );
    // Another way to capture is another request.
    body["capture"] = json!("automatic");
    let reused = charge(&world, "one", &body).await;
    assert_eq!(reused.problem(), (422, "idempotency_key.reused"));
}

#[tokio::test]
async fn a_key_whose_charge_runs_says_so_and_which_payment_it_is() {
    let world = World::with(LASTING).await;
    let card = card(&world, &["merchant_scheduled"]).await;
    world.behave("K-1", Behaviour::Slow);
    let request = world
        .request(Method::POST, "/v1/payments")
        .bearer_auth(SECRET_KEY)
        .header("Idempotency-Key", format!("{:-<16}", "same"));
    let first = tokio::spawn(send(request.json(&body("K-1", &card))));
    until("the charge is at the provider", async || {
        (world.booked("K-1").1 == 1).then_some(())
    })
    .await;
    let again = charge(&world, "same", &body("K-1", &card)).await;
    assert_eq!(again.problem(), (409, "payment.running"), "{again:?}");
    let running = again.text("payment");
    assert_eq!(world.payment(running).await["state"], "processing");
    let mut other = body("K-1", &card);
    other["description"] = json!("April");
    let reused = charge(&world, "same", &other).await;
    assert_eq!(reused.problem(), (422, "idempotency_key.reused"));
    world.sandbox.release();
    let first = first.await.unwrap();
    assert_eq!(
        (first.text("state"), first.text("id")),
        ("succeeded", running)
    );
    let again = charge(&world, "same", &body("K-1", &card)).await;
    assert_eq!(
        (again.status, again.text("id")),
        (200, running),
        "{again:?}"
    );
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(world.booked("K-1"), (1, 1));
}
