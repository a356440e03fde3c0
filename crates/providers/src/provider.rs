//! The seam between the engine and a provider.

use core::fmt;

use oneclick_rules::{Code, Violation};

use crate::{
    Acknowledgement, Answer, Capabilities, CardAt, Charge, Credentials, FirstPayment, Forgotten,
    Found, HttpRequest, HttpResponse, Incoming, Keep, LearnedCard, LookUp, Movement,
    MovementAnswer, MovementOutcome, NotAuthentic, NotReadable, Notice, OpenPayment, PaidCard,
    PaymentAt, Purchase, Secret, StoredCardAnswer, Totals,
};

/// The name of a provider, as the config, the API and the store spell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProviderName(pub &'static str);

impl fmt::Display for ProviderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A provider: pure functions between our words and its HTTP.
///
/// Times are Unix seconds and come from the caller. A function that builds a
/// request returns an error only where a field breaks a rule of the provider;
/// nothing may be sent then. A function that reads an answer never panics, and
/// what it cannot read is unknown or not readable, never a success.
pub trait Provider: fmt::Debug + Send + Sync {
    /// Its name.
    fn name(&self) -> ProviderName;

    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// Every rule of the provider that a purchase breaks: amounts that it
    /// cannot express, texts too long, members that it asks for. Empty where
    /// it takes the purchase.
    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation>;

    /// Judges what a merchant gives at an import as the provider's id of the payment
    /// that first stored the card, for these uses.
    ///
    /// # Errors
    /// [`Code::CardInitialTransaction`] where it is needed and missing,
    /// [`Code::CardInitialTransactionFormat`] where it is none of the provider's,
    /// [`Code::CardInitialTransactionUnsupported`] where the provider knows none.
    fn check_initial_transaction(&self, given: Option<&str>, keep: Keep) -> Result<(), Code>;

    /// The request that charges a stored card.
    ///
    /// # Errors
    /// The rule that a field broke.
    fn charge(&self, charge: &Charge<'_>) -> Result<HttpRequest, Code>;

    /// The request that has to come before [`Provider::first_payment`], where
    /// the provider keeps a card for these uses only in an account made before.
    fn prepare(&self, _keep: Keep, _now: i64) -> Option<HttpRequest> {
        None
    }

    /// What was prepared: the account that the first payment fills.
    ///
    /// # Errors
    /// [`NotReadable`]; no money can have moved.
    fn read_prepared(&self, _response: HttpResponse<'_>) -> Result<Secret, NotReadable> {
        Err(NotReadable(String::from("nothing is prepared here")))
    }

    /// The request that begins a payment by a new card on the provider's page.
    ///
    /// # Errors
    /// The rule that a field broke.
    fn first_payment(&self, first: &FirstPayment<'_>) -> Result<HttpRequest, Code>;

    /// What the answer to a charge or to the begin of a first payment says.
    /// Never fails: what cannot be read is [`crate::Outcome::Unknown`].
    fn read_charge(&self, response: HttpResponse<'_>) -> Answer;

    /// The request that looks a payment up.
    fn look_up(&self, by: LookUp<'_>) -> HttpRequest;

    /// Every payment that the answer to a look-up lists under what was asked;
    /// empty only where the provider clearly says that there is none.
    ///
    /// # Errors
    /// [`NotReadable`] where the answer says nothing that can be relied on.
    fn read_look_up(
        &self,
        by: LookUp<'_>,
        response: HttpResponse<'_>,
    ) -> Result<Found, NotReadable>;

    /// The request that gets the token of the card that a first payment stored.
    ///
    /// # Errors
    /// The rule that a field broke.
    fn learn_card(&self, paid: &PaidCard<'_>) -> Result<HttpRequest, Code>;

    /// The stored cards among which is the one that the payment stored: one
    /// where the provider answers by payment, all of the customer's where it
    /// answers by customer, none where it has not been stored (yet).
    ///
    /// # Errors
    /// [`NotReadable`].
    fn read_learned(
        &self,
        paid: &PaidCard<'_>,
        response: HttpResponse<'_>,
    ) -> Result<Vec<LearnedCard>, NotReadable>;

    /// The request that reads a stored card, where the provider has one.
    fn read_card(&self, card: &CardAt<'_>) -> Option<HttpRequest>;

    /// What the provider says of the stored card.
    ///
    /// # Errors
    /// [`NotReadable`].
    fn read_card_answer(
        &self,
        card: &CardAt<'_>,
        response: HttpResponse<'_>,
    ) -> Result<StoredCardAnswer, NotReadable>;

    /// The request that makes the provider forget a stored card; `None` where
    /// it has no such call and the token is dropped here alone.
    fn forget_card(&self, card: &CardAt<'_>) -> Option<HttpRequest>;

    /// What the answer to that says.
    fn read_forgotten(&self, response: HttpResponse<'_>) -> Forgotten;

    /// The requests that read what has been captured, cancelled and refunded
    /// of a payment, in order; at least one.
    fn totals(&self, payment: &PaymentAt<'_>) -> Vec<HttpRequest>;

    /// The totals, out of the answers to all of [`Provider::totals`], in order.
    ///
    /// # Errors
    /// [`NotReadable`].
    fn read_totals(
        &self,
        payment: &PaymentAt<'_>,
        responses: &[HttpResponse<'_>],
    ) -> Result<Totals, NotReadable>;

    /// The request that captures, cancels or refunds.
    ///
    /// # Errors
    /// The rule that the movement broke, [`Code::CaptureUnsupported`] and the
    /// like where the provider has no such call.
    fn movement(&self, movement: &Movement<'_>) -> Result<HttpRequest, Code>;

    /// What the answer to a movement says. Never fails.
    fn read_movement(&self, movement: &Movement<'_>, response: HttpResponse<'_>) -> MovementAnswer;

    /// The request that ends a payment which is open on the provider's page;
    /// `None` where there is no such call, or where the id that it needs is
    /// not known.
    fn cancel_open(&self, _payment: &OpenPayment<'_>) -> Option<HttpRequest> {
        None
    }

    /// What the answer to that says. Never fails, and is never the last word:
    /// what became of the payment, a look-up says.
    fn read_cancel_open(
        &self,
        _payment: &OpenPayment<'_>,
        _response: HttpResponse<'_>,
    ) -> MovementAnswer {
        MovementAnswer {
            outcome: MovementOutcome::Unknown,
            id: None,
            detail: String::from("nothing is asked of the provider"),
        }
    }

    /// What a notification is about, once it is proven to be the provider's.
    ///
    /// # Errors
    /// [`NotAuthentic`] where it is not.
    fn read_notification(&self, incoming: Incoming<'_>) -> Result<Notice, NotAuthentic>;

    /// What the provider takes for "received".
    fn acknowledgement(&self) -> Acknowledgement;

    /// A request that changes nothing and needs the credentials.
    fn harmless_call(&self, now: i64) -> HttpRequest;

    /// Whether the credentials work, by the answer to it.
    fn read_harmless_call(&self, response: HttpResponse<'_>) -> Credentials;
}
