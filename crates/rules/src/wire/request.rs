//! The requests of the element that have a body.

use zeroize::Zeroizing;

use crate::{Amount, CardId, Cvc, PaymentId};

/// The body of `POST {endpoint}`.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct PaymentRequest {
    /// The card to charge.
    pub card: CardId,
    /// The amount as shown to the shopper: compared, never charged.
    pub amount: Amount,
    /// The last attempt that the page has seen.
    pub previous_payment: Option<PaymentId>,
    /// The security code.
    pub cvc: Option<Cvc>,
}

/// The body of `POST {endpoint}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelRequest {
    /// The payment to end: the last attempt that the page has seen.
    pub previous_payment: PaymentId,
}

impl PaymentRequest {
    /// Writes the body as JSON, in memory that is wiped when it is dropped.
    ///
    /// The buffer is made large enough at once, for ids of the longest form
    /// that each need an escape: growing would leave a copy behind.
    pub fn to_json(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(1024));
        out.push_str("{\"card\":");
        push_text(&mut out, self.card.as_str());
        out.push_str(",\"amount\":");
        out.push_str(&self.amount.minor().to_string());
        out.push_str(",\"currency\":");
        push_text(&mut out, self.amount.currency().as_str());
        out.push_str(",\"previous_payment\":");
        match &self.previous_payment {
            Some(id) => push_text(&mut out, id.as_str()),
            None => out.push_str("null"),
        }
        if let Some(cvc) = &self.cvc {
            out.push_str(",\"cvc\":");
            push_text(&mut out, cvc.expose());
        }
        out.push('}');
        out
    }
}

impl CancelRequest {
    /// Writes the body as JSON.
    pub fn to_json(&self) -> String {
        let mut out = String::from("{\"previous_payment\":");
        push_text(&mut out, self.previous_payment.as_str());
        out.push('}');
        out
    }
}

/// Writes a text of printable ASCII, of which two characters need an escape.
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
}
