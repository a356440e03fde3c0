//! A body for each call that takes one, and a key for each that takes one.

use serde_json::{Value, json};

use crate::http::description::place::{at, operations};
use crate::model::example::{CARD, PAYMENT};

/// A version 4 UUID: whoever makes one for each request has what is asked for.
const KEY: &str = "3f0e9d52-7c1b-4a86-9e4d-b1f27a60c583";

/// Adds an example to every call's body, and to its key.
pub fn add(document: &mut Value) {
    for operation in operations(document) {
        let parameters = operation.get_mut("parameters");
        let parameters = parameters.and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["name"] == "Idempotency-Key" {
                *at(parameter, &["example"]) = json!(KEY);
            }
        }
        let id = operation["operationId"].as_str().unwrap_or_default();
        if let Some(example) = body_of(id) {
            let place = ["requestBody", "content", "application/json", "example"];
            *at(operation, &place) = example;
        }
    }
}

fn body_of(call: &str) -> Option<Value> {
    let by = "Kari at support";
    Some(match call {
        "checkout_pay" => json!({
            "card": CARD, "amount": 995, "currency": "EUR", "previous_payment": null,
        }),
        "checkout_cancel" => json!({ "previous_payment": PAYMENT }),
        "open_session" => json!({
            "order": "N-1001", "amount": 995, "currency": "EUR",
            "customer": { "id": "c-77", "email": "ada@shopper.example" },
            "return_url": "http://localhost:8080/thanks",
            "description": "A lamp", "language": "en",
        }),
        "change_session" => json!({ "amount": 895 }),
        "import_card" => json!({
            "provider": "smart2pay", "token": "the-token-that-the-provider-gave",
            "brand": "visa", "last_four": "4242", "expiry": { "month": 12, "year": 2031 },
            "uses": ["one_click", "merchant_scheduled"],
            "consent": { "text": "save-card-1", "language": "en", "given_at": 1_793_000_000 },
        }),
        "charge_card" => json!({
            "order": "S-2026-12", "amount": 995, "currency": "EUR", "customer": "c-77",
            "card": CARD, "use": "merchant_scheduled", "description": "December",
        }),
        "capture_payment" | "refund_payment" => {
            json!({ "amount": 500, "description": "One of two" })
        }
        "cancel_payment" => json!({ "description": "Sold out" }),
        "resolve_payment" => json!({
            "by": by, "why": "The provider's own pages show it as captured", "charged": true,
            "provider_payment_id": "1001",
        }),
        "redeliver_webhooks" => json!({
            "by": by, "why": "The backend was restored from a copy", "since": 1_793_000_000,
        }),
        "redeliver_webhook" => json!({ "by": by, "why": "The backend lost it" }),
        "skip_webhook" => json!({ "by": by, "why": "The order was shipped by hand" }),
        _ => return None,
    })
}
