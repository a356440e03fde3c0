//! The bodies that the merchants and the shoppers of both storms send.

use serde_json::{Value, json};

/// Has a sandbox make a stored card at the provider.
pub fn stored_card(provider: &str) -> Value {
    json!({
        "provider": provider, "brand": "visa", "last_four": "4242", "month": 5, "year": 2039,
        "holder": "Ada Lind", "security_code": "123",
    })
}

/// Imports the stored card of this token.
pub fn card_import(provider: &str, token: &Value) -> Value {
    json!({
        "provider": provider, "token": token, "brand": "visa",
        "last_four": "4242", "expiry": null,
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    })
}

/// Presses Pay, on a page that shows the amount and has seen the payment `previous` last.
pub fn press(
    card: &str,
    (amount, currency): (u64, &str),
    previous: Option<&str>,
    takes_code: bool,
) -> Value {
    let mut body = json!({
        "card": card, "amount": amount, "currency": currency,
        "previous_payment": previous,
    });
    if let (true, Some(members)) = (takes_code, body.as_object_mut()) {
        members.insert(String::from("cvc"), json!("123"));
    }
    body
}
