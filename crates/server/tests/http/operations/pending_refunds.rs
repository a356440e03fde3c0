//! Refunds that stay under way.

use serde_json::json;

use crate::stage::between::{Between, Fault, between};
use crate::stage::configuration::QUICK;
use crate::stage::operation::{operate, paid, until_operation};
use crate::stage::review::{DAY, pending_for_ever, until_waits, waits};
use crate::stage::world::World;

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
    // Another payment's refund is asked about meanwhile, more than once: what was under
    // way for these two is over then.
    asked_about(&world, &between, "Q-3").await;
    let asked = between.count("GET", "/refunds");
    let of_other = asked_about(&world, &between, "Q-4").await;
    assert_eq!(between.count("GET", "/refunds"), asked + of_other);
}

/// Loses the answer to a refund of a new payment, and waits until the provider was asked
/// about it; how often it was.
async fn asked_about(world: &World, between: &Between, order: &str) -> usize {
    let other = paid(world, order, "automatic").await;
    between.spoil("POST", "/refunds", Fault::Dropped, 1);
    operate(world, &other, "refund", order, json!({})).await;
    until_operation(world, &other, "failed").await;
    let payment = world.payment(&other).await;
    let at = payment["provider_payment_id"].as_str().unwrap();
    between.count("GET", &format!("/{at}/refunds"))
}
