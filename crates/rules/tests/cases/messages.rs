//! Messages, read and written.

use oneclick_rules::wire::{CheckoutView, PaymentView, ProblemView, Unreadable, read};
use oneclick_rules::{ErrorCode, Limit};
use serde_json::{Value, json};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use super::table::{check, text};

/// What was read, as the server would write it.
fn written<T: serde::Serialize>(read: Result<T, Unreadable>) -> Value {
    match read {
        Ok(view) => json!({ "read": serde_json::to_value(&view).unwrap() }),
        Err(wrong) => json!({ "unreadable": wrong.in_words() }),
    }
}

fn problem(read: &ProblemView) -> Value {
    let violations: Vec<&str> = read
        .violations
        .iter()
        .copied()
        .map(ErrorCode::as_str)
        .collect();
    json!({ "read": {
        "code": read.code,
        "request_id": read.request_id,
        "violations": violations,
        "amount": read.amount.map(|amount| format!("{} {}", amount.decimal(), amount.currency())),
        "limit": read.limit.map(Limit::as_str),
        "payment": read.payment.as_ref().map(|payment| payment.id.as_str()),
    }})
}

#[test]
fn messages_are_read_or_refused_by_member() {
    check(include_str!("../../cases/messages.json"), |row| {
        let message = &row["message"];
        match text(row, "kind") {
            "payment" => written(read::<PaymentView>(message)),
            "checkout" => written(read::<CheckoutView>(message)),
            "problem" => problem(&read(message).unwrap()),
            kind => panic!("no such kind: {kind}"),
        }
    });
}
