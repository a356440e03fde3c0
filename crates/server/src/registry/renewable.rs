//! A provider whose credentials are changed while the server runs.

use std::sync::Arc;

use oneclick_providers::{
    Acknowledgement, Balance, Call, CallStep, Capabilities, CardDeletion, CardToSave, CardUses,
    Charge, CredentialCheck, FoundPayments, IncomingNotification, LookUp, NewCardPayment,
    NotAuthentic, NotReadable, Notification, OpenPayment, OperationRequest, OperationStatus,
    PaymentStatus, Provider, ProviderCard, ProviderName, ProviderPayment, Purchase, RetrievedCard,
    SavedCard, Secret,
};
use oneclick_rules::{ErrorCode, Violation};

use crate::replaceable::Replaceable;

/// A provider that another one of the same name takes the place of. A [`Call`] has all that
/// it needs: one that was made before is sent, and its answer read, by what it was made with.
#[derive(Debug)]
pub(super) struct RenewableProvider(Replaceable<dyn Provider>);

impl RenewableProvider {
    pub(super) fn new(provider: Arc<dyn Provider>) -> Self {
        Self(Replaceable::new(provider))
    }

    /// Makes all further calls by this one.
    pub(super) fn renew(&self, provider: Arc<dyn Provider>) {
        self.0.replace(|_| provider);
    }

    fn now(&self) -> Arc<dyn Provider> {
        self.0.now()
    }
}

// One that were left out would be the trait's own, which says that nothing can be done.
#[deny(clippy::missing_trait_methods)]
impl Provider for RenewableProvider {
    fn name(&self) -> ProviderName {
        self.now().name()
    }

    fn capabilities(&self) -> Capabilities {
        self.now().capabilities()
    }

    fn check_purchase(&self, purchase: &Purchase<'_>) -> Vec<Violation> {
        self.now().check_purchase(purchase)
    }

    fn check_initial_transaction(
        &self,
        given: Option<&str>,
        keep: CardUses,
    ) -> Result<(), ErrorCode> {
        self.now().check_initial_transaction(given, keep)
    }

    fn charge(&self, charge: &Charge<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        self.now().charge(charge)
    }

    fn prepare(&self, keep: CardUses, now: i64) -> Option<Call<Result<Secret, NotReadable>>> {
        self.now().prepare(keep, now)
    }

    fn hosted_page(&self, first: &NewCardPayment<'_>) -> Result<Call<PaymentStatus>, ErrorCode> {
        self.now().hosted_page(first)
    }

    fn look_up(&self, by: &LookUp) -> Call<Result<FoundPayments, NotReadable>> {
        self.now().look_up(by)
    }

    fn list(
        &self,
        since: i64,
        until: i64,
        now: i64,
    ) -> Option<Call<Result<FoundPayments, NotReadable>>> {
        self.now().list(since, until, now)
    }

    fn save_card(
        &self,
        paid: &CardToSave,
    ) -> Result<Call<Result<Vec<SavedCard>, NotReadable>>, ErrorCode> {
        self.now().save_card(paid)
    }

    fn retrieve_card(
        &self,
        card: &ProviderCard,
    ) -> Option<Call<Result<RetrievedCard, NotReadable>>> {
        self.now().retrieve_card(card)
    }

    fn delete_card(&self, card: &ProviderCard) -> Option<Call<CardDeletion>> {
        self.now().delete_card(card)
    }

    fn balance(&self, payment: &ProviderPayment) -> Call<CallStep<Result<Balance, NotReadable>>> {
        self.now().balance(payment)
    }

    fn operation(&self, operation: &OperationRequest) -> Result<Call<OperationStatus>, ErrorCode> {
        self.now().operation(operation)
    }

    fn cancel_open(&self, payment: &OpenPayment) -> Option<Call<OperationStatus>> {
        self.now().cancel_open(payment)
    }

    fn read_notification(
        &self,
        incoming: IncomingNotification<'_>,
    ) -> Result<Notification, NotAuthentic> {
        self.now().read_notification(incoming)
    }

    fn acknowledgement(&self) -> Acknowledgement {
        self.now().acknowledgement()
    }

    fn check_credentials(&self, now: i64) -> Call<CredentialCheck> {
        self.now().check_credentials(now)
    }
}
