//! Refunds that stay under way.

use serde_json::json;

use crate::stage::between::{Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::operation::{operate, paid, until_operation};
use crate::stage::review::{DAY, pending_for_ever, until_waits, waits};

#[tokio::test]
async fn a_refund_that_waits_for_a_person_is_in_nobodys_way_and_is_asked_about_no_more() {
    let (world, between) = between(QUICK).await;
    let id = paid(&world, "Q-1", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &id, "refund", "lost", json!({})).await;
    until_operation(&world, &id, "failed").await;
    let pending = pending_for_ever(&world, "Q-2").await;
    world.clock.advance(13 * DAY);
    assert_eq!(waits(&world.payment(&pending).await), Vec::<&str>::new());
    world.clock.advance(2 * DAY);
    until_waits(&world, &pending, &["operation", "operation"]).await;
    let asked = between.count("GET", "/refunds");
    // Another payment's refund is asked about meanwhile, more than once.
    let other = paid(&world, "Q-3", "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(&world, &other, "refund", "other", json!({})).await;
    until_operation(&world, &other, "failed").await;
    let at = world.payment(&other).await["provider_payment_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let of_other = between.count("GET", &format!("/{at}/refunds"));
    assert_eq!(between.count("GET", "/refunds"), asked + of_other);
}
