//! What the merchant writes of a card and of an order.

use serde_json::{Value, json};

/// The body that imports a token for a card.
pub fn card_body(token: &str, brand: &str, last_four: &str) -> Value {
    json!({
        "provider": "smart2pay", "token": token, "brand": brand, "last_four": last_four,
        "expiry": { "month": 5, "year": 2029 },
        "consent": { "text": "keep-1", "language": "sv", "given_at": 1_700_000_000 },
    })
}

/// The body that opens a session of 9.95 EUR.
pub fn session_body(order: &str, customer: &str) -> Value {
    json!({
        "order": order, "amount": 995, "currency": "EUR",
        "customer": { "id": customer },
        "return_url": "http://localhost:8080/?order=1",
    })
}
