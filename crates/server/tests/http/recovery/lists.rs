//! A provider that lists by time: by whose clock, and how many numbers are searched for.

use serde_json::json;

use crate::stage::between::{Fault, everywhere_between};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::copy::{backup, put_back, recover, run};
use crate::stage::operation::operate;
use crate::stage::place::{COSTPLUS, everywhere};

#[tokio::test]
async fn a_list_counts_only_where_the_clocks_are_known_to_agree() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let (world, between) = everywhere_between(QUICK).await;
    let order = COSTPLUS.order("clock");
    COSTPLUS.session(&world, &order, "c-1").await;
    let copy = backup(&world).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    assert_eq!(COSTPLUS.pay(&page, &card).await.text("state"), "succeeded");
    let world = put_back(world, &copy).await;
    for (date, why) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", "ours must be set right"),
        ("never", "its answer has no `Date`"),
    ] {
        between.spoil_all("GET /costplus/v1/orders/", Fault::Dated(date));
        let (told, done) = run(&world, &["recover"]).await;
        assert!(!done && told.contains("costplus"), "{told}");
        assert!(told.contains(why), "{told}");
        between.heal();
    }
    let told = recover(&world).await;
    assert!(told.contains("1 lost attempts"), "{told}");
}

#[tokio::test]
async fn a_hundred_numbers_behind_the_last_are_searched_for_in_it() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = everywhere(QUICK).await;
    let orders = [("near", 100), ("far", 101)].map(|(name, last)| (COSTPLUS.order(name), last));
    for (order, _) in &orders {
        COSTPLUS.session(&world, order, "c-1").await;
    }
    let copy = backup(&world).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    for (order, last) in &orders {
        // As after so many attempts that no provider lists.
        let used = format!("UPDATE orders SET first_number = {last} WHERE reference = '{order}'");
        world.execute(&used).await;
        let page = COSTPLUS.session(&world, order, "c-1").await;
        assert_eq!(COSTPLUS.pay(&page, &card).await.text("state"), "succeeded");
    }
    let world = put_back(world, &copy).await;
    let told = recover(&world).await;
    assert!(told.contains("1 lost attempts"), "{told}");
    let found: Vec<i64> = world.column("SELECT number FROM attempts");
    assert_eq!(found, [100]);
}

#[tokio::test]
async fn what_was_authorised_in_the_copy_and_captured_since_is_captured() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let world = everywhere(QUICK).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    let order = COSTPLUS.order("manual");
    let differs = json!({ "provider": "costplus", "capture": "manual" });
    let session = world.ask_session(&order, "c-1", differs).await;
    let page = world.page(&session);
    let paid = COSTPLUS.pay(&page, &card).await;
    let id = paid.text("id");
    assert_eq!(world.payment(id).await["attempt_state"], "authorised");
    let copy = backup(&world).await;
    let captured = operate(&world, id, "capture", "capture-0123456789", json!({})).await;
    assert_eq!(captured.text("state"), "succeeded", "{captured:?}");
    let world = put_back(world, &copy).await;
    recover(&world).await;
    let payment = world.payment(id).await;
    assert_eq!(payment["captured"], 995, "{payment}");
}
