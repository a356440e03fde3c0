//! Payment accounts: requests compared whole, answers by table.

use core::time::Duration;

use oneclick_providers::certitrade::{CertiTrade, CertiTradeSettings};
use oneclick_providers::{CardDeletion, CardToSave, CardUses, Provider as _, ProviderCard, Secret};
use oneclick_rules::{CustomerId, ErrorCode};
use serde_json::json;

use super::requests::{MERCHANT, ONE_CLICK};
use super::words::{HAL, body, expected, face, of_case, provider, settings};
use crate::attempt::{NOW, reference};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown, table};

fn customer() -> CustomerId {
    CustomerId::parse("c-77").unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::new(String::from(text))
}

/// "Recurring Payment", section "Initialize Account", first request.
#[test]
fn prepares_an_account_for_the_merchant_alone() {
    let request = provider().prepare(MERCHANT, NOW).map(sent).unwrap();
    let whole = expected(
        "POST payment_account",
        "7d3daebb23fd410325cd3953b3385568abc86218212a67317d49db914dd5f100",
        r#"{"type":"RECURRING"}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, None);
    let unscheduled = CardUses {
        scheduled: false,
        unscheduled: true,
        ..MERCHANT
    };
    assert!(provider().prepare(unscheduled, NOW).is_some());
    assert!(provider().prepare(ONE_CLICK, NOW).is_none());
}

/// "One Click Payment", first request; "Recurring Payment", `GET payment_account`.
#[test]
fn learns_the_card_of_a_payment() {
    let (reference, customer, account) = (reference(), customer(), secret("40260868824"));
    let mut paid = CardToSave {
        provider_payment_id: String::from("11112"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: ONE_CLICK,
        prepared: None,
        now: NOW,
    };
    let request = provider().save_card(&paid).map(sent).unwrap();
    let whole = expected(
        "POST payment_account",
        "86f8a70233152c1b85d2f32369caff18fad183ddd5477f7197dbe13439d97f13",
        r#"{"type":"ONE_CLICK","payment":"11112","message_id":19331267911449}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, Some(Duration::from_mins(1)));
    let without = CertiTrade::new(CertiTradeSettings {
        message_id: false,
        ..settings()
    });
    let request = without.save_card(&paid).map(sent).unwrap();
    let whole = expected(
        "POST payment_account",
        "26228be5723db539d2003df9c08a958452360a41e7c021be1ebfbb6844eed709",
        r#"{"type":"ONE_CLICK","payment":"11112"}"#,
    );
    assert_eq!(shown(&request), whole);
    assert_eq!(request.resend_within, None);
    paid.provider_payment_id = String::from("1/../2");
    assert_eq!(
        provider().save_card(&paid).err(),
        Some(ErrorCode::CardUnknown)
    );
    paid.keep = MERCHANT;
    assert_eq!(provider().save_card(&paid).err(), Some(ErrorCode::CardUse));
    paid.prepared = Some(account);
    let request = provider().save_card(&paid).map(sent).unwrap();
    let whole = expected(
        "GET payment_account/40260868824",
        "399ccd50e0c4ae8b43e785adb0c0ebe1f33293ce572443809162e1de59640bbc",
        "",
    );
    assert_eq!(shown(&request), whole);
    let strange = secret("1/../2");
    paid.prepared = Some(strange);
    assert_eq!(provider().save_card(&paid).err(), Some(ErrorCode::CardUse));
}

#[test]
fn reads_and_closes_an_account() {
    let (customer, token) = (customer(), secret("40260868824"));
    let mut card = ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    };
    let request = provider().retrieve_card(&card).map(sent).unwrap();
    let whole = expected(
        "GET payment_account/40260868824",
        "399ccd50e0c4ae8b43e785adb0c0ebe1f33293ce572443809162e1de59640bbc",
        "",
    );
    assert_eq!(shown(&request), whole);
    let request = provider().delete_card(&card).map(sent).unwrap();
    let whole = expected(
        "PUT payment_account/40260868824",
        "5f105ec156037c04aecc218c63d8ba213322ec9c1289de6483affac1ce6487d9",
        r#"{"state":"CLOSED"}"#,
    );
    assert_eq!(shown(&request), whole);
    let strange = secret("1/../2");
    card.token = strange;
    assert!(provider().retrieve_card(&card).is_none());
    assert!(provider().delete_card(&card).is_none());
}

/// What each reader of an account makes of an answer: `prepared` the id,
/// `learned` the tokens, `usable`, and `forgotten`; null where it is not
/// readable.
#[test]
fn every_answer_of_an_account_has_its_meaning() {
    let (reference, customer, token) = (reference(), customer(), secret("40260868824"));
    let card = ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    };
    let paid = |keep, prepared: Option<&Secret>| CardToSave {
        provider_payment_id: String::from("11112"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep,
        prepared: prepared.cloned(),
        now: NOW,
    };
    for case in table(include_str!("../../../cases/certitrade/accounts.json")) {
        let body = body(&case);
        let answer = of_case(&case, &body);
        let prepared = provider().read_prepared(answer).ok();
        let prepared = prepared.as_ref().map(Secret::expose);
        assert_eq!(json!(prepared), case["prepared"], "{case}");
        for (paid, name) in [
            (paid(ONE_CLICK, None), "one_click"),
            (paid(MERCHANT, Some(&token)), "merchant"),
        ] {
            let learned = provider().read_learned(&paid, answer).ok();
            let tokens = learned.as_ref().map(|cards| {
                let tokens = cards.iter().map(|card| card.token.expose());
                tokens.collect::<Vec<_>>()
            });
            assert_eq!(json!(tokens), case[name], "{name} {case}");
            for card in learned.iter().flatten() {
                assert_eq!(card.initial_transaction.as_deref(), Some("11112"));
                assert_eq!(face(&card.details), case["face"], "{case}");
            }
        }
        let read = provider().read_card_answer(&card, answer).ok();
        let usable = read.as_ref().map(|read| read.usable);
        assert_eq!(json!(usable), case["usable"], "{case}");
        if let (Some(read), Some(expected)) = (read, case.get("face")) {
            assert_eq!(face(&read.details), *expected, "{case}");
        }
        let forgotten = provider().read_forgotten(answer) == CardDeletion::Done;
        assert_eq!(json!(forgotten), case["forgotten"], "{case}");
    }
}

/// The account of the saved page.
pub(super) fn is_the_account_of_the_page(body: &str) {
    let (reference, customer) = (reference(), customer());
    let paid = CardToSave {
        provider_payment_id: String::from("11112"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: ONE_CLICK,
        prepared: None,
        now: NOW,
    };
    let learned = provider().read_learned(&paid, response(201, Some(HAL), body.as_bytes()));
    let learned = learned.unwrap();
    assert_eq!(learned.len(), 1);
    assert_eq!(learned[0].token.expose(), "40260868824");
    assert_eq!(
        face(&learned[0].details),
        json!(["unknown", "2300", "04/2020"])
    );
}
