//! The references of attempts, which a store derives again that was taken back to a copy.

use oneclick_sandbox::Behaviour;

use crate::stage::cluster::is_wanted;
use crate::stage::page::payment_body;
use crate::stage::world::{VISA, World};

/// Pays the order in a new session, which the bank declines; the payment's id and its
/// reference at the provider.
async fn declined(world: &World, key: &str, after: Option<&str>) -> (String, String) {
    let card = world.card("c-1", VISA).await;
    let page = world.session("R-1", "c-1").await;
    let answer = page.pay(key, &payment_body(&card, after, "123")).await;
    assert_eq!(answer.text("state"), "declined", "{answer:?}");
    let id = answer.text("id").to_owned();
    let payment = world.payment(&id).await;
    let reference = payment["attempt_reference"].as_str().unwrap();
    (id, reference.to_owned())
}

#[tokio::test]
async fn a_store_that_went_back_gives_an_attempt_the_reference_that_it_had() {
    if is_wanted() {
        // It puts a copy of the file back.
        return;
    }
    let world = World::new().await;
    world.behave("R-1", Behaviour::Declined);
    let (first, reference) = declined(&world, "first", None).await;
    let copy = |file: &std::path::Path| file.with_extension("copy");
    let world = world
        .restarted_after(|file| {
            std::fs::copy(file, copy(file)).unwrap();
        })
        .await;
    let (second, lost) = declined(&world, "second", Some(&first)).await;
    assert_ne!(lost, reference);
    let world = world
        .restarted_after(|file| std::fs::rename(copy(file), file).unwrap())
        .await;
    let (again, found) = declined(&world, "third", Some(&first)).await;
    assert_ne!(again, second);
    assert_eq!(found, lost);
    let numbers: Vec<i64> = world.column("SELECT number FROM attempts ORDER BY number");
    assert_eq!(numbers, [1, 2]);
}
