//! Notifications: they expedite a look-up and carry no truth themselves.

use oneclick_providers::{AttemptReference, Notification, ProviderName};
use oneclick_rules::{OrderReference, PaymentId};

use crate::deployment::milliseconds;
use crate::model::attempt::Attempt;
use crate::payments::look_up::LookUps;
use crate::refusal::Refusal;
use crate::store::{self, Tx, attempts, awaited, operations};

impl LookUps {
    /// Takes what a provider told of a payment: finds the attempt by the
    /// return token in the address, by the attempt reference, or by a payment id that is
    /// known, and has it looked up, whatever its state. Returns its id; `None` if nothing
    /// that is known is named, and asks nothing then.
    ///
    /// `address` is the return token in the address that was called.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn notified(
        &self,
        provider: ProviderName,
        address: Option<&str>,
        notification: &Notification,
    ) -> Result<Option<PaymentId>, Refusal> {
        let (named, address) = (notification.clone(), address.map(String::from));
        let attempt = self
            .deployment
            .store
            .read(move |tx| find_named(tx, provider, address.as_deref(), &named))
            .await?;
        let Some(attempt) = attempt.filter(|attempt| attempt.provider == provider.as_str()) else {
            return Ok(None);
        };
        self.expedite(&attempt.id, notification.provider_payment_id.as_deref())
            .await?;
        Ok(Some(attempt.id))
    }

    /// Has an attempt looked up once more, whatever its state, but not closer
    /// to the last time than the settings say. `hint` is an id of the
    /// provider's that somebody named: only asked about, never believed.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn expedite(&self, id: &PaymentId, hint: Option<&str>) -> Result<(), Refusal> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        let clock = self.deployment.clock().clone();
        let (id, hint) = (id.clone(), hint.map(String::from));
        self.deployment
            .store
            .write(move |tx| {
                let now = clock.now();
                attempts::expedite(tx, &id, hint.as_deref(), spacing, now)?;
                operations::expedite(tx, &id, spacing, now)?;
                awaited::note_attempt(tx, &id, now)
            })
            .await?;
        self.deployment.wake.notify_one();
        Ok(())
    }

    /// Brings the look-up of the order's open attempt forward.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn bring_forward(&self, order: &OrderReference) -> Result<(), Refusal> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        let clock = self.deployment.clock().clone();
        let (asked, now) = (order.clone(), clock.now());
        let reading = move |tx: &Tx<'_>| attempts::can_be_brought_forward(tx, &asked, spacing, now);
        // A page asks again and again: most of its polls find all noted.
        if !self.deployment.store.read(reading).await? {
            return Ok(());
        }
        let order = order.clone();
        self.deployment
            .store
            .write(move |tx| {
                let now = clock.now();
                attempts::bring_forward(tx, &order, spacing, now)?;
                awaited::note_order(tx, &order, now)
            })
            .await?;
        self.deployment.wake.notify_one();
        Ok(())
    }
}

/// Finds the attempt that a notification names.
fn find_named(
    tx: &Tx<'_>,
    provider: ProviderName,
    address: Option<&str>,
    notification: &Notification,
) -> store::Result<Option<Attempt>> {
    let reference = notification.reference.as_deref();
    let ours = reference.and_then(AttemptReference::parse);
    match (address, ours, &notification.provider_payment_id) {
        (Some(address), _, _) => attempts::find_by_return(tx, address),
        (None, Some(reference), _) => attempts::find_by_reference(tx, &reference),
        // What is told of refunds and disputes may name the payment alone:
        // then one whose id the provider told us itself before.
        (None, None, Some(payment)) => attempts::find_by_payment(tx, provider.as_str(), payment),
        (None, None, None) => Ok(None),
    }
}
