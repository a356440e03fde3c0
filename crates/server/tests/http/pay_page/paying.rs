//! A plain form pays, once, whatever a browser does with it.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::json;

use crate::stage::answer::send;
use crate::stage::page::payment_body;
use crate::stage::pay_page::Document;
use crate::stage::world::{MASTERCARD, VISA, World};

#[tokio::test]
async fn the_page_lists_the_cards_and_pays_by_one() {
    let world = World::new().await;
    let visa = world.card("c-1", VISA).await;
    let mastercard = world.card("c-1", MASTERCARD).await;
    let page = world.pay_page("P-1", "c-1").await;
    let shown = page.get().await;
    assert_eq!(shown.status, 200);
    for text in [
        "Nordlys",
        "EUR\u{a0}9.95",
        "Visa ending in 4242",
        "Mastercard ending in 4444",
    ] {
        assert!(shown.text.contains(text), "{text}: {}", shown.text);
    }
    for card in [&visa, &mastercard] {
        let radio = format!("<input class=\"radio\" type=\"radio\" name=\"card\" value=\"{card}\"");
        assert_eq!(shown.text.matches(&radio).count(), 1, "{}", shown.text);
    }
    assert_eq!(shown.text.matches(" checked").count(), 1, "{}", shown.text);
    let answer = page.submit(&shown.payment(&mastercard, "456")).await;
    let paid = page.follow(&answer).await;
    assert_eq!(paid.screen(), "Paid");
    assert!(
        paid.text.contains("Mastercard ending in 4444"),
        "{}",
        paid.text
    );
    assert!(
        paid.text
            .contains("<a class=\"action quiet\" href=\"http://localhost:8080/?order=1\">")
    );
    assert_eq!(page.get().await.screen(), "Paid");
    assert_eq!(world.booked("P-1"), (1, 1));
}

#[tokio::test]
async fn what_is_sent_twice_or_from_an_old_page_charges_once() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("P-2", "c-1").await;
    let (first, second) = (page.get().await, page.get().await);
    assert_ne!(first.hidden("key"), second.hidden("key"));
    let fields = first.payment(&card, "123");
    // A double click, and another tab.
    let other = second.payment(&card, "123");
    let all = [
        page.submit(&fields),
        page.submit(&fields),
        page.submit(&other),
    ];
    let [one, two, three] = all.map(Box::pin);
    for answer in <[Document; 3]>::from(tokio::join!(one, two, three)) {
        assert_eq!(answer.status, 303, "{answer:?}");
    }
    page.until_says("Paid").await;
    // Back, and the form sent again.
    assert_eq!(
        page.follow(&page.submit(&fields).await).await.screen(),
        "Paid"
    );
    assert_eq!(
        page.follow(&page.submit(&other).await).await.screen(),
        "Paid"
    );
    assert_eq!(world.booked("P-2"), (1, 1));
}

#[tokio::test]
async fn a_decline_says_what_to_do_and_an_old_page_does_not_pay_again() {
    let world = World::new().await;
    world.behave_times("P-3", Behaviour::Declined, 1);
    let visa = world.card("c-1", VISA).await;
    let mastercard = world.card("c-1", MASTERCARD).await;
    let page = world.pay_page("P-3", "c-1").await;
    let old = page.get().await;
    let answer = page.submit(&old.payment(&visa, "123")).await;
    let declined = page.follow(&answer).await;
    assert_eq!(declined.banner(), "Payment declined");
    assert!(
        declined.text.contains("Nothing was charged."),
        "{}",
        declined.text
    );
    assert!(declined.text.contains(declined.hidden("previous")));
    assert!(
        declined
            .text
            .contains(&format!("value=\"{mastercard}\" checked")),
        "{}",
        declined.text
    );
    // The page of before knows of no payment, by its key or another.
    let again = page.submit(&old.payment(&visa, "123")).await;
    assert_eq!(page.follow(&again).await.banner(), "Payment declined");
    // By another card: it was never sent, and what became of the first is no answer to it.
    let mut other = old.payment(&mastercard, "456");
    for key in [old.hidden("key"), "another-key-of-a-page"] {
        other[1].1 = String::from(key);
        let refused = page.submit(&other).await;
        let said = (refused.status, refused.banner());
        assert_eq!(said, (409, "The payment could not be started"), "{key}");
        assert_eq!(refused.hidden("previous"), declined.hidden("previous"));
        assert!(!refused.text.contains("declined"), "{refused:?}");
    }
    assert_eq!(world.booked("P-3"), (1, 1));
    let answer = page.submit(&declined.payment(&mastercard, "456")).await;
    assert_eq!(page.follow(&answer).await.screen(), "Paid");
    assert_eq!(world.charged("P-3"), 1);
}

#[tokio::test]
async fn the_page_and_the_element_at_once_charge_once() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    for round in 0..8 {
        let order = format!("P-4{round}");
        let session = world
            .ask_session(&order, "c-1", json!({ "language": "en" }))
            .await;
        let (page, element) = (world.pay_page_of(&session), world.page(&session));
        let form = page.form(&page.get().await.payment(&card, "123"));
        let press = element.post("press", &payment_body(&card, None, "123"));
        let (form, press) = tokio::join!(Document::of(form), send(press));
        assert_eq!(
            (form.status, press.status),
            (303, 200),
            "{form:?} {press:?}"
        );
        page.until_says("Paid").await;
        assert_eq!(element.until("succeeded").await["charged"], true);
        assert_eq!(world.booked(&order), (1, 1));
    }
}

#[tokio::test]
async fn a_stranger_s_page_does_not_pay() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let page = world.pay_page("P-5", "c-1").await;
    let fields = page.get().await.payment(&card, "123");
    for (name, value) in [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
        ("Origin", "https://stranger.example"),
        ("Origin", "http://localhost:8080"),
    ] {
        let request = page.request(Method::POST, &page.url);
        let built = page.form(&fields).build().unwrap();
        let body = built.body().unwrap().as_bytes().unwrap().to_vec();
        let request = request
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(name, value)
            .body(body);
        let refused = Document::of(request).await;
        assert_eq!(refused.status, 403, "{name}: {value}");
        assert_eq!(refused.banner(), "The payment could not be started");
    }
    assert_eq!(world.booked("P-5"), (0, 0));
    let paid = page.follow(&page.submit(&fields).await).await;
    assert_eq!(paid.screen(), "Paid");
}
