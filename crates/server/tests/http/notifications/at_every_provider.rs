//! Every provider's own notifications, as the sandbox signs them.

use oneclick_sandbox::SandboxProvider;
use serde_json::{Value, json};

use crate::stage::configuration::PATIENT;
use crate::stage::notifications::tell;
use crate::stage::place::{PLACES, Place, everywhere};
use crate::stage::world::World;

/// A first payment that waits for the shopper; the payment.
async fn begun(world: &World, place: Place) -> Value {
    let order = place.order("W-1");
    let page = place.session(world, &order, "c-1").await;
    let mut body = place.seen(None);
    body["new_card"] = json!({ "save": null });
    let answer = page.pay("first", &body).await;
    assert_eq!(answer.text("state"), "action_required", "{answer:?}");
    world.payment(answer.text("id")).await
}

#[tokio::test]
async fn a_true_one_is_taken_in_the_providers_form_and_a_forged_one_is_not() {
    let world = everywhere(PATIENT).await;
    world
        .sandbox
        .notify_at(&format!("{}/notifications/smart2pay", world.base));
    for place in PLACES {
        let payment = begun(&world, place).await;
        let reference = payment["attempt_reference"].as_str().unwrap();
        let (taken, forged) = match place.provider {
            SandboxProvider::Smart2pay => (204, 401),
            SandboxProvider::Certitrade => (200, 401),
            // Unsigned, or signed in a way that is not documented in full:
            // taken, and looked up.
            SandboxProvider::Costplus | SandboxProvider::Finpay => (200, 200),
        };
        assert_eq!(
            tell(&world, reference, json!({})).await,
            taken,
            "{reference}"
        );
        let told = tell(&world, reference, json!({ "forged": true })).await;
        assert_eq!(told, forged, "{}", place.name);
        let still = world.payment(payment["id"].as_str().unwrap()).await;
        assert_eq!(still["attempt_state"], "action_required");
    }
}
