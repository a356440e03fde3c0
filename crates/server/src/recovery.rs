//! Finds what a store has lost that was taken back to a copy: the providers know of the
//! money, and references of lost attempts are derived again.

pub(crate) mod begin;
pub(crate) mod lost;
pub(crate) mod pass;
pub(crate) mod record;
pub(crate) mod repeats;
pub mod run;
pub(crate) mod sources;

use std::sync::Arc;

use crate::deployment::Deployment;
use crate::model::attempt::Attempt;
use crate::model::order::Order;
use crate::payments::standing::standing;
use crate::recovery::repeats::Repeats;
use crate::recovery::sources::LostAttempts;
use crate::refusal::Refusal;
use crate::store::recovery::Readiness;
use crate::store::{self, Tx, orders, recovery};

/// Keeps what a store has lost from being charged again: closes it, and asks for lost
/// attempts of an order before that is charged.
///
/// Its methods stand here and in `begin.rs`.
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
    /// order is charged for the first time since, and records what there is. It takes no
    /// longer than a look-up may, and whoever waits for the answer of a charge waits no
    /// longer for this: what was asked meanwhile is there at their next press.
    ///
    /// # Errors
    /// Fails with [`Refusal::Recovering`] if a provider could not be asked in that time.
    pub(crate) async fn ask_before_charge(&self, order: &Order) -> Result<(), Refusal> {
        let settings = &self.deployment.settings;
        let (patience, most) = (settings.answer_within, 2 * settings.provider_timeout);
        let (this, asked) = (self.clone(), order.clone());
        let asking = self.deployment.environment.spawn(async move {
            let asking = Box::pin(this.ask_everywhere(&asked));
            let within = this.deployment.environment.timeout(most, asking);
            within.await.unwrap_or(Err(Refusal::Recovering))
        });
        let waiting = self.deployment.environment.timeout(patience, asking);
        let Some(asked) = waiting.await else {
            tracing::warn!(order = %order.reference, "an order is not charged: the providers are still being asked what the store has lost of it");
            return Err(Refusal::Recovering);
        };
        asked.map_err(anyhow::Error::from)?
    }

    /// Tells whether the attempt has freed its order, for which no provider was asked what
    /// the store has lost: a later attempt may have paid it.
    pub(crate) fn is_unasked(&self, tx: &Tx<'_>, attempt: &Attempt) -> store::Result<bool> {
        if attempt.state.holds() {
            return Ok(false);
        }
        let now = self.deployment.clock().now();
        let readiness = recovery::readiness(tx, &attempt.order, now)?;
        Ok(readiness == Readiness::Unasked && standing(tx, &attempt.order)?.holder.is_none())
    }

    /// Asks for later attempts of the order that an attempt has freed, as
    /// [`Self::ask_before_charge`] does: it may be paid, and its shop not know. Who could not
    /// be asked is in the log, and asked after the attempt's next look-up.
    pub(crate) async fn ask_for_freed(&self, attempt: &Attempt) -> store::Result<()> {
        let reference = attempt.order.clone();
        let reading = move |tx: &Tx<'_>| orders::find(tx, &reference);
        if let Some(order) = self.deployment.store.read(reading).await?
            && let Err(error) = Box::pin(self.ask_before_charge(&order)).await
        {
            tracing::warn!(order = %order.reference, %error, "an order that was freed is still to be asked for");
        }
        Ok(())
    }

    async fn ask_everywhere(&self, order: &Order) -> Result<(), Refusal> {
        let (reference, now) = (order.reference.clone(), self.deployment.clock().now());
        let reading = move |tx: &Tx<'_>| -> store::Result<_> {
            let number = recovery::find(tx)?.number;
            let lost = recovery::unasked(tx, &reference, now)?;
            Ok((number, lost, recovery::left_out(tx, number)?))
        };
        let (number, lost, left_out) = self.deployment.store.read(reading).await?;
        let Some(since) = lost.iter().map(|loss| loss.since).min() else {
            return Ok(());
        };
        let repeats = Repeats::none(&self.deployment);
        let attempts = LostAttempts::of(&self.deployment);
        let asking = attempts.sources(&lost, &left_out, &repeats);
        let (sources, mut not_asked) = asking.await;
        let note = not_asked.is_empty().then_some(number);
        let (_, silent) = attempts.ask_for(&sources, order, since, note).await?;
        not_asked.extend(silent);
        if let Some(silent) = not_asked.first() {
            tracing::warn!(order = %order.reference, provider = silent.provider, why = silent.why, "an order is not charged: a provider could not be asked what the store has lost of it");
            return Err(Refusal::Recovering);
        }
        Ok(())
    }
}
