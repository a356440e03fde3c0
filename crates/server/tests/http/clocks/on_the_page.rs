//! A card that was declined on a page where the shopper may try another one.

use serde_json::{Value, json};

use crate::stage::configuration::LASTING;
use crate::stage::hosted::{choose, type_number};
use crate::stage::look_ups::looked_up;
use crate::stage::page::Page;
use crate::stage::place::{COSTPLUS, everywhere};
use crate::stage::world::World;

/// More than the ten minutes of a page and what its end may take, milliseconds.
const STEP: i64 = 16 * 60_000;

/// A payment of which a card was declined on its page, and was looked up since.
async fn declined<'w>(world: &'w World, order: &str) -> (Page<'w>, Value) {
    let order = COSTPLUS.order(order);
    let page = COSTPLUS.session(world, &order, "c-1").await;
    let mut body = COSTPLUS.seen(None);
    body["new_card"] = json!({ "save": null });
    let payment = page.pay("first", &body).await.body;
    try_card(world, &payment, "4111111111111105").await;
    looked_up(world, 2).await;
    (page, payment)
}

async fn try_card(world: &World, payment: &Value, number: &str) {
    let bank = type_number(world, payment, number).await;
    choose(world, &bank, "approve").await;
}

#[tokio::test]
async fn a_step_forward_ends_no_page_on_which_another_card_may_pay() {
    let world = everywhere(LASTING).await;
    let (page, payment) = declined(&world, "O-1").await;
    world.clock.step(STEP);
    looked_up(&world, 5).await;
    let shown = page.get("").await;
    assert_eq!(shown.body["payment"]["state"], "action_required");
    try_card(&world, &payment, "4111111111111111").await;
    page.until("succeeded").await;
}

#[tokio::test]
async fn the_page_s_time_makes_its_decline_final() {
    let world = everywhere(LASTING).await;
    let (page, _) = declined(&world, "O-2").await;
    world.clock.advance(STEP);
    let ended = page.until("declined").await;
    assert_eq!(ended["charged"], false);
}
