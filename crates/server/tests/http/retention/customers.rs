//! What is known of a customer without a stored card goes after its time, and so does what
//! is known of a deleted card.

use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::answer::until;
use crate::stage::card::{soon, until_deleted};
use crate::stage::page::payment_body;
use crate::stage::review::DAY;
use crate::stage::world::{VISA, World};

async fn session_of(world: &World, order: &str, customer: &str) -> Value {
    let person = json!({
        "customer": {
            "id": customer, "email": "ada@example.com", "first_name": "Ada", "last_name": "Lind",
            "phone": "+46701234567",
        },
    });
    let session = world.ask_session(order, customer, person).await;
    assert_eq!(session.status, 201, "{session:?}");
    session.body
}

const TOLD: &str = "SELECT id FROM customers WHERE email IS NOT NULL OR first_name IS NOT NULL
    OR last_name IS NOT NULL OR phone IS NOT NULL ORDER BY id";

async fn until_told(world: &World, customers: &[&str]) {
    until("what is known of customers", async || {
        (world.column::<String>(TOLD) == customers).then_some(())
    })
    .await;
}

#[tokio::test]
async fn who_has_no_stored_card_is_forgotten_after_a_year_and_not_before() {
    let world = World::with(&soon()).await;
    let card = world.card("c-card", VISA).await;
    world
        .execute("INSERT INTO customers (id, created_at, kept_since) VALUES ('c-alone', 1, 1)")
        .await;
    for customer in ["c-card", "c-none"] {
        session_of(&world, &format!("P-{customer}"), customer).await;
    }
    let page = world.session("P-1", "c-card").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(paid.text("state"), "succeeded", "{paid:?}");
    world.clock.advance(2 * DAY);
    session_of(&world, "P-later", "c-later").await;
    world.clock.advance(363 * DAY + DAY / 2);
    until_told(&world, &["c-card", "c-later"]).await;
    // Of whom there is no order nothing is left.
    let known = "SELECT id FROM customers ORDER BY id";
    until("the customers", async || {
        (world.column::<String>(known) == ["c-card", "c-later", "c-none"]).then_some(())
    })
    .await;
    // Without the card nothing needs it: it goes within a week.
    let path = format!("/v1/customers/c-card/cards/{card}");
    let removed = world.merchant(Method::DELETE, &path, None).await;
    assert_eq!(removed.status, 204, "{removed:?}");
    until_deleted(&world, &card).await;
    world.clock.advance(8 * DAY);
    until_told(&world, &[]).await;
    // An order is its customer's for ever.
    assert_eq!(
        world.column::<String>(known),
        ["c-card", "c-later", "c-none"]
    );
    let order = world.text("SELECT customer_id FROM orders WHERE reference = 'P-1'");
    assert_eq!(order, "c-card");
}

#[tokio::test]
async fn what_is_known_of_a_deleted_card_goes_and_its_payments_stay() {
    let world = World::with(&soon()).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("P-2", "c-1").await;
    let paid = page.pay("first", &payment_body(&card, None, "123")).await;
    let payment = world.payment(paid.text("id")).await;
    let path = format!("/v1/customers/c-1/cards/{card}");
    world.merchant(Method::DELETE, &path, None).await;
    until_deleted(&world, &card).await;
    let kept = world.card("c-1", VISA).await;
    world.clock.advance(91 * DAY);
    let expiries = "SELECT id FROM cards WHERE expiry_year IS NOT NULL";
    until("the deleted card's expiry is gone", async || {
        (world.column::<String>(expiries) == [kept.as_str()]).then_some(())
    })
    .await;
    assert_eq!(world.payment(paid.text("id")).await, payment);
    let consents = format!("SELECT COUNT(*) FROM consents WHERE card_id = '{card}'");
    assert_eq!(world.number(&consents), Some(1));
}
