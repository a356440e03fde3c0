//! Payments by a new card, typed on the provider's page.

use oneclick_sandbox::Behaviour;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::card::cards;
use crate::stage::configuration::LASTING;
use crate::stage::hosted::{begin, choose, come_back, new_card_body, type_card};
use crate::stage::page::{Page, payment_body};
use crate::stage::world::{VISA, World};

#[tokio::test]
async fn a_new_card_pays_is_saved_by_consent_and_pays_again_with_one_click() {
    let world = World::with(LASTING).await;
    let page = world.session("A-1", "c-1").await;
    let payment = begin(&page, "first", true).await;
    assert_eq!(
        (&payment["charged"], &payment["card"]),
        (&Value::Null, &Value::Null)
    );
    assert!(payment["redirect"]["expires_at"].is_u64());
    let back = type_card(&world, &payment).await;
    assert_eq!(
        come_back(&world, &back).await,
        "http://localhost:8080/?order=1"
    );
    // The page that comes back shows the card already.
    let session = page.get("").await;
    assert_eq!(session.body["payment"]["state"], "succeeded", "{session:?}");
    let shown = session.body["cards"].as_array().unwrap();
    let id = shown[0]["id"].as_str().unwrap();
    assert_eq!(session.body["payment"]["card"], id);
    assert_eq!(shown.len(), 1);
    assert_eq!(
        (
            &shown[0]["last_four"],
            &shown[0]["default"],
            &shown[0]["unusable"]
        ),
        (&json!("1111"), &json!(true), &Value::Null)
    );
    let kept = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(
        kept["save"],
        json!({ "state": "saved", "uses": ["one_click"] })
    );
    let card = &cards(&world, "c-1").await[0];
    assert_eq!(
        (&card["consent"]["text"], &card["consent"]["language"]),
        (&json!("keep-1"), &json!("sv"))
    );
    assert!(card["consent"]["given_at"].as_i64() > Some(1_700_000_000));
    assert_eq!(card["initial_transaction"], kept["provider_payment_id"]);
    let consent = json!([{
        "text": "keep-1", "language": "sv", "given_at": card["consent"]["given_at"],
        "uses": ["one_click"], "session": page.id, "payment": payment["id"],
    }]);
    assert_eq!(card["consents"], consent);
    let next = world.session("A-2", "c-1").await;
    let paid = next.pay("first", &payment_body(id, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert_eq!((world.booked("A-1"), world.booked("A-2")), ((1, 1), (1, 1)));
}

#[tokio::test]
async fn without_consent_nothing_is_asked_to_be_stored() {
    let world = World::with(LASTING).await;
    let mut tokens = Vec::new();
    for (order, keep) in [("A-3", false), ("A-4", true)] {
        let page = world.session(order, "c-1").await;
        let payment = begin(&page, "first", keep).await;
        let back = type_card(&world, &payment).await;
        come_back(&world, &back).await;
        page.until("succeeded").await;
        let id = world.sandbox.ledger(Some(order))[0].id.clone();
        let url = format!("{}/smart2pay/v1/payments/{id}", world.sandbox.url());
        let asked = world
            .client
            .get(url)
            .basic_auth("1010", Some("sandbox-key"));
        tokens.push(send(asked).await.body["Payment"]["CreditCardToken"].clone());
        let seen = world.payment(payment["id"].as_str().unwrap()).await;
        assert_eq!(seen["save"].is_null(), !keep);
    }
    assert_eq!(tokens[0], Value::Null);
    assert!(tokens[1]["Value"].is_string());
    assert_eq!(cards(&world, "c-1").await.len(), 1);
}

#[tokio::test]
async fn a_card_that_is_declined_on_the_page_frees_the_order_and_is_not_saved() {
    let world = World::with(LASTING).await;
    world.behave("A-5", Behaviour::Declined);
    let page = world.session("A-5", "c-1").await;
    let payment = begin(&page, "first", true).await;
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    let declined = page.until("declined").await;
    assert_eq!(declined["charged"], false);
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
    let seen = world.payment(payment["id"].as_str().unwrap()).await;
    assert_eq!(seen["save"]["state"], "requested");
    world.behave("A-5", Behaviour::Paid);
    let request = new_card_body(false, payment["id"].as_str());
    let again = page.pay("second", &request).await;
    assert_eq!(again.text("state"), "action_required", "{again:?}");
}

#[tokio::test]
async fn a_card_whose_owner_fails_at_the_bank_is_not_saved() {
    let world = World::with(LASTING).await;
    world.behave("A-6", Behaviour::ThreeDSecure);
    let page = world
        .ask_session("A-6", "c-1", json!({ "three_d_secure": true }))
        .await;
    let page = world.page(&page);
    let payment = begin(&page, "first", true).await;
    let page_of_bank = type_card(&world, &payment).await;
    assert!(page_of_bank.starts_with(world.sandbox.url()));
    let back = choose(&world, &page_of_bank, "fail").await;
    come_back(&world, &back).await;
    page.until("declined").await;
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
    assert_eq!(world.charged("A-6"), 0);
}

#[tokio::test]
async fn a_closed_page_is_offered_again_until_it_ends() {
    let world = World::with(LASTING).await;
    let page = world.session("A-7", "c-1").await;
    let payment = begin(&page, "first", true).await;
    let url = payment["redirect"]["url"].as_str().unwrap();
    let back = choose(&world, url, "close").await;
    come_back(&world, &back).await;
    let reloaded = page.get("").await;
    assert_eq!(reloaded.body["payment"]["redirect"], payment["redirect"]);
    // Nobody else begins meanwhile, by whatever card.
    let other = world.session("A-7", "c-1").await;
    let same = begin(&other, "second", false).await;
    assert_eq!(same["id"], payment["id"]);
    assert_eq!(world.booked("A-7"), (1, 1));
    world.sandbox.advance(11 * 60_000);
    let ended = page.until("expired").await;
    assert_eq!(ended["charged"], false);
    assert_eq!(cards(&world, "c-1").await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_double_post_begins_once() {
    let world = World::with(LASTING).await;
    let page = world.session("A-8", "c-1").await;
    let body = new_card_body(true, None);
    let all: Vec<_> = (0..6)
        .map(|number| {
            let key = if number < 3 { "first" } else { "other" };
            tokio::spawn(send(page.post(key, &body)))
        })
        .collect();
    for one in all {
        let answer = one.await.unwrap();
        assert!(
            answer.text("state") == "action_required"
                || answer.text("state") == "processing"
                || answer.problem() == (409, "payment.running"),
            "{answer:?}"
        );
    }
    assert_eq!(world.booked("A-8"), (1, 1));
    let used = page.get("").await.body["payment"].clone();
    assert_eq!(used["state"], "action_required");
    let seen = world.payment(used["id"].as_str().unwrap()).await;
    assert_eq!(seen["save"]["state"], "requested");
    // The same key without the consent is another request.
    let without = new_card_body(false, None);
    let mut reused = 0;
    for key in ["first", "other"] {
        let answer = page.pay(key, &without).await;
        reused += usize::from(answer.problem() == (422, "idempotency_key.reused"));
    }
    assert_eq!(reused, 1);
}

#[tokio::test]
async fn each_wish_that_cannot_be_is_refused_before_anything_is_sent() {
    let world = World::with(LASTING).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("A-9", "c-1").await;
    let body = |new: Value| json!({ "new_card": new, "amount": 995, "currency": "EUR", "previous_payment": null });
    let mut both = body(json!({ "save": null }));
    both["card"] = json!(card);
    let mut code = body(json!({ "save": null }));
    code["cvc"] = json!("123");
    let mut neither = body(Value::Null);
    neither.as_object_mut().unwrap().remove("new_card");
    let long = "x".repeat(201);
    let cases = [
        (both, (400, "request.field")),
        (neither, (400, "request.field")),
        (body(json!({})), (400, "request.field")),
        (body(json!({ "save": true })), (400, "request.field")),
        (
            body(json!({ "save": { "text": "t" } })),
            (400, "request.field"),
        ),
        (code, (422, "cvc.not_accepted")),
        (
            body(json!({ "save": { "text": " ", "language": "sv" } })),
            (422, "card.consent"),
        ),
        (
            body(json!({ "save": { "text": long, "language": "sv" } })),
            (422, "card.consent"),
        ),
    ];
    for (number, (body, problem)) in cases.iter().enumerate() {
        let answer = page.pay(&format!("key-{number}"), body).await;
        assert_eq!(answer.problem(), *problem, "{body}");
    }
    assert_eq!(world.booked("A-9"), (0, 0));
}

#[tokio::test]
async fn a_guest_pays_by_a_new_card_and_has_nobody_to_save_it_for() {
    let world = World::with(LASTING).await;
    let guest = world
        .ask_session("A-10", "c-1", json!({ "customer": null }))
        .await;
    let page = world.page(&guest);
    let refused = page.pay("first", &new_card_body(true, None)).await;
    assert_eq!(refused.problem(), (422, "customer.missing"));
    assert_eq!(world.booked("A-10"), (0, 0));
    let payment = begin(&page, "second", false).await;
    let back = type_card(&world, &payment).await;
    come_back(&world, &back).await;
    page.until("succeeded").await;
}

#[tokio::test]
async fn a_customer_begins_with_five_new_cards_a_day() {
    let world = World::with(LASTING).await;
    let pages = futures(&world, 8).await;
    let all: Vec<_> = pages
        .iter()
        .map(|page| {
            let body = new_card_body(false, None);
            tokio::spawn(send(page.post("first", &body)))
        })
        .collect();
    let mut refused = 0;
    for one in all {
        let answer = one.await.unwrap();
        if answer.problem() == (429, "attempts.too_many") {
            assert_eq!(answer.text("limit"), "new_cards_per_customer");
            assert!(answer.headers.contains_key("retry-after"));
            refused += 1;
        }
    }
    assert_eq!(refused, 3);
    assert_eq!(world.sandbox.ledger(None).len(), 5);
    let other = world.session("B-99", "c-2").await;
    begin(&other, "first", false).await;
}

/// Sessions of as many orders of one customer.
async fn futures(world: &World, count: usize) -> Vec<Page<'_>> {
    let mut pages = Vec::new();
    for number in 0..count {
        pages.push(world.session(&format!("B-{number}"), "c-1").await);
    }
    pages
}
