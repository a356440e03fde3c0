//! How many new cards a customer may begin with: what was tried counts, what was
//! given up untried does not, up to a limit of its own.

use oneclick_sandbox::Behaviour;

use crate::stage::answer::Answer;
use crate::stage::configuration::QUICK;
use crate::stage::hosted::{begin, choose, come_back, new_card_body, type_card, type_number};
use crate::stage::limits::{HOUR, retry_after};
use crate::stage::place::{COSTPLUS, everywhere};
use crate::stage::world::World;

/// The answer to a payment by a new card for another order of the customer.
async fn begun(world: &World, order: &str) -> Answer {
    let page = world.session(order, "c-1").await;
    page.pay("first", &new_card_body(false, None)).await
}

#[tokio::test]
async fn pages_that_were_given_up_untried_leave_new_cards_to_begin_with() {
    let world = World::new().await;
    for number in 0..20 {
        let page = world.session(&format!("N-{number}"), "c-1").await;
        let payment = begin(&page, "first", false).await;
        let ended = page.give_up(&payment).await;
        assert_eq!(ended.text("state"), "expired", "{ended:?}");
        world.clock.advance(HOUR / 60);
    }
    // Each of them has cost the provider a request all the same.
    let refused = begun(&world, "N-20").await;
    assert_eq!(refused.problem(), (429, "attempts.too_many"));
    assert_eq!(refused.text("limit"), "new_cards_per_customer");
    world.clock.advance(retry_after(&refused) * 1_000);
    let again = begun(&world, "N-21").await;
    assert_eq!(again.text("state"), "action_required", "{again:?}");
}

#[tokio::test]
async fn new_cards_that_were_declined_count_and_the_page_s_time_too() {
    let world = World::new().await;
    for number in 0..5 {
        let order = format!("D-{number}");
        world.behave(&order, Behaviour::Declined);
        let page = world.session(&order, "c-1").await;
        let payment = begin(&page, "first", false).await;
        let back = type_card(&world, &payment).await;
        come_back(&world, &back).await;
        page.until("declined").await;
        world.clock.advance(HOUR);
    }
    let refused = begun(&world, "D-5").await;
    assert_eq!(refused.text("limit"), "new_cards_per_customer");
    let told = retry_after(&refused);
    assert!((18 * 3_600..=19 * 3_600).contains(&told), "{told}");
    world.clock.advance((told - 60) * 1_000);
    let refused = begun(&world, "D-6").await;
    assert_eq!(refused.text("limit"), "new_cards_per_customer");
    world.clock.advance(retry_after(&refused) * 1_000);
    let again = begun(&world, "D-7").await;
    assert_eq!(again.text("state"), "action_required", "{again:?}");
}

#[tokio::test]
async fn a_card_that_was_declined_on_a_page_that_goes_on_counts_however_the_page_ends() {
    let world = everywhere(QUICK).await;
    for number in 0..6 {
        let order = COSTPLUS.order(&format!("T-{number}"));
        let page = COSTPLUS.session(&world, &order, "c-1").await;
        let mut body = COSTPLUS.seen(None);
        body["new_card"] = serde_json::json!({ "save": null });
        let answer = page.pay("first", &body).await;
        if number == 5 {
            assert_eq!(answer.text("limit"), "new_cards_per_customer", "{answer:?}");
            return;
        }
        let payment = answer.body;
        let bank = type_number(&world, &payment, "4111111111111105").await;
        choose(&world, &bank, "approve").await;
        let url = payment["redirect"]["url"].as_str().unwrap();
        let ended = if number % 2 == 0 {
            page.give_up(&payment).await.body
        } else {
            choose(&world, url, "close").await;
            page.until("declined").await
        };
        assert_eq!(ended["state"], "declined", "{ended}");
        assert_eq!(ended["charged"], false);
    }
}
