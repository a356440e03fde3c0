//! What the checkout offers: a new card, and saving it; what each card is used for.

use oneclick_sandbox::{Behaviour, Sandbox, SandboxSettings};
use serde_json::{Value, json};

use crate::stage::card::import;
use crate::stage::configuration::QUICK;
use crate::stage::hosted::{begin, come_back, new_card_body, type_card};
use crate::stage::limits::{HOUR, retry_after};
use crate::stage::page::{Page, payment_body};
use crate::stage::place::{FINPAY, everywhere, name_smart2pay, sections};
use crate::stage::world::{VISA, World};

async fn new_card(page: &Page<'_>) -> Value {
    page.get("").await.body["new_card"].clone()
}

#[tokio::test]
async fn a_new_card_is_offered_to_be_saved_to_a_customer_and_not_to_a_guest() {
    let world = World::new().await;
    let page = world.session("O-1", "c-1").await;
    assert_eq!(new_card(&page).await, json!({ "save": true }));
    let guest = world
        .ask_session("O-2", "c-1", json!({ "customer": null }))
        .await;
    let guest = world.page(&guest);
    assert_eq!(new_card(&guest).await, json!({ "save": false }));
    // As long as the token pays, whatever the order's payment is.
    begin(&page, "first", false).await;
    assert_eq!(new_card(&page).await, json!({ "save": true }));
    world.clock.advance(HOUR);
    assert_eq!(new_card(&page).await, Value::Null);
}

#[tokio::test]
async fn saving_is_offered_where_the_provider_can() {
    let world = everywhere(QUICK).await;
    let page = FINPAY.session(&world, "O-3", "c-1").await;
    assert_eq!(new_card(&page).await, json!({ "save": true }));
    let sandbox = Sandbox::start(SandboxSettings::default()).await.unwrap();
    let url = sandbox.url().to_owned();
    let path = "stored_cards_path = \"/pg/payment/card/customer/{customer}/cards\"\n";
    let more = format!("{}{QUICK}", sections(&sandbox).replace(path, ""));
    let world = World::before_with(sandbox, &url, &more, name_smart2pay).await;
    let page = FINPAY.session(&world, "O-4", "c-1").await;
    assert_eq!(new_card(&page).await, json!({ "save": false }));
    let mut body = FINPAY.seen(None);
    body["new_card"] = json!({ "save": { "text": "keep-1", "language": "sv" } });
    let refused = page.pay("first", &body).await;
    assert_eq!(refused.problem(), (422, "card.provider"));
}

#[tokio::test]
async fn no_new_card_is_offered_while_none_would_be_taken() {
    let world = World::new().await;
    for number in 0..5 {
        let order = format!("D-{number}");
        world.behave(&order, Behaviour::Declined);
        let page = world.session(&order, "c-1").await;
        assert_eq!(new_card(&page).await, json!({ "save": true }));
        let payment = begin(&page, "first", false).await;
        let back = type_card(&world, &payment).await;
        come_back(&world, &back).await;
        page.until("declined").await;
    }
    let page = world.session("D-5", "c-1").await;
    let refused = page.pay("first", &new_card_body(false, None)).await;
    assert_eq!(refused.text("limit"), "new_cards_per_customer");
    assert_eq!(new_card(&page).await, Value::Null);
    let other = world.session("D-6", "c-2").await;
    assert_eq!(new_card(&other).await, json!({ "save": true }));
    world.clock.advance(retry_after(&refused) * 1_000);
    let page = world.session("D-7", "c-1").await;
    assert_eq!(new_card(&page).await, json!({ "save": true }));
}

#[tokio::test]
async fn an_order_with_too_many_declines_takes_no_new_card() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    world.behave("D-8", Behaviour::Declined);
    let page = world.session("D-8", "c-1").await;
    let mut last: Option<String> = None;
    for number in 0..5 {
        let body = payment_body(&card, last.as_deref(), "123");
        let declined = page.pay(&format!("k{number}"), &body).await;
        assert_eq!(declined.text("state"), "declined", "{declined:?}");
        last = Some(declined.text("id").to_owned());
    }
    assert_eq!(new_card(&page).await, Value::Null);
}

#[tokio::test]
async fn each_card_says_what_it_is_used_for() {
    let world = World::new().await;
    let uses = json!(["one_click", "merchant_scheduled"]);
    let differs = json!({ "uses": uses, "initial_transaction": "1234567" });
    let card = import(&world, "c-1", differs).await;
    assert_eq!(card.status, 201, "{card:?}");
    let page = world.session("O-6", "c-1").await;
    assert_eq!(page.get("").await.body["cards"][0]["uses"], uses);
    world.card("c-2", VISA).await;
    let page = world.session("O-7", "c-2").await;
    let read = page.get("").await.body;
    assert_eq!(read["cards"][0]["uses"], json!(["one_click"]));
}
