//! An order that was not asked for by `recover` is asked for before its first charge.

use crate::stage::answer::until;
use crate::stage::between::{Fault, everywhere_between};
use crate::stage::cluster::is_wanted;
use crate::stage::configuration::QUICK;
use crate::stage::copy::{backup, put_back, recover};
use crate::stage::place::COSTPLUS;

const LISTS: &str = "GET /costplus/v1/orders/";

#[tokio::test]
async fn a_provider_that_hangs_then_is_asked_no_more_than_a_few_times() {
    if is_wanted() {
        // It puts a copy of a file back.
        return;
    }
    let (world, between) = everywhere_between(QUICK).await;
    let copy = backup(&world).await;
    let order = COSTPLUS.order("hangs");
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    let card = COSTPLUS.card(&world, "c-1").await;
    assert_eq!(COSTPLUS.pay(&page, &card).await.text("state"), "succeeded");
    let world = put_back(world, &copy).await;
    recover(&world).await;
    let card = COSTPLUS.card(&world, "c-1").await;
    let page = COSTPLUS.session(&world, &order, "c-1").await;
    between.spoil_all(LISTS, Fault::Hangs);
    let before = between.came(LISTS);
    let refused = COSTPLUS.pay(&page, &card).await;
    assert_eq!(refused.problem(), (503, "server.recovering"));
    // It is not asked for ever shorter times.
    assert!(between.came(LISTS) <= before + 3);
    between.heal();
    let found = until("it is asked for", async || {
        let answer = COSTPLUS.pay(&page, &card).await;
        (answer.status == 200).then_some(answer)
    })
    .await;
    assert_eq!(found.text("state"), "succeeded", "{found:?}");
    assert_eq!(world.booked(&order).0, 1);
}
