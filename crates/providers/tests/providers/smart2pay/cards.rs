//! Stored cards: requests compared whole, answers by table.

use oneclick_providers::{
    AttemptReference, CardDeletion, CardDetails, CardToSave, CardUses, Provider as _, ProviderCard,
    SavedCard, Secret,
};
use oneclick_rules::{CustomerId, ErrorCode};
use serde_json::{Value, json};

use super::answers::{changed, content_type, http};
use super::words::{JSON, provider};
use crate::attempt::{NOW, reference};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown, table};

const TOKEN: &str = "B531AFAC800FD51A9CCF67D0CC7B24A4";

fn customer() -> CustomerId {
    CustomerId::parse("c-77").unwrap()
}

fn card<'a>(token: &'a Secret, customer: &'a CustomerId) -> ProviderCard {
    ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: Some(String::from("202587")),
        now: NOW,
    }
}

fn paid<'a>(
    reference: &'a AttemptReference,
    customer: &'a CustomerId,
    payment: &'a str,
) -> CardToSave {
    CardToSave {
        provider_payment_id: String::from(payment),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: CardUses::of(&[]),
        prepared: None,
        now: NOW,
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(String::from(text))
}

fn told(face: &CardDetails) -> Value {
    let expiry = face.expiry.map(|expiry| expiry.to_string());
    let brand = face.brand.map(oneclick_rules::Brand::as_str);
    json!([
        brand,
        face.last_four
            .as_ref()
            .map(oneclick_rules::LastFour::as_str),
        expiry
    ])
}

#[test]
fn every_card_has_its_face() {
    for case in table(include_str!("../../../cases/smart2pay/faces.json")) {
        let body = changed(&json!({ "Card": case["card"] }));
        let answer = provider().read_charge(response(201, Some(JSON), &body));
        assert_eq!(told(&answer.card), case["face"], "{case}");
    }
}

#[test]
fn learns_the_token_of_a_payment() {
    let (reference, customer) = (reference(), customer());
    let paid = paid(&reference, &customer, "202587");
    let request = provider().save_card(&paid).map(sent).unwrap();
    assert_eq!(
        shown(&request),
        "GET https://securetest.smart2pay.com/v1/payments/202587
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
    for case in table(include_str!("../../../cases/smart2pay/learned.json")) {
        let body = changed(&case["payment"]);
        let answer = response(http(&case), content_type(&case), &body);
        let learned = provider().read_learned(&paid, answer).ok();
        let shown = |card: &SavedCard| {
            assert_eq!(card.initial_transaction.as_deref(), Some("202587"));
            json!([card.token.expose(), told(&card.details)[1]])
        };
        let cards = learned.map(|cards| cards.iter().map(shown).collect::<Vec<_>>());
        assert_eq!(json!(cards), case["cards"], "{case}");
    }
}

#[test]
fn learns_nothing_of_a_strange_id() {
    let (reference, customer) = (reference(), customer());
    let refused = provider().save_card(&paid(&reference, &customer, "1/../2"));
    assert_eq!(refused.err(), Some(ErrorCode::IdFormat));
}

#[test]
fn reads_and_forgets_a_token() {
    let (token, customer) = (secret(TOKEN), customer());
    let request = provider()
        .retrieve_card(&card(&token, &customer))
        .map(sent)
        .unwrap();
    assert_eq!(
        shown(&request),
        "GET https://securetest.smart2pay.com/v1/card/token/B531AFAC800FD51A9CCF67D0CC7B24A4
accept: application/json
authorization: Basic MTAxMDpnYWJp

"
    );
    let request = provider()
        .delete_card(&card(&token, &customer))
        .map(sent)
        .unwrap();
    // `printf %s /v1/card/token/…/cancel | sha256sum`, with version and variant.
    assert_eq!(
        shown(&request),
        "POST https://securetest.smart2pay.com/v1/card/token/B531AFAC800FD51A9CCF67D0CC7B24A4/cancel
accept: application/json
authorization: Basic MTAxMDpnYWJp
requestid: 91c29f43-c147-8916-b05d-67c5d007b9e7

"
    );
    for case in table(include_str!("../../../cases/smart2pay/tokens.json")) {
        let body = case["text"].as_str().unwrap().as_bytes();
        let answer = || response(http(&case), content_type(&case), body);
        let read = provider().read_card_answer(&card(&token, &customer), answer());
        let read = read
            .ok()
            .map(|card| json!({ "usable": card.usable, "last_four": told(&card.details)[1] }));
        assert_eq!(json!(read), case["card"], "{case}");
        let forgotten = provider().read_forgotten(answer()) == CardDeletion::Done;
        assert_eq!(json!(forgotten), case["forgotten"], "{case}");
    }
}

#[test]
fn writes_a_token_into_an_address_as_one_part() {
    let (token, customer) = (secret("a/../b?c=d&e#f gé%-._~"), customer());
    let request = provider()
        .retrieve_card(&card(&token, &customer))
        .map(sent)
        .unwrap();
    assert_eq!(
        request.url.expose(),
        "https://securetest.smart2pay.com/v1/card/token/a%2F..%2Fb%3Fc%3Dd%26e%23f%20g%C3%A9%25-._~"
    );
}
