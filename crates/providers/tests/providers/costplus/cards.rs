//! Stored cards: learned from the order, forgotten here alone.

use oneclick_providers::{AttemptReference, Secret};
use oneclick_providers::{
    CardDetails, CardToSave, CardUses, Provider as _, ProviderCard, SavedCard,
};
use oneclick_rules::{Brand, CustomerId};
use serde_json::{Value, json};

use super::words::{JSON, ORDER, body, content_type, http, provider};
use crate::attempt::{NOW, reference};
use crate::reads::Reads as _;
use crate::wire::{response, sent, shown, table};

pub(super) fn paid<'a>(reference: &'a AttemptReference, customer: &'a CustomerId) -> CardToSave {
    CardToSave {
        provider_payment_id: String::from(ORDER),
        reference: reference.clone(),
        customer: customer.clone(),
        keep: CardUses {
            one_click: true,
            scheduled: false,
            unscheduled: false,
        },
        prepared: None,
        now: NOW,
    }
}

fn shown_face(face: &CardDetails) -> Value {
    json!({
        "last_four": face.last_four.as_ref().map(ToString::to_string),
        "expiry": face.expiry.map(|expiry| expiry.to_string()),
        "brand": face.brand.map(Brand::as_str),
    })
}

fn shown_card(card: &SavedCard) -> Value {
    let mut shown = shown_face(&card.details);
    shown["token"] = json!(card.token.expose());
    shown["initial"] = json!(card.initial_transaction);
    shown
}

#[test]
fn learns_a_card_from_the_order() {
    let (reference, customer) = (reference(), CustomerId::parse("c-77").unwrap());
    let request = provider()
        .save_card(&paid(&reference, &customer))
        .map(sent)
        .unwrap();
    let expected = format!(
        "GET https://api.costplus.online/v1/orders/{ORDER}/?fields[]=amount_details
accept: application/json
authorization: Basic azN5Og==

"
    );
    assert_eq!(shown(&request), expected);
    for case in table(include_str!("../../../cases/costplus/learned.json")) {
        let body = body(&case);
        let response = response(http(&case), content_type(&case), &body);
        let cards = provider().read_learned(&paid(&reference, &customer), response);
        let told = match cards.as_deref() {
            Ok([card]) => shown_card(card),
            Ok(cards) => cards.iter().map(shown_card).collect(),
            Err(_) => Value::Null,
        };
        assert_eq!(told, case["expect"], "{case}");
    }
}

#[test]
fn tells_the_face_with_the_payment() {
    let answer = provider().read_charge(response(200, Some(JSON), &body(&json!({}))));
    assert_eq!(
        shown_face(&answer.card),
        json!({ "last_four": "0037", "expiry": "12/2028", "brand": null })
    );
}

pub(super) fn card<'a>(
    token: &'a Secret,
    customer: &'a CustomerId,
    initial_transaction: Option<&'a str>,
) -> ProviderCard {
    ProviderCard {
        token: token.clone(),
        customer: customer.clone(),
        initial_transaction: initial_transaction.map(String::from),
        now: NOW,
    }
}

#[test]
fn reads_a_card_from_the_order_that_stored_it() {
    let customer = CustomerId::parse("c-77").unwrap();
    let secret = |token: &str| Secret::new(String::from(token));
    for case in table(include_str!("../../../cases/costplus/cards.json")) {
        let token = secret(case["token"].as_str().unwrap_or("vt-7d1c0c5f"));
        let card = card(&token, &customer, Some(ORDER));
        let request = provider().retrieve_card(&card).map(sent).unwrap();
        let expected = format!("/v1/orders/{ORDER}/?fields[]=amount_details");
        assert!(request.url.expose().ends_with(&expected), "{case}");
        let body = body(&case);
        let response = response(http(&case), content_type(&case), &body);
        let told = provider().read_card_answer(&card, response).ok();
        assert!(told.iter().all(|told| told.usable), "{case}");
        let told = told.map_or(Value::Null, |told| shown_face(&told.details));
        assert_eq!(told, case["card"], "{case}");
    }
}

/// The provider documents no other call for stored cards.
#[test]
fn asks_the_provider_for_nothing_else() {
    let customer = CustomerId::parse("c-77").unwrap();
    let token = Secret::new(String::from("vt-7d1c0c5f"));
    for order in [None, Some(""), Some("../7"), Some("o?1")] {
        let card = card(&token, &customer, order);
        assert!(provider().retrieve_card(&card).is_none(), "{order:?}");
    }
    let card = card(&token, &customer, Some(ORDER));
    assert!(provider().delete_card(&card).is_none());
    let capabilities = provider().capabilities();
    assert!(capabilities.retrieve_card.is_there());
    assert!(!capabilities.delete_card.is_there());
    assert!(!capabilities.resend.is_there());
    assert!(capabilities.searches_by_time);
    assert!(capabilities.manual_capture);
    assert!(!capabilities.multiple_captures);
    assert_eq!(capabilities.not_found_after, 3_600);
    assert_eq!(provider().name().to_string(), "costplus");
}

/// The page as it was saved, where it is at hand.
#[test]
fn reads_the_page_of_the_documents() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds");
    let Ok(files) = std::fs::read_dir(folder) else {
        return;
    };
    let page = files
        .flatten()
        .find(|file| file.file_name().to_string_lossy().starts_with("002"))
        .map(|file| std::fs::read_to_string(file.path()).unwrap());
    let Some(page) = page else { return };
    let (_, sample) = page
        .split_once("title=\"Response (transaction object)\"\n")
        .unwrap();
    let (sample, _) = sample.split_once("```").unwrap();
    let transaction: Value = serde_json::from_str(sample).unwrap();
    let case = json!({ "order": { "transactions": [transaction] } });
    let (reference, customer) = (reference(), CustomerId::parse("c-77").unwrap());
    let body = body(&case);
    let response = response(200, Some(JSON), &body);
    let cards = provider().read_learned(&paid(&reference, &customer), response);
    let card = cards.unwrap().remove(0);
    assert_eq!(card.token.expose(), "abc123-stored-token");
    assert_eq!(card.initial_transaction.as_deref(), Some(ORDER));
}
