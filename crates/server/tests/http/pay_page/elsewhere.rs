//! The bank and the provider's page, and the way back to the page.

use oneclick_sandbox::Behaviour;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::send;
use crate::stage::card::until_saved;
use crate::stage::hosted::{choose, type_card};
use crate::stage::pay_page::{Document, PayPage, payment_of};
use crate::stage::world::{MASTERCARD, VISA, World};

/// Pays by a card whose bank asks; the page that leads there, and the address.
async fn at_the_bank(page: &PayPage<'_>, order: &str) -> (Document, String) {
    page.world.behave(order, Behaviour::ThreeDSecure);
    let card = page.world.card("c-1", VISA).await;
    let on = page.follow(&page.pay(&card, "123").await).await;
    assert_eq!(on.screen(), "Continue at your bank");
    let url = leads_to(page, &on);
    (on, url)
}

/// Where a page leads by itself: to the provider, and by a link too.
fn leads_to(page: &PayPage<'_>, on: &Document) -> String {
    let url = on.refresh().unwrap().strip_prefix("0;url=").unwrap();
    assert!(url.starts_with(page.world.sandbox.url()), "{url}");
    assert!(
        on.text
            .contains(&format!("<a class=\"action\" href=\"{url}\"")),
        "{on:?}"
    );
    url.replace("&amp;", "&")
}

/// The cookie that a page gives which leads on, as a browser sends it again.
fn cookie_of(on: &Document) -> String {
    let cookie = on.headers.get("set-cookie").map(|value| value.to_str());
    let cookie = cookie.unwrap_or(Ok("none=; ")).unwrap();
    String::from(cookie.split_once(';').unwrap().0)
}

/// Comes back from the provider in the browser that went there; what the page shows then.
async fn come_back(page: &PayPage<'_>, on: &Document, back: &str) -> Document {
    let cookies = format!("other=1; {}", cookie_of(on));
    let answer = send(page.world.client.get(back).header("Cookie", cookies)).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(answer.headers["location"], page.url);
    page.get().await
}

#[tokio::test]
async fn who_confirms_at_the_bank_comes_back_to_the_page() {
    let world = World::new().await;
    let page = world.pay_page("E-1", "c-1").await;
    let (on, url) = at_the_bank(&page, "E-1").await;
    // Opened anew, by Back too, it leads nowhere by itself.
    let again = page.get().await;
    assert_eq!(again.screen(), "Continue at your bank");
    assert!(!again.refresh().unwrap().contains("url"), "{again:?}");
    let paid = come_back(&page, &on, &choose(&world, &url, "approve").await).await;
    assert_eq!(paid.screen(), "Paid");
    assert_eq!(world.booked("E-1"), (1, 1));
}

#[tokio::test]
async fn who_is_refused_at_the_bank_may_pay_again() {
    let world = World::new().await;
    let page = world.pay_page("E-2", "c-1").await;
    let (on, url) = at_the_bank(&page, "E-2").await;
    come_back(&page, &on, &choose(&world, &url, "fail").await).await;
    let declined = page.until_says("Payment declined").await;
    world.behave("E-2", Behaviour::Paid);
    let card = world.card("c-1", VISA).await;
    let answer = page.submit(&declined.payment(&card, "123")).await;
    assert_eq!(page.follow(&answer).await.screen(), "Paid");
    assert_eq!(world.charged("E-2"), 1);
}

#[tokio::test]
async fn who_is_refused_at_the_bank_after_the_session_ended_reads_it() {
    let world = World::new().await;
    let page = world.pay_page("E-6", "c-1").await;
    let (on, url) = at_the_bank(&page, "E-6").await;
    world
        .execute("UPDATE sessions SET expires_at = created_at + 1 WHERE order_reference = 'E-6'")
        .await;
    come_back(&page, &on, &choose(&world, &url, "fail").await).await;
    let title = "<h2 class=\"screen-title\">This page has expired</h2>";
    let ended = page.until_says(title).await;
    assert_eq!(ended.status, 410);
    for text in ["Payment declined. ", "Nothing was charged."] {
        assert!(ended.text.contains(text), "{text}: {ended:?}");
    }
}

#[tokio::test]
async fn who_knows_the_return_address_alone_is_sent_to_the_shop() {
    let world = World::new().await;
    let page = world.pay_page("E-9", "c-1").await;
    let (on, url) = at_the_bank(&page, "E-9").await;
    let back = choose(&world, &url, "approve").await;
    let other = world.pay_page("E-10", "c-1").await;
    let (_, others) = other.url.rsplit_once('/').unwrap();
    let cookie = cookie_of(&on);
    let (session, _) = cookie.split_once('=').unwrap();
    for cookies in [
        String::new(),
        format!("{session}="),
        format!("{session}={session}."),
        format!("{session}={others}"),
    ] {
        let returned = send(world.client.get(&back).header("Cookie", &cookies)).await;
        let location = &returned.headers["location"];
        assert_eq!(location, "http://localhost:8080/?order=1", "{cookies}");
    }
    let given = on.headers["set-cookie"].to_str().unwrap();
    let limits = "; Path=/return/; Max-Age=14400; HttpOnly; SameSite=Lax";
    assert!(given.ends_with(limits), "{given}");
    // Some providers come back with a form.
    let form = world.client.post(&back).header("Cookie", &cookie);
    assert_eq!(send(form).await.headers["location"], page.url);
    come_back(&page, &on, &back).await;
}

