//! The request that pays.

use zeroize::Zeroizing;

use crate::{Amount, CardId, Cvc, PaymentId};

/// The body of `POST payments`.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct PaymentRequest {
    /// The card to charge.
    pub card: CardId,
    /// What the shopper was shown.
    pub seen: Seen,
    /// The last attempt that the page has seen.
    pub after: Option<PaymentId>,
    /// The security code.
    pub cvc: Option<Cvc>,
}

/// What the shopper was shown: compared, never charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen(pub Amount);

impl PaymentRequest {
    /// The body as JSON, in memory that is wiped when it is dropped.
    ///
    /// The buffer is made large enough at once, for ids of the longest form
    /// that each need an escape: growing would leave a copy behind.
    pub fn to_json(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(1024));
        out.push_str("{\"card\":");
        push_text(&mut out, self.card.as_str());
        out.push_str(",\"seen\":{\"amount\":");
        out.push_str(&self.seen.0.minor().to_string());
        out.push_str(",\"currency\":");
        push_text(&mut out, self.seen.0.currency().as_str());
        out.push_str("},\"after\":");
        match &self.after {
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
