//! Finds what a store has lost that was taken back to a copy: the providers know of the
//! money, and references of lost attempts are derived again.

pub(crate) mod begin;
pub(crate) mod lost;
pub(crate) mod pass;
pub(crate) mod record;
pub mod run;
pub(crate) mod sources;

use std::sync::Arc;

use crate::deployment::Deployment;
use crate::model::order::Order;
use crate::refusal::Refusal;
use crate::store::{self, Tx, attempts, recovery};

/// Finds what a store has lost.
///
/// Its methods stand here and in `recovery/`.
#[derive(Clone, Debug)]
pub struct Recoveries {
    pub(crate) deployment: Arc<Deployment>,
}

impl Recoveries {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Tells whether the store is closed.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn is_closed(&self) -> store::Result<bool> {
        self.deployment.store.read(recovery::is_closed).await
    }

    /// Asks every provider for attempts of an order that the store has lost, before the
    /// order is charged for the first time since, and records what there is.
    ///
    /// # Errors
    /// Fails with [`Refusal::Recovering`] if a provider could not be asked.
    pub(crate) async fn ask_before_charge(&self, order: &Order) -> Result<(), Refusal> {
        let reference = order.reference.clone();
        let reading = move |tx: &Tx<'_>| -> Result<_, Refusal> {
            let present = recovery::find(tx)?;
            let left_out = recovery::left_out(tx, present.number)?;
            let last = attempts::last_number(tx, &reference)?;
            let free = attempts::next_number(tx, &reference)?;
            Ok((present, left_out, (last, free)))
        };
        let (present, left_out, numbers) = self.deployment.store.read(reading).await?;
        let Some((since, until)) = present.lost else {
            return Ok(());
        };
        let (sources, mut not_asked) = self.sources((since, until), &left_out).await;
        let (found, silent) = self
            .lost(&sources, &order.reference, numbers, since)
            .await?;
        not_asked.extend(silent);
        let last = self.record_all(order, numbers.1 - 1, since, found).await?;
        if let Some(silent) = not_asked.first() {
            tracing::warn!(order = %order.reference, provider = silent.provider, why = silent.why, "an order is not charged: a provider could not be asked what the store has lost of it");
            return Err(Refusal::Recovering);
        }
        self.note_asked(order, present.number, last).await?;
        Ok(())
    }
}
