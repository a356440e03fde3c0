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
    /// Every part is of a type whose alphabet needs no escape in JSON. The
    /// buffer is made large enough at once: growing would leave a copy behind.
    pub fn to_json(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(512));
        out.push_str("{\"card\":\"");
        out.push_str(self.card.as_str());
        out.push_str("\",\"seen\":{\"amount\":");
        out.push_str(&self.seen.0.minor().to_string());
        out.push_str(",\"currency\":\"");
        out.push_str(self.seen.0.currency().as_str());
        out.push_str("\"},\"after\":");
        match &self.after {
            Some(id) => {
                out.push('"');
                out.push_str(id.as_str());
                out.push('"');
            }
            None => out.push_str("null"),
        }
        if let Some(cvc) = &self.cvc {
            out.push_str(",\"cvc\":\"");
            out.push_str(cvc.expose());
            out.push('"');
        }
        out.push('}');
        out
    }
}