#[tokio::test]
async fn a_page_says_when_the_page_elsewhere_ends() {
    let world = World::new().await;
    let page = world.pay_page("E-11", "c-1").await;
    at_the_bank(&page, "E-11").await;
    for (after, said) in [
        (3_600_000, "you can pay another way in "),
        (1, "you can pay another way in a moment."),
    ] {
        let set = format!("UPDATE attempts SET redirect_expires_at = created_at + {after}");
        world
            .execute(&format!("{set} WHERE order_reference = 'E-11'"))
            .await;
        let shown = page.get().await;
        assert!(shown.text.contains(said), "{said}: {shown:?}");
    }
}

#[tokio::test]
async fn another_card_s_payment_is_offered_and_never_led_to() {
    let world = World::new().await;
    let page = world.pay_page("E-7", "c-1").await;
    let other = world.card("c-1", MASTERCARD).await;
    let fields = page.get().await.payment(&other, "456");
    let mut by_new = page.get().await.payment("", "");
    by_new[1].1 = String::from("another-key-of-a-page");
    let (_, url) = at_the_bank(&page, "E-7").await;
    let to_bank = format!("<a class=\"action\" href=\"{}\"", url.replace('&', "&amp;"));
    for fields in [fields, by_new] {
        let offered = page.follow(&page.submit(&fields).await).await;
        assert_eq!(offered.screen(), "Continue at your bank");
        assert_eq!(offered.refresh(), Some("30"));
        for way in [to_bank.as_str(), "Cancel this payment"] {
            assert!(offered.text.contains(way), "{way}: {offered:?}");
        }
    }
    // An address that led to another payment does not lead to this one.
    let url = format!("{}?on=pay_0123456789abcdef012345", page.url);
    let old = Document::of(page.request(Method::GET, &url)).await;
    assert_eq!(
        (old.screen(), old.refresh()),
        ("Continue at your bank", Some("30"))
    );
    assert_eq!(world.booked("E-7").1, 1);
}

#[tokio::test]
async fn the_form_that_was_sent_leads_to_the_bank_again() {
    let world = World::new().await;
    let page = world.pay_page("E-8", "c-1").await;
    world.behave("E-8", Behaviour::ThreeDSecure);
    let card = world.card("c-1", VISA).await;
    let fields = page.get().await.payment(&card, "123");
    for _ in 0..2 {
        let on = page.follow(&page.submit(&fields).await).await;
        leads_to(&page, &on);
    }
    assert_eq!(world.booked("E-8").1, 1);
}

#[tokio::test]
async fn a_new_card_is_typed_on_the_provider_s_page_and_kept_by_consent_alone() {
    for saves in [false, true] {
        let world = World::new().await;
        let page = world.pay_page("E-3", "c-1").await;
        let mut fields = page.get().await.payment("", "");
        if saves {
            let consent = page.get().await;
            let consent = consent.between("name=\"save\" value=\"", "\"").unwrap();
            fields.push((String::from("save"), String::from(consent)));
        }
        let on = page.follow(&page.submit(&fields).await).await;
        assert_eq!(on.screen(), "Continue where you left off");
        let url = leads_to(&page, &on);
        let typed = json!({ "redirect": { "url": url } });
        let then = type_card(&world, &typed).await;
        let back = if then.contains("/return/") {
            then
        } else {
            choose(&world, &then, "approve").await
        };
        let paid = come_back(&page, &on, &back).await;
        assert_eq!(paid.screen(), "Paid");
        let payment = payment_of(&world, "E-3").await;
        if saves {
            until_saved(&world, &payment).await;
        } else {
            let told = world.payment(payment["id"].as_str().unwrap()).await;
            assert_eq!(told["save"], Value::Null);
        }
        let consents: Vec<String> =
            world.column("SELECT consent_text || ' ' || consent_language FROM consents");
        assert_eq!(consents, ["save-card-2026-11 en"][..usize::from(saves)]);
        assert_eq!(world.charged("E-3"), 1);
    }
}

#[tokio::test]
async fn what_is_open_elsewhere_is_given_up_if_the_provider_says_so() {
    let world = World::new().await;
    let page = world.pay_page("E-4", "c-1").await;
    let (on, _) = at_the_bank(&page, "E-4").await;
    assert!(on.text.contains("Cancel this payment"), "{on:?}");
    // A form of another page, or of before: nothing comes of it, and nothing is said.
    let unknown = [
        ("do", "give_up"),
        ("previous", "pay_0123456789abcdef012345"),
    ];
    let fields = unknown.map(|(name, value)| (String::from(name), String::from(value)));
    let answer = page.submit(&fields).await;
    assert_eq!(page.follow(&answer).await.screen(), "Continue at your bank");
    let payment = payment_of(&world, "E-4").await;
    let fields = [
        ("do", "give_up"),
        ("previous", payment["id"].as_str().unwrap()),
    ];
    let fields = fields.map(|(name, value)| (String::from(name), String::from(value)));
    // Its provider says that it is open still.
    let held = page.submit(&fields).await;
    assert_eq!((held.status, held.screen()), (200, "Continue at your bank"));
    let text = "The payment could not be cancelled.";
    assert!(held.text.contains(text), "{held:?}");
    let page = world.pay_page("E-5", "c-1").await;
    let fields = page.get().await.payment("", "");
    let on = page.follow(&page.submit(&fields).await).await;
    let fields = ["do", "previous"].map(|name| (String::from(name), String::from(on.hidden(name))));
    let free = page.follow(&page.submit(&fields).await).await;
    assert_eq!(free.banner(), "Nothing was charged");
    let card = world.card("c-1", VISA).await;
    let answer = page.submit(&free.payment(&card, "123")).await;
    assert_eq!(page.follow(&answer).await.screen(), "Paid");
    assert_eq!(world.charged("E-5"), 1);
}
