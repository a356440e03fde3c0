//! Every outcome has a screen, and none says more than is known.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::json;

use crate::stage::pay_page::Document;
use crate::stage::world::{AMERICAN_EXPRESS, MASTERCARD, VISA, World};

/// What a page says that is over: never that the order is to be paid.
const OVER: &str = "Please go back to the shop and check there whether your order is paid.";

#[tokio::test]
async fn what_is_not_known_is_asked_for_again_and_never_said_to_have_failed() {
    let world = World::new().await;
    world.behave("O-1", Behaviour::AnswerLost);
    world.behave("O-1", Behaviour::LookUp500);
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("O-1", "c-1").await;
    let unknown = page.follow(&page.pay(&card, "123").await).await;
    assert_eq!(unknown.screen(), "We do not know yet whether you have paid");
    assert!(
        unknown.text.contains("Please do not pay again."),
        "{unknown:?}"
    );
    assert!(unknown.text.contains("Check now"), "{unknown:?}");
    assert_eq!(unknown.refresh(), Some("5"));
    for text in ["declined", "Nothing was charged", "name=\"key\""] {
        assert!(!unknown.text.contains(text), "{text}: {unknown:?}");
    }
    world.behave_times("O-1", Behaviour::LookUp500, 0);
    page.until_says("<h2 class=\"screen-title\">Paid</h2>")
        .await;
    assert_eq!(world.booked("O-1"), (1, 1));
}

#[tokio::test]
async fn a_payment_that_a_person_checks_promises_nothing() {
    let world = World::new().await;
    world.behave("O-2", Behaviour::WrongAmount);
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("O-2", "c-1").await;
    page.pay(&card, "123").await;
    let review = page.until_says("Your payment is being checked").await;
    assert!(
        review.text.contains("Please do not pay again."),
        "{review:?}"
    );
    assert!(review.text.contains("pay_"), "{review:?}");
}

#[tokio::test]
async fn another_amount_is_asked_for_once_with_the_old_one() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let session = world
        .ask_session("O-3", "c-1", json!({ "language": "en" }))
        .await;
    let page = world.pay_page_of(&session);
    let fields = page.get().await.payment(&card, "123");
    let path = format!("/v1/sessions/{}", session.text("id"));
    let changed = world
        .merchant(Method::PATCH, &path, Some(json!({ "amount": 1095 })))
        .await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let asked = page.submit(&fields).await;
    assert_eq!(
        (asked.status, asked.banner()),
        (409, "The amount has changed")
    );
    let text = "from EUR\u{a0}9.95 to EUR\u{a0}10.95";
    assert!(asked.text.contains(text), "{asked:?}");
    assert!(!asked.text.contains("123"), "{asked:?}");
    assert_eq!(world.booked("O-3"), (0, 0));
    let answer = page.submit(&asked.payment(&card, "123")).await;
    assert_eq!(page.follow(&answer).await.screen(), "Paid");
    assert_eq!(world.sandbox.ledger(Some("O-3"))[0].amount, 1095);
}

#[tokio::test]
async fn a_session_that_has_ended_or_was_superseded_leads_to_the_shop() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let session = world
        .ask_session("O-4", "c-1", json!({ "language": "en" }))
        .await;
    let page = world.pay_page_of(&session);
    let fields = page.get().await.payment(&card, "123");
    let other = json!({ "amount": 2000 });
    assert_eq!(world.ask_session("O-4", "c-1", other).await.status, 201);
    for answer in [page.get().await, page.submit(&fields).await] {
        assert_eq!(
            (answer.status, answer.screen()),
            (409, "The order has changed")
        );
        assert!(answer.text.contains(OVER), "{answer:?}");
        assert!(
            answer.text.contains("http://localhost:8080/?order=1"),
            "{answer:?}"
        );
    }
    let page = world.pay_page("O-5", "c-1").await;
    let fields = page.get().await.payment(&card, "123");
    world
        .execute("UPDATE sessions SET expires_at = created_at + 1 WHERE order_reference = 'O-5'")
        .await;
    for answer in [page.get().await, page.submit(&fields).await] {
        assert_eq!(
            (answer.status, answer.screen()),
            (410, "This page has expired")
        );
        assert!(answer.text.contains(OVER), "{answer:?}");
        assert!(!answer.text.contains("4242"), "{answer:?}");
    }
    assert_eq!((world.booked("O-4"), world.booked("O-5")), ((0, 0), (0, 0)));
}

#[tokio::test]
async fn who_has_paid_and_opens_the_page_days_later_is_not_asked_to_pay() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("O-11", "c-1").await;
    let paid = page.follow(&page.pay(&card, "123").await).await;
    assert_eq!(paid.screen(), "Paid");
    for set in [
        "sessions SET expires_at = created_at + 1",
        "attempts SET updated_at = updated_at - 90000000",
    ] {
        let update = format!("UPDATE {set} WHERE order_reference = 'O-11'");
        world.execute(&update).await;
    }
    let late = page.get().await;
    assert_eq!((late.status, late.screen()), (410, "This page has expired"));
    assert!(late.text.contains(OVER), "{late:?}");
    assert!(!late.text.contains("eload"), "{late:?}");
}

