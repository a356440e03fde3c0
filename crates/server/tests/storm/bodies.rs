//! The bodies that the merchants and the shoppers of both storms send.

use oneclick_sandbox::SandboxProvider;
use serde_json::{Value, json};

/// What an order costs at a provider.
#[derive(Clone, Copy)]
pub struct StormTerms {
    /// The provider's word.
    pub provider: &'static str,
    /// In minor units.
    pub amount: u64,
    pub currency: &'static str,
    /// Whether a charge carries the security code.
    pub takes_code: bool,
}

/// What orders cost at this provider.
pub fn terms(provider: SandboxProvider) -> StormTerms {
    let (provider, amount, currency, takes_code) = match provider {
        SandboxProvider::Smart2pay => ("smart2pay", 995, "EUR", true),
        SandboxProvider::Certitrade => ("certitrade", 12_345, "SEK", false),
        SandboxProvider::Costplus => ("costplus", 995, "EUR", true),
        SandboxProvider::Finpay => ("finpay", 1_000_000, "IDR", false),
    };
    StormTerms {
        provider,
        amount,
        currency,
        takes_code,
    }
}

/// Opens a session for an order, whose money is captured by the merchant or by itself, on
/// pages of this origin.
pub fn session(
    order: &str,
    customer: &str,
    terms: StormTerms,
    is_manual: bool,
    origin: &str,
) -> Value {
    json!({
        "provider": terms.provider, "order": order, "amount": terms.amount, "currency": terms.currency,
        "return_url": format!("{origin}/?order=1"),
        "capture": if is_manual { "manual" } else { "automatic" },
        "cvc": if terms.takes_code { "required" } else { "never" },
        "customer": {
            "id": customer, "email": "ada@example.com", "first_name": "Ada",
            "last_name": "Lind", "phone": "+46701234567",
        },
    })
}

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

/// Fills in the form of a provider's page with a card: CertiTrade's takes its own test card alone.
pub fn typed_card(is_certitrade: bool) -> String {
    let number = if is_certitrade {
        "123456789000"
    } else {
        "4111111111111111"
    };
    format!("choice=pay&holder=Ada+Lind&number={number}&month=12&year=2031&security_code=123")
}

/// Presses Pay for a new card, to be kept or not.
pub fn press_new_card(
    is_kept: bool,
    terms: StormTerms,
    amount: u64,
    previous: Option<&str>,
) -> Value {
    let consent = json!({ "text": "keep-1", "language": "sv" });
    json!({
        "new_card": { "save": if is_kept { consent } else { Value::Null } },
        "amount": amount, "currency": terms.currency, "previous_payment": previous,
    })
}

/// Presses Pay, on a page that shows this amount and has seen the payment `previous` last.
pub fn press(card: &str, terms: StormTerms, amount: u64, previous: Option<&str>) -> Value {
    let mut body = json!({
        "card": card, "amount": amount, "currency": terms.currency,
        "previous_payment": previous,
    });
    if let (true, Some(members)) = (terms.takes_code, body.as_object_mut()) {
        members.insert(String::from("cvc"), json!("123"));
    }
    body
}
