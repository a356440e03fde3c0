//! The requests of the element that have a body.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Amount, CardId, Currency, Cvc, PaymentId};

/// The body of `POST {endpoint}`.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub struct PaymentRequest {
    /// The card to charge.
    pub card: RequestedCard,
    /// The amount as shown to the shopper: compared, never charged.
    pub amount: Amount,
    /// The last attempt that the page has seen.
    pub previous_payment: Option<PaymentId>,
}

/// The card that a request pays with.
#[expect(missing_debug_implementations, reason = "it may hold a security code")]
pub enum RequestedCard {
    /// One that is stored.
    Stored {
        /// The card.
        card: CardId,
        /// The security code.
        cvc: Option<Cvc>,
    },
    /// A new one, typed on the provider's page.
    New {
        /// The consent to save it; without it nothing is stored.
        save: Option<SaveConsent>,
    },
}

/// The shopper's consent to save a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaveConsent {
    /// The id of the text that was agreed to.
    pub text: String,
    /// The language in which it was shown.
    pub language: String,
}

/// The body of `POST {endpoint}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelRequest {
    /// The payment to end: the last attempt that the page has seen.
    pub previous_payment: PaymentId,
}

/// The body as it is written: the one place in which a security code can be written.
#[derive(Serialize)]
struct Body<'request> {
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<&'request CardId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_card: Option<NewCardMember<'request>>,
    amount: u64,
    currency: Currency,
    previous_payment: Option<&'request PaymentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cvc: Option<&'request str>,
}

#[derive(Serialize)]
struct NewCardMember<'request> {
    save: Option<&'request SaveConsent>,
}

impl PaymentRequest {
    /// Writes the body as JSON in UTF-8, in memory that is wiped when it is dropped.
    ///
    /// The buffer is made large enough at once, for ids of the longest form
    /// that each need an escape: growing would leave a copy behind.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        let (card, new_card, cvc) = match &self.card {
            RequestedCard::Stored { card, cvc } => (Some(card), None, cvc.as_ref()),
            RequestedCard::New { save } => {
                let save = save.as_ref();
                (None, Some(NewCardMember { save }), None)
            }
        };
        written(&Body {
            card,
            new_card,
            amount: self.amount.minor(),
            currency: self.amount.currency(),
            previous_payment: self.previous_payment.as_ref(),
            cvc: cvc.map(Cvc::expose),
        })
    }
}

impl CancelRequest {
    /// Writes the body as JSON in UTF-8.
    pub fn to_json(&self) -> Zeroizing<Vec<u8>> {
        written(self)
    }
}

fn written(body: &impl Serialize) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(1024));
    // Never fails: memory takes every byte.
    let _ = serde_json::to_writer(&mut *out, body);
    out
}
