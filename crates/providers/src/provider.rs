//! The seam between the engine and a provider.

use core::fmt::Debug;

use oneclick_rules::{ErrorCode, Violation};

use crate::call::{Call, CallStep};
use crate::capabilities::{Capabilities, CredentialCheck};
use crate::card::{CardDeletion, CardToSave, ProviderCard, RetrievedCard, SavedCard};
use crate::name::ProviderName;
use crate::notification::{Acknowledgement, IncomingNotification, NotAuthentic, Notification};
use crate::operation::{Balance, OpenPayment, OperationRequest, OperationStatus, ProviderPayment};
use crate::purchase::{CardUses, Charge, NewCardPayment, Purchase};
use crate::secret::Secret;
use crate::status::{FoundPayments, LookUp, NotReadable, PaymentStatus};

/// A provider: pure functions between our words and its HTTP.
///
/// Times are Unix seconds and come from the caller. Whatever the provider can do
/// is a [`Call`]; a function returns an error instead only where a field breaks
/// a rule of the provider, and nothing may be sent then. A reader never panics,
/// and what it cannot read is unknown or not readable, never a success.
pub trait Provider: Debug + Send + Sync {
    /// Gives its name.
    fn name(&self) -> ProviderName;

    /// Tells what it can do.
    fn capabilities(&self) -> Capabilities;

    /// Lists every rule of the provider that a purchase breaks: amounts that it
    /// cannot express, texts too long, members that it asks for. Empty where
    /// it takes the purchase.
    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation>;

    /// Judges what a merchant gives at an import as the provider's id of the payment
    /// that first stored the card, for these uses.
    ///
    /// # Errors
    /// [`ErrorCode::CardInitialTransaction`] where it is needed and missing,
    /// [`ErrorCode::CardInitialTransactionFormat`] where it is none of the provider's,
    /// [`ErrorCode::CardInitialTransactionUnsupported`] where the provider knows none.
    fn check_initial_transaction(
        &self,
        given: Option<&str>,
        keep: CardUses,
    ) -> Result<(), ErrorCode>;

    /// Makes the call that charges a stored card. What its answer says never fails:
    /// what cannot be read is [`crate::Outcome::Unknown`].
    ///
    /// # Errors
    /// The rule that a field broke.
    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode>;

    /// Makes the call that has to come before [`Provider::hosted_page`], where the
    /// provider keeps a card for these uses only in an account made before: it
    /// answers with the account that the payment by a new card fills. Where that is
    /// [`NotReadable`], no money can have moved.
    fn prepare(&self, _keep: CardUses, _now: i64) -> Option<Call<Result<Secret, NotReadable>>> {
        None
    }

    /// Makes the call that begins a payment by a new card on the provider's page; its
    /// answer is read as that of [`Provider::charge`].
    ///
    /// # Errors
    /// The rule that a field broke.
    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode>;

    /// Makes the call that looks a payment up: every payment that is listed under
    /// what was asked, none only where the provider clearly says that there is
    /// none, and [`NotReadable`] for what says nothing that can be relied on.
    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>>;

    /// Makes the call that lists every payment that was made from `since` to `until`,
    /// whatever its reference: where looking one up by our reference is a search by time,
    /// and `None` elsewhere. What is open is judged as of `now`. All in Unix seconds.
    fn list(
        &self,
        _since: i64,
        _until: i64,
        _now: i64,
    ) -> Option<Call<Result<FoundPayments, NotReadable>>> {
        None
    }

    /// Makes the call that gets the token of the card that a payment stored: the
    /// stored cards among which it is, one where the provider answers by
    /// payment, all of the customer's where it answers by customer, none where
    /// it has not been stored (yet).
    ///
    /// # Errors
    /// The rule that a field broke.
    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode>;

    /// Makes the call that reads a stored card, where the provider has one.
    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>>;

    /// Makes the call that makes the provider delete a stored card; `None` where it
    /// has none and the token is dropped here alone.
    fn delete_card(&self, card: &ProviderCard) -> Option<Call<CardDeletion>>;

    /// Makes the calls that read what has been captured, cancelled and refunded of a
    /// payment, one after the other.
    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>>;

    /// Makes the call that captures, cancels or refunds.
    ///
    /// # Errors
    /// The rule that the operation broke, [`ErrorCode::CaptureUnsupported`] and the
    /// like where the provider has no such call.
    fn operation(&self, operation: &OperationRequest) -> Result<Call<OperationStatus>, ErrorCode>;

    /// Makes the call that ends a payment which is open on the provider's page;
    /// `None` where there is none, or where the id that it needs is not known.
    /// Its answer is never the last word: what became of the payment, a look-up
    /// says.
    fn cancel_open(&self, _payment: &OpenPayment) -> Option<Call<OperationStatus>> {
        None
    }

    /// Tells what a notification is about, once it is proven to be the provider's.
    ///
    /// # Errors
    /// [`NotAuthentic`] where it is not.
    fn read_notification(
        &self,
        incoming: IncomingNotification<'_>,
    ) -> Result<Notification, NotAuthentic>;

    /// Tells what the provider takes for "received".
    fn acknowledgement(&self) -> Acknowledgement;

    /// Makes a call that changes nothing and tells whether the credentials work.
    fn check_credentials(&self, now: i64) -> Call<CredentialCheck>;
}
