//! The default card: chosen, removed and brought back.

use serde_json::{Value, json};

use crate::stage::answer::Answer;
use crate::stage::card::import;
use crate::stage::world::{AMERICAN_EXPRESS, MASTERCARD, VISA, World};

/// The ids in their order, the default card's first of all.
fn ids(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let cards = answer.body["cards"].as_array().unwrap();
    let is_default = |card: &&Value| card["default"] == true;
    assert_eq!(cards.iter().filter(is_default).count(), 1, "{answer:?}");
    let default = cards.iter().find(is_default).unwrap();
    let all = std::iter::once(default).chain(cards);
    all.map(|card| card["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_card_that_was_chosen_last_is_the_default_card_in_every_tab() {
    let world = World::new().await;
    let mut cards = Vec::new();
    for token in [VISA, MASTERCARD, AMERICAN_EXPRESS] {
        cards.push(world.card("c-1", token).await);
    }
    let (one, other) = (
        world.session("T-1", "c-1").await,
        world.session("T-2", "c-1").await,
    );
    for card in &cards {
        for _ in 0..2 {
            let chosen = one.make_default(card).await;
            assert_eq!(ids(&chosen)[..2], [card.as_str(), card.as_str()]);
        }
        assert_eq!(ids(&other.get("").await)[0], card.as_str());
    }
    let [first, second] = [&cards[0], &cards[1]];
    let both = tokio::join!(one.make_default(first), other.make_default(second));
    assert_eq!((both.0.status, both.1.status), (200, 200));
    let default = "SELECT COUNT(*) FROM cards WHERE is_default = 1";
    assert_eq!(world.number(default), Some(1));
    let refused = world.try_execute("UPDATE cards SET is_default = 1").await;
    assert!(refused.is_err_and(|text| text.to_lowercase().contains("unique")));
}

#[tokio::test]
async fn a_removed_default_card_is_it_again_unless_another_was_chosen() {
    let world = World::new().await;
    let card = world.card("c-1", VISA).await;
    let other = world.card("c-1", MASTERCARD).await;
    let page = world.session("T-3", "c-1").await;
    page.make_default(&card).await;
    assert_eq!(ids(&page.remove(&card).await), [&other, &other]);
    assert_eq!(ids(&page.restore(&card).await), [&card, &card, &other]);
    page.remove(&card).await;
    page.make_default(&other).await;
    assert_eq!(ids(&page.restore(&card).await), [&other, &other, &card]);
    // Both away: the one that was chosen last is it, whichever comes back first.
    page.remove(&other).await;
    page.remove(&card).await;
    assert_eq!(ids(&page.restore(&card).await), [&card, &card]);
    assert_eq!(ids(&page.restore(&other).await), [&other, &other, &card]);
}

#[tokio::test]
async fn a_card_that_cannot_pay_is_not_made_the_default_card() {
    let world = World::new().await;
    let usable = world.card("c-1", VISA).await;
    let expired = json!({
        "token": MASTERCARD, "expiry": { "month": 1, "year": 2020 },
    });
    let expired = import(&world, "c-1", expired).await;
    let foreign = json!({
        "token": AMERICAN_EXPRESS, "uses": ["merchant_scheduled"], "initial_transaction": "1234567",
    });
    let foreign = import(&world, "c-1", foreign).await;
    let page = world.session("T-4", "c-1").await;
    for (card, code) in [(&expired, "card.expired"), (&foreign, "card.use")] {
        let refused = page.make_default(card.text("id")).await;
        assert_eq!(refused.problem(), (422, code));
        assert_eq!(refused.body["violations"][0]["code"], code);
    }
    let locked = format!("UPDATE cards SET locked_at = 1 WHERE id = '{usable}'");
    world.execute(&locked).await;
    let refused = page.make_default(&usable).await;
    assert_eq!(refused.problem(), (422, "card.locked"));
    let default = "SELECT COUNT(*) FROM cards WHERE is_default = 1";
    assert_eq!(world.number(default), Some(0));
    // Removing needs no card that can pay.
    assert_eq!(page.remove(expired.text("id")).await.status, 200);
    assert_eq!(page.restore(expired.text("id")).await.status, 200);
}