#[tokio::test]
async fn a_wrong_code_is_said_beside_its_card_and_never_written_into_a_page() {
    let world = World::new().await;
    let visa = world.card("c-1", VISA).await;
    let amex = world.card("c-1", AMERICAN_EXPRESS).await;
    let page = world.pay_page("O-6", "c-1").await;
    for (card, typed, said) in [
        (&visa, "", "Enter the security code of this card."),
        (&visa, "98", "The security code has 3 digits."),
        (&visa, "9876", "The security code has 3 digits."),
        (&visa, "9a8", "The security code has digits only."),
        (&amex, "98", "The security code has 3 or 4 digits."),
        // Never cut: the digits left would not be those that were meant.
        (&amex, "98765", "The security code has 3 or 4 digits."),
    ] {
        let refused = page.pay(card, typed).await;
        assert_eq!(refused.status, 422, "{typed}");
        let problem = refused.between("<p class=\"problem\"", "</p>").unwrap();
        assert!(problem.ends_with(said), "{typed}: {problem}");
        assert!(
            refused.text.contains(&format!("value=\"{card}\" checked")),
            "{refused:?}"
        );
        assert!(typed.is_empty() || !refused.text.contains(&format!("\"{typed}\"")));
    }
    assert_eq!(world.booked("O-6"), (0, 0));
    // As people paste it; a code of another card is nobody's.
    let mut fields = page.get().await.payment(&visa, " 1٢-3 ");
    fields.push((format!("cvc-{amex}"), String::from("98")));
    assert_eq!(
        page.follow(&page.submit(&fields).await).await.screen(),
        "Paid"
    );
}

#[tokio::test]
async fn too_many_wrong_codes_and_declines_end_here_too() {
    let world = World::new().await;
    let visa = world.card("c-1", VISA).await;
    let mastercard = world.card("c-1", MASTERCARD).await;
    let page = world.pay_page("O-7", "c-1").await;
    world.behave("O-7", Behaviour::WrongCvc);
    for _ in 0..2 {
        let wrong = page.follow(&page.pay(&visa, "111").await).await;
        assert_eq!(wrong.banner(), "Incorrect security code");
        assert!(
            wrong.text.contains(&format!("value=\"{visa}\" checked")),
            "{wrong:?}"
        );
    }
    let last = page.follow(&page.pay(&visa, "111").await).await;
    assert_eq!(last.banner(), "Incorrect security code");
    let text = "the bank’s page asks for the code of this card";
    assert!(last.text.contains(text), "{last:?}");
    assert!(
        !last.text.contains(&format!("name=\"cvc-{visa}\"")),
        "{last:?}"
    );
    world.behave("O-7", Behaviour::Declined);
    for _ in 0..2 {
        page.pay(&mastercard, "456").await;
    }
    let limited = page.get().await;
    assert_eq!(
        (limited.status, limited.screen()),
        (429, "Too many attempts")
    );
    assert!(limited.headers.contains_key("retry-after"));
    assert!(limited.text.contains("Payment declined"), "{limited:?}");
    assert_eq!(world.booked("O-7").1, 5);
}

#[tokio::test]
async fn a_form_that_is_none_of_ours_begins_nothing() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("O-8", "c-1").await;
    let good = page.get().await.payment(&card, "123");
    let field = |name: &str| good.iter().position(|(known, _)| known == name).unwrap();
    let mut bad = Vec::new();
    for (name, value) in [
        ("do", "refund"),
        ("key", "short"),
        ("amount", "-1"),
        ("amount", "9.95"),
        ("currency", "EURO"),
        ("previous", "a b"),
    ] {
        let mut fields = good.clone();
        fields[field(name)].1 = String::from(value);
        bad.push(fields);
    }
    for at in 0..good.len() - 1 {
        let mut fields = good.clone();
        fields.remove(at);
        bad.push(fields);
        let mut twice = good.clone();
        twice.push(good[at].clone());
        bad.push(twice);
    }
    bad.push([good.clone(), vec![(String::from("other"), String::new())]].concat());
    for fields in bad {
        let refused = page.submit(&fields).await;
        assert!(matches!(refused.status, 400 | 422), "{fields:?}");
        assert_eq!(refused.banner(), "The payment could not be started");
    }
    let json = page
        .request(Method::POST, &page.url)
        .json(&json!({ "do": "pay" }));
    assert_eq!(Document::of(json).await.status, 415);
    let large = vec![(String::from("do"), "x".repeat(20_000))];
    assert_eq!(page.submit(&large).await.status, 413);
    let mut unknown = good;
    let at = unknown.iter().position(|(name, _)| name == "card").unwrap();
    unknown[at].1 = String::from("card_0123456789abcdef012345");
    let refused = page.submit(&unknown).await;
    assert_eq!(
        (refused.status, refused.banner()),
        (404, "This card cannot be used")
    );
    assert_eq!(world.booked("O-8"), (0, 0));
}

#[tokio::test]
async fn a_guest_without_a_card_is_led_to_a_new_one() {
    let world = World::new().await;
    let session = json!({ "customer": null, "language": "en" });
    let page = world.pay_page_of(&world.ask_session("O-9", "c-1", session).await);
    let shown = page.get().await;
    assert!(shown.text.contains("Use a new card"), "{shown:?}");
    assert!(!shown.text.contains("name=\"save\""), "{shown:?}");
    assert!(
        shown.text.contains("Continue to enter your card"),
        "{shown:?}"
    );
}

#[tokio::test]
async fn a_store_that_went_back_takes_no_payment_and_promises_nothing() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("O-10", "c-1").await;
    let fields = page.get().await.payment(&card, "123");
    world
        .execute("UPDATE deployment SET closed_since = 1")
        .await;
    for answer in [page.get().await, page.submit(&fields).await] {
        let title = "We do not know yet whether you have paid";
        assert_eq!((answer.status, answer.screen()), (503, title));
        assert_eq!(answer.headers["retry-after"], "10");
        assert_eq!(answer.refresh(), Some("10"));
    }
    assert_eq!(world.booked("O-10"), (0, 0));
}
