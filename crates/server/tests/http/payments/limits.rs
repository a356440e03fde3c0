//! Limits against guessing security codes and testing cards.

use oneclick_sandbox::{Behaviour, Rule};
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::configuration::PATIENT;
use crate::stage::limits::{HOUR, retry_after};
use crate::stage::page::payment_body;
use crate::stage::world::{AMERICAN_EXPRESS, MASTERCARD, VISA, World};

#[tokio::test]
async fn of_twenty_wrong_security_codes_from_four_sessions_three_reach_the_provider() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let mut pages = Vec::new();
    for number in 0..4 {
        pages.push(world.session(&format!("G-{number}"), "c-1").await);
    }
    // At once, so that what is counted is counted before it is sent.
    let posts: Vec<_> = (0..20)
        .map(|number| {
            let request =
                pages[number % 4].post(&format!("g-{number}"), &payment_body(&card, None, "999"));
            tokio::spawn(send(request))
        })
        .collect();
    let mut refused = 0;
    for post in posts {
        let answer = post.await.unwrap();
        if answer.status == 429 {
            assert_eq!(answer.text("code"), "attempts.too_many");
            assert!(
                answer.headers["retry-after"]
                    .to_str()
                    .unwrap()
                    .parse::<u64>()
                    .unwrap()
                    > 0
            );
            refused += 1;
        }
    }
    // One after the other, from a page that has seen every attempt.
    for (number, page) in pages.iter().enumerate() {
        let seen = page.get("").await.body["payment"]["id"].clone();
        let answer = page
            .pay(
                &format!("later-{number}"),
                &payment_body(&card, seen.as_str(), "998"),
            )
            .await;
        if seen.is_null() || answer.status != 200 {
            assert!(matches!(answer.status, 429), "{answer:?}");
        }
    }
    assert!(refused > 0);
    assert_eq!(world.sandbox.requests(None).charges, 3);
    assert_eq!(
        world
            .sandbox
            .ledger(None)
            .iter()
            .filter(|entry| entry.charged)
            .count(),
        0
    );
    // Not the right code either, from no session.
    let page = world.session("G-9", "c-1").await;
    let answer = page.pay("right", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.problem(), (429, "attempts.too_many"));
    assert_eq!(world.sandbox.requests(None).charges, 3);
    // Tomorrow again.
    world.clock.advance(24 * 3_600_000 + 1000);
    let page = world.session("G-10", "c-1").await;
    let answer = page.pay("right", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded", "{answer:?}");
}

#[tokio::test]
async fn after_three_wrong_security_codes_only_the_providers_page_asks() {
    let world = World::new().await;
    let card = world.card("c-1", AMERICAN_EXPRESS).await;
    let page = world.session("G-1", "c-1").await;
    let mut after: Option<String> = None;
    for number in 0..3 {
        let answer = page
            .pay(
                &format!("k-{number}"),
                &payment_body(&card, after.as_deref(), "9182"),
            )
            .await;
        assert_eq!(answer.body["decline"]["reason"], "wrong_cvc", "{answer:?}");
        after = Some(answer.text("id").to_owned());
    }
    let answer = page
        .pay("k-4", &payment_body(&card, after.as_deref(), "7373"))
        .await;
    assert_eq!(answer.problem(), (429, "attempts.too_many"));
    assert_eq!(answer.text("limit"), "wrong_cvcs_per_card");
    assert_eq!(world.booked("G-1").1, 3);
    let session = page.get("").await;
    assert_eq!(session.body["cards"][0]["cvc"], "hosted");
    let mut without = payment_body(&card, after.as_deref(), "");
    without["cvc"] = Value::Null;
    let hosted = page.pay("k-5", &without).await;
    assert_eq!(hosted.text("state"), "action_required", "{hosted:?}");
}

#[tokio::test]
async fn an_order_takes_five_declines() {
    let world = World::new().await;
    world.behave("G-2", Behaviour::Declined);
    let card = world.card("c-1", MASTERCARD).await;
    let page = world.session("G-2", "c-1").await;
    let mut after: Option<String> = None;
    for number in 0..5 {
        let answer = page
            .pay(
                &format!("k-{number}"),
                &payment_body(&card, after.as_deref(), "456"),
            )
            .await;
        assert_eq!(answer.text("state"), "declined", "{answer:?}");
        after = Some(answer.text("id").to_owned());
        // The checkout tells it before a press is refused.
        let limited = page.get("").await.body["limited"]["limit"].clone();
        let expected = if number < 4 {
            Value::Null
        } else {
            json!("declines_per_order")
        };
        assert_eq!(limited, expected, "{number}");
    }
    let answer = page
        .pay("k-6", &payment_body(&card, after.as_deref(), "456"))
        .await;
    assert_eq!(answer.problem(), (429, "attempts.too_many"));
    assert_eq!(answer.text("limit"), "declines_per_order");
    assert_eq!(world.booked("G-2").1, 5);
}

