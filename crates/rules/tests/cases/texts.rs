//! Ids, keys, references, words and what people type.

use oneclick_rules::{
    Brand, CardId, DeclineReason, ErrorCode, IdempotencyKey, LastFour, OrderReference, PaymentId,
    PaymentState, SessionId, language_tag, phone_number, typed_digits,
};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::table::{check, number, text};

#[test]
fn texts_are_of_their_form() {
    check(include_str!("../../cases/texts.json"), |row| {
        let text = text(row, "text");
        let judged = match row["kind"].as_str().unwrap() {
            "session" => SessionId::parse(text).map(|id| id.to_string()),
            "payment" => PaymentId::parse(text).map(|id| id.to_string()),
            "card" => CardId::parse(text).map(|id| id.to_string()),
            "key" => IdempotencyKey::parse(text).map(|key| key.to_string()),
            "order" => OrderReference::parse(text).map(|order| order.to_string()),
            "last_four" => LastFour::parse(text).map(|digits| digits.to_string()),
            "brand" => Brand::parse(text)
                .map(|brand| brand.to_string())
                .ok_or(ErrorCode::BrandUnknown),
            kind => panic!("no such kind: {kind}"),
        };
        match judged {
            Ok(read) => {
                assert_eq!(read, text);
                Value::Null
            }
            Err(code) => json!(code.as_str()),
        }
    });
}

#[test]
fn languages_are_understood() {
    check(include_str!("../../cases/languages.json"), |row| {
        match language_tag(text(row, "text")) {
            // What was understood is understood again, and is the same.
            Ok(Some(tag)) => {
                assert_eq!(language_tag(&tag), Ok(Some(tag.clone())));
                json!(tag)
            }
            Ok(None) => Value::Null,
            Err(code) => json!(code.as_str()),
        }
    });
}

#[test]
fn phone_numbers_are_understood_if_they_surely_are_such() {
    check(include_str!("../../cases/phones.json"), |row| {
        let number = phone_number(text(row, "text"), row["country"].as_str());
        if let Some(number) = &number {
            assert_eq!(phone_number(number, None).as_ref(), Some(number));
        }
        json!(number)
    });
}

#[test]
fn typed_digits_are_what_was_meant() {
    check(include_str!("../../cases/typed_digits.json"), |row| {
        json!(typed_digits(
            text(row, "text"),
            number(row, "most").unwrap()
        ))
    });
}

#[test]
fn states_say_whether_money_moved() {
    let table = include_str!("../../cases/states.json");
    check(table, |row| {
        let state = PaymentState::parse(text(row, "state")).unwrap();
        json!({ "charged": state.charged(), "frees_the_order": state.frees_the_order() })
    });
    let rows: Vec<Value> = serde_json::from_str(table).unwrap();
    assert_eq!(rows.len(), PaymentState::ALL.len());
}

#[test]
fn declines_have_a_way_on() {
    let table = include_str!("../../cases/declines.json");
    check(table, |row| {
        let reason = DeclineReason::parse(text(row, "reason")).unwrap();
        json!(reason.retry().as_str())
    });
    let rows: Vec<Value> = serde_json::from_str(table).unwrap();
    assert_eq!(rows.len(), DeclineReason::ALL.len());
}

/// A code that is renamed or lost breaks whoever reads it.
#[test]
fn codes_are_stable() {
    let listed: Vec<String> = serde_json::from_str(include_str!("../../cases/codes.json")).unwrap();
    for code in &listed {
        assert!(ErrorCode::parse(code).is_some(), "{code} is gone");
    }
    for code in ErrorCode::ALL {
        let text = code.as_str();
        assert!(
            listed.iter().any(|one| one == text),
            "{text} is not in the table"
        );
    }
}
