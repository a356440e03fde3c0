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
use crate::store::{self, Tx, recovery};

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
        let reading = |tx: &Tx<'_>| -> store::Result<_> {
            let present = recovery::find(tx)?;
            Ok((present, recovery::left_out(tx, present.number)?))
        };
        let (present, left_out) = self.deployment.store.read(reading).await?;
        let Some((since, until)) = present.lost else {
            return Ok(());
        };
        let (sources, mut not_asked) = self.sources((since, until), &left_out).await;
        let note = not_asked.is_empty().then_some(present.number);
        let (_, silent) = self.ask_for(&sources, order, since, note).await?;
        not_asked.extend(silent);
        if let Some(silent) = not_asked.first() {
            tracing::warn!(order = %order.reference, provider = silent.provider, why = silent.why, "an order is not charged: a provider could not be asked what the store has lost of it");
            return Err(Refusal::Recovering);
        }
        Ok(())
    }
}