#[tokio::test]
async fn an_order_s_declines_end_after_the_time_that_is_told() {
    let world = World::new().await;
    world.behave_times("G-8", Behaviour::Declined, 5);
    let card = world.card("c-1", MASTERCARD).await;
    let mut after: Option<String> = None;
    for number in 0..5 {
        let page = world.session("G-8", "c-1").await;
        let body = payment_body(&card, after.as_deref(), "456");
        let answer = page.pay(&format!("k-{number}"), &body).await;
        assert_eq!(answer.text("state"), "declined", "{answer:?}");
        after = Some(answer.text("id").to_owned());
        world.clock.advance(HOUR);
    }
    let body = payment_body(&card, after.as_deref(), "456");
    let refused = async |key: &str| {
        let page = world.session("G-8", "c-1").await;
        let answer = page.pay(key, &body).await;
        assert_eq!(answer.text("limit"), "declines_per_order", "{answer:?}");
        retry_after(&answer)
    };
    // The first of the five is five hours old.
    let told = refused("k-5").await;
    assert!((18 * 3_600..=19 * 3_600).contains(&told), "{told}");
    world.clock.advance((told - 60) * 1_000);
    let told = refused("k-6").await;
    assert!((1..=60).contains(&told), "{told}");
    world.clock.advance(told * 1_000);
    let page = world.session("G-8", "c-1").await;
    let paid = page.pay("k-7", &body).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    assert_eq!((world.charged("G-8"), world.booked("G-8").1), (1, 6));
}

#[tokio::test]
async fn a_customer_takes_ten_declines_a_day() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let mut sent = 0;
    for number in 0..12 {
        let order = format!("G-3-{number}");
        world.behave(&order, Behaviour::Declined);
        let page = world.session(&order, "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        if answer.status == 200 {
            sent += 1;
        } else {
            assert_eq!(answer.text("limit"), "declines_per_customer");
        }
    }
    assert_eq!(sent, 10);
    assert_eq!(world.sandbox.requests(None).charges, 10);
    let other = world.card("c-2", VISA).await;
    let page = world.session("G-4", "c-2").await;
    let answer = page.pay("first", &payment_body(&other, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded");
}

#[tokio::test]
async fn a_token_takes_thirty_posts_a_minute() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("G-5", "c-1").await;
    let mut changed = payment_body(&card, None, "123");
    changed["amount"] = json!(1);
    for number in 0..30 {
        let answer = page.pay(&format!("k-{number}"), &changed).await;
        assert_eq!(answer.problem(), (409, "amount.changed"));
    }
    let answer = page.pay("k-31", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.problem(), (429, "attempts.too_many"));
    world.clock.advance(61_000);
    let answer = page.pay("k-32", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "succeeded");
}

#[tokio::test]
async fn security_codes_that_wait_for_the_bank_count_as_those_that_were_wrong() {
    let world = World::with(PATIENT).await;
    world
        .sandbox
        .behave(Rule::always(None, Behaviour::ThreeDSecure))
        .unwrap();
    let card = world.card("c-1", VISA).await;
    for number in 0..5 {
        let page = world.session(&format!("G-6-{number}"), "c-1").await;
        let answer = page.pay("first", &payment_body(&card, None, "123")).await;
        if number < 3 {
            assert_eq!(answer.text("state"), "action_required", "{answer:?}");
        } else {
            assert_eq!(answer.text("limit"), "wrong_cvcs_per_card");
        }
    }
    assert_eq!(world.sandbox.requests(None).charges, 3);
}

#[tokio::test]
async fn charges_that_may_be_declined_count_as_those_that_were() {
    let world = World::with(PATIENT).await;
    let card = world.card("c-1", VISA).await;
    for number in 0..12 {
        let order = format!("G-7-{number}");
        world.behave(&order, Behaviour::AnswerLost);
        let page = world
            .ask_session(&order, "c-1", json!({ "cvc": "never" }))
            .await;
        let mut without = payment_body(&card, None, "");
        without["cvc"] = Value::Null;
        let answer = world.page(&page).pay("first", &without).await;
        if number < 10 {
            assert_eq!(answer.text("state"), "processing", "{answer:?}");
        } else {
            assert_eq!(answer.text("limit"), "declines_per_customer");
        }
    }
    assert_eq!(world.sandbox.requests(None).charges, 10);
}
