//! The requests of the element that have a body.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::json_object::JsonObject;
use crate::{Amount, CardId, Cvc, PaymentId};

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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveConsent {
    /// The id of the text that was agreed to.
    pub text: String,
    /// The language in which it was shown.
    pub language: String,
}

/// The body of `POST {endpoint}/cancel`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRequest {
    /// The payment to end: the last attempt that the page has seen.
    pub previous_payment: PaymentId,
}

impl PaymentRequest {
    /// Writes the body as JSON, in memory that is wiped when it is dropped: the one place in
    /// which a security code can be written.
    pub fn to_json(&self) -> Zeroizing<String> {
        let mut body = JsonObject::begin();
        let cvc = match &self.card {
            RequestedCard::Stored { card, cvc } => {
                body.text("card", Some(card.as_str()));
                cvc.as_ref()
            }
            RequestedCard::New { save } => {
                body.begin_object("new_card");
                match save {
                    Some(save) => {
                        body.begin_object("save");
                        body.text("text", Some(&save.text));
                        body.text("language", Some(&save.language));
                        body.end_object();
                    }
                    None => body.text("save", None),
                }
                body.end_object();
                None
            }
        };
        body.number("amount", self.amount.minor());
        body.text("currency", Some(self.amount.currency().as_str()));
        let previous = self.previous_payment.as_ref();
        body.text("previous_payment", previous.map(PaymentId::as_str));
        if let Some(cvc) = cvc {
            body.text("cvc", Some(cvc.expose()));
        }
        body.end()
    }
}

impl CancelRequest {
    /// Writes the body as JSON.
    pub fn to_json(&self) -> Zeroizing<String> {
        let mut body = JsonObject::begin();
        body.text("previous_payment", Some(self.previous_payment.as_str()));
        body.end()
    }
}
