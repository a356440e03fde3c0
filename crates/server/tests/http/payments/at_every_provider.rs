//! The same at every provider: a stored card is charged where it lives, by the
//! provider's own code against the sandbox's, both written from its documents.

use oneclick_providers::ProviderName;
use oneclick_sandbox::Behaviour;
use serde_json::json;

use crate::stage::configuration::QUICK;
use crate::stage::place::{CERTITRADE, PLACES, everywhere};

/// The sandbox knows the providers by names of its own, which are the server's.
#[test]
fn the_sandbox_simulates_every_provider() {
    let mut simulated = PLACES.map(|place| place.provider.path());
    simulated.sort_unstable();
    let known = ProviderName::ALL.map(|name| format!("/{name}"));
    assert_eq!(simulated.as_slice(), known);
    let mut named = PLACES.map(|place| place.name);
    named.sort_unstable();
    assert_eq!(named, ProviderName::ALL.map(ProviderName::as_str));
}

#[tokio::test]
async fn a_stored_card_is_charged_where_it_lives() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("P-1");
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &order, "c-1").await;
        let answer = place.pay(&page, &card).await;
        let payment = world.payment(answer.text("id")).await;
        assert_eq!(answer.text("state"), "succeeded", "{payment}");
        assert_eq!(payment["provider"], place.name);
        assert_eq!(payment["charged"], true);
        assert_eq!(world.booked(&order), (1, 1), "{order}");
        let reference = payment["attempt_reference"].as_str().unwrap();
        let ledger = world.sandbox.ledger(Some(reference));
        assert_eq!(ledger[0].provider, place.provider);
    }
}

#[tokio::test]
async fn a_bank_that_says_no_is_a_decline_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        let order = place.order("P-2");
        world.behave(&order, Behaviour::Declined);
        let card = place.card(&world, "c-1").await;
        let page = place.session(&world, &order, "c-1").await;
        let answer = place.pay(&page, &card).await;
        assert_eq!(answer.text("state"), "declined", "{answer:?}");
        assert_eq!(answer.body["charged"], false);
        assert_eq!(world.charged(&order), 0);
    }
}

#[tokio::test]
async fn a_lost_answer_is_found_out_and_charges_once_everywhere() {
    let world = everywhere(QUICK).await;
    let faults = [
        Behaviour::AnswerLost,
        Behaviour::Error500Booked,
        Behaviour::Garbage,
        Behaviour::Html,
        Behaviour::Truncated,
    ];
    for place in PLACES {
        for (number, fault) in faults.into_iter().enumerate() {
            let order = place.order(&format!("P-3-{number}"));
            world.behave_times(&order, fault, 1);
            let card = place.card(&world, "c-1").await;
            let page = place.session(&world, &order, "c-1").await;
            let answer = place.pay(&page, &card).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            page.until("succeeded").await;
            assert_eq!(world.charged(&order), 1, "{order} {fault:?}");
            assert_eq!(world.sandbox.ledger(Some(&order)).len(), 1, "{order}");
        }
    }
}

#[tokio::test]
async fn what_was_never_booked_is_given_up_everywhere() {
    let world = everywhere(QUICK).await;
    for place in PLACES {
        for (number, fault) in [Behaviour::Dropped, Behaviour::Error500]
            .into_iter()
            .enumerate()
        {
            let order = place.order(&format!("P-4-{number}"));
            world.behave(&order, fault);
            let card = place.card(&world, "c-1").await;
            let page = place.session(&world, &order, "c-1").await;
            let answer = place.pay(&page, &card).await;
            assert_eq!(answer.text("state"), "processing", "{order} {answer:?}");
            page.until("not_found").await;
            assert_eq!(world.booked(&order).0, 0, "{order}");
        }
    }
}

#[tokio::test]
async fn a_card_whose_provider_cannot_take_the_order_is_shown_and_refused() {
    let world = everywhere(QUICK).await;
    let card = CERTITRADE.card(&world, "c-1").await;
    // CertiTrade takes no Kuwaiti dinar.
    let differs = json!({ "amount": 1_230, "currency": "KWD" });
    let answer = world.ask_session("P-5", "c-1", differs).await;
    let page = world.page(&answer);
    let shown = page.get("").await;
    assert_eq!(shown.body["cards"][0]["unusable"], "card.provider");
    let request = json!({
        "card": card, "amount": 1_230, "currency": "KWD", "previous_payment": null,
    });
    let answer = page.pay("first", &request).await;
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(world.booked("P-5"), (0, 0));
}
