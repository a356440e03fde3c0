//! Notifications: they expedite a look-up and carry no truth themselves.

use oneclick_providers::{AttemptReference, Notification, ProviderName};
use oneclick_rules::{OrderReference, PaymentId};

use super::{Engine, Refusal, milliseconds};
use crate::store::{attempts, awaited, operations};

impl Engine {
    /// Takes what a provider told of a payment: finds the attempt by our
    /// reference, or by an id that is already ours, and has it looked up, whatever its state. Returns its id;
    /// `None` where nothing of ours is named, and nothing is asked then.
    ///
    /// `address` is the reference of the attempt in the address that was called.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn notified(
        &self,
        provider: ProviderName,
        address: Option<&str>,
        notice: &Notification,
    ) -> Result<Option<PaymentId>, Refusal> {
        let mut store = self.store().reader().acquire().await?;
        let ours = notice
            .reference
            .as_deref()
            .and_then(AttemptReference::parse);
        let attempt = match (address, ours, &notice.provider_payment_id) {
            (Some(address), _, _) => attempts::find_by_return(&mut store, address).await?,
            (None, Some(reference), _) => {
                attempts::find_by_reference(&mut store, &reference).await?
            }
            // What is told of refunds and disputes may name the payment alone:
            // then one whose id the provider told us itself before.
            (None, None, Some(payment)) => {
                attempts::find_by_payment(&mut store, provider.as_str(), payment).await?
            }
            (None, None, None) => None,
        };
        drop(store);
        let Some(attempt) = attempt.filter(|attempt| attempt.provider == provider.as_str()) else {
            return Ok(None);
        };
        self.look_again(&attempt.id, notice.provider_payment_id.as_deref())
            .await?;
        Ok(Some(attempt.id))
    }

    /// Has an attempt looked up once more, whatever its state, but not closer
    /// to the last time than the settings say. `hint` is an id of the
    /// provider's that somebody named: only asked about, never believed.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn look_again(&self, id: &PaymentId, hint: Option<&str>) -> Result<(), Refusal> {
        let spacing = milliseconds(self.parts.settings.look_up_spacing);
        let mut store = self.store().reader().acquire().await?;
        let now = self.clock().now();
        attempts::look_again(&mut store, id, hint, spacing, now).await?;
        operations::expedite(&mut store, id, spacing, now).await?;
        awaited::note_attempt(&mut store, id, now).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Brings the look-up of the order's open attempt forward.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn expedite(&self, order: &OrderReference) -> Result<(), Refusal> {
        let spacing = milliseconds(self.parts.settings.look_up_spacing);
        let mut store = self.store().reader().acquire().await?;
        let now = self.clock().now();
        attempts::expedite(&mut store, order, spacing, now).await?;
        awaited::note_order(&mut store, order, now).await?;
        self.wake.notify_one();
        Ok(())
    }
}
