//! A provider that answers without an end: read so far, and taken for no answer.

use crate::stage::between::{Fault, between};
use crate::stage::bodies::FLOOD;
use crate::stage::page::payment_body;
use crate::stage::world::VISA;

/// A server that looks up what it is asked about, and nothing by itself.
const WHEN_ASKED: &str = "
[engine]
first_look_up_ms = 60000
look_up_spacing_ms = 10
";

#[tokio::test]
async fn an_answer_without_an_end_is_not_believed_and_the_charge_is_looked_up() {
    let (world, between) = between(WHEN_ASKED).await;
    let card = world.card("c-1", VISA).await;
    let page = world.session("E-1", "c-1").await;
    between.spoil("POST", "/payments", Fault::Endless, 1);
    between.spoil("GET", "/payments", Fault::Endless, 2);
    let answer = page.pay("first", &payment_body(&card, None, "123")).await;
    assert_eq!(answer.text("state"), "processing", "{answer:?}");
    let found = page.until("succeeded").await;
    assert_eq!(found["id"], answer.body["id"]);
    // Neither look-up without an end was one that found it.
    assert!(between.count("GET", "/payments") >= 3);
    assert_eq!(world.booked("E-1"), (1, 1));
    assert!(between.poured() < FLOOD, "{}", between.poured());
}
