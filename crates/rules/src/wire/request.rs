//! The requests of the element that have a body.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Amount, CardId, Currency, Cvc, PaymentId};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRequest {
    /// The payment to end: the last attempt that the page has seen.
    pub previous_payment: PaymentId,
}

/// The body as it is written: the one place in which a security code can be written.
#[derive(Serialize)]
struct Body<'request> {
    card: &'request CardId,
    amount: u64,
    currency: Currency,
    previous_payment: Option<&'request PaymentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvc: Option<&'request str>,
}

impl PaymentRequest {
    /// Writes the body as JSON, in memory that is wiped when it is dropped.
    ///
    /// The buffer is made large enough at once, for ids of the longest form
    /// that each need an escape: growing would leave a copy behind.
    pub fn to_json(&self) -> Zeroizing<String> {
        written(&Body {
            card: &self.card,
            amount: self.amount.minor(),
            currency: self.amount.currency(),
            previous_payment: self.previous_payment.as_ref(),
            cvc: self.cvc.as_ref().map(Cvc::expose),
        })
    }
}

impl CancelRequest {
    /// Writes the body as JSON.
    pub fn to_json(&self) -> Zeroizing<String> {
        written(self)
    }
}

fn written(body: &impl Serialize) -> Zeroizing<String> {
    let mut out = Zeroizing::new(Vec::with_capacity(1024));
    // Neither fails: memory takes every byte, and JSON is UTF-8.
    let _ = serde_json::to_writer(&mut *out, body);
    Zeroizing::new(String::from_utf8(std::mem::take(&mut *out)).unwrap_or_default())
}
