//! The list of stored cards, whose form is assumed.

use oneclick_providers::{
    CardDetails, CardToSave, CardUses, Provider as _, ProviderCard, SavedCard, Secret,
};
use oneclick_rules::{Brand, CustomerId, ErrorCode, LastFour};
use serde_json::{Value, json};

use super::documented::{content_type, http};
use super::words::{JSON, provider};
use crate::attempt::{NOW, reference};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown, table};

pub(super) fn at<'a>(token: &'a Secret, customer: &'a CustomerId) -> ProviderCard {
    ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: None,
        now: NOW,
    }
}

/// Also for ids that a former version took.
fn with_paid<T>(customer: &str, then: impl FnOnce(&CardToSave) -> T) -> T {
    let reference = reference();
    let customer = CustomerId::known(customer).unwrap();
    then(&CardToSave {
        provider_payment_id: String::from("C-1"),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: CardUses {
            one_click: true,
            scheduled: false,
            unscheduled: false,
        },
        prepared: None,
        now: NOW,
    })
}

fn face(face: &CardDetails) -> Value {
    json!([
        face.brand.map(Brand::as_str),
        face.last_four.as_ref().map(LastFour::as_str),
        face.expiry.map(|expiry| expiry.to_string()),
    ])
}

fn card(card: &SavedCard) -> Value {
    assert!(card.initial_transaction.is_none());
    json!([card.token.expose(), face(&card.details)])
}

#[test]
fn every_list_has_its_meaning() {
    for case in table(include_str!("../../../cases/finpay/cards.json")) {
        let body = case["text"].as_str().unwrap().as_bytes();
        let response = response(http(&case), content_type(&case), body);
        let cards = with_paid("c-77", |paid| provider().read_learned(paid, response));
        let told: Option<Vec<Value>> = cards.ok().map(|cards| cards.iter().map(card).collect());
        assert_eq!(json!(told), case["expect"], "{case}");
    }
}

#[test]
fn asks_for_the_cards_of_one_customer() {
    let headers =
        "\naccept: application/json\nauthorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz\n\n";
    let base = "GET https://devo.finnet.co.id/pg/payment/card/customer/";
    for (customer, segment) in [
        ("c-77", "c-77"),
        ("a.b_c~d", "a.b_c~d"),
        ("../x?y=1&z#% +", "..%2Fx%3Fy%3D1%26z%23%25%20%2B"),
        ("ada@example.com", "ada%40example.com"),
        ("é", "%C3%A9"),
        ("...", "..."),
    ] {
        let request = with_paid(customer, |paid| provider().save_card(paid)).unwrap();
        assert_eq!(shown(&request), format!("{base}{segment}{headers}"));
        let token = Secret::new(String::from("t"));
        let customer = CustomerId::known(customer).unwrap();
        let request = provider()
            .retrieve_card(&at(&token, &customer))
            .map(sent)
            .unwrap();
        assert_eq!(shown(&request), format!("{base}{segment}{headers}"));
    }
    for customer in [".", ".."] {
        let refused = with_paid(customer, |paid| provider().save_card(paid));
        assert_eq!(refused.err(), Some(ErrorCode::CardProvider));
    }
}

/// "Delete stored card": a GET.
#[test]
fn deletes_a_card_by_its_token() {
    let customer = CustomerId::known("c-77").unwrap();
    let request = |token: &str| {
        let token = Secret::new(String::from(token));
        provider().delete_card(&at(&token, &customer)).map(sent)
    };
    assert_eq!(
        shown(&request("00ff").unwrap()),
        "GET https://devo.finnet.co.id/pg/payment/card/customer/delete/00ff
accept: application/json
authorization: Basic RklOUEFZNzcwOlNvU2VjcmV0MTIz

"
    );
    assert!(request("00/ff").unwrap().url.expose().ends_with("/00%2Fff"));
    for token in ["", ".", ".."] {
        assert!(request(token).is_none());
    }
}

#[test]
fn a_card_can_be_charged_while_it_is_listed() {
    let body = br#"{"responseCode":"2000000","data":[{"token":"aa","mask":"512345xxxxxx0008","brand":"GPN"},{"token":"bb","mask":"411111xxxxxx1111"}]}"#;
    let response = response(200, Some(JSON), body);
    let customer = CustomerId::known("c-77").unwrap();
    let read = |token: &str| {
        let token = Secret::new(String::from(token));
        let answer = provider().read_card_answer(&at(&token, &customer), response);
        answer.map(|answer| (answer.usable, face(&answer.details)))
    };
    assert_eq!(read("aa"), Ok((true, json!(["unknown", "0008", null]))));
    assert_eq!(read("bb"), Ok((true, json!(["visa", "1111", null]))));
    assert_eq!(read("cc"), Ok((false, json!([null, null, null]))));
    let broken = crate::wire::response(500, Some(JSON), body);
    let token = Secret::new(String::from("aa"));
    assert!(
        provider()
            .read_card_answer(&at(&token, &customer), broken)
            .is_err()
    );
}
