//! A payment's balance, read at its provider.

use oneclick_providers::{Balance, CallStep, NotReadable, Outcome, PaymentStatus, ProviderPayment};

use crate::model::attempt::Attempt;
use crate::model::operation::Operation;
use crate::model::operation_state::OperationState;
use crate::model::state::State;
use crate::operations::compare::{Difference, difference, minor};
use crate::operations::follow_up::FollowUps;
use crate::operations::settle::{KnownOutcome, SettledOperations};
use crate::payments::settle::Settling;
use crate::payments::settle::evidence::is_own;
use crate::registry::Configured;
use crate::store::{self, Tx, attempts, operations};

impl FollowUps {
    /// Returns the payment as its provider knows it: the attempt's own, or a duplicate
    /// found under its reference.
    pub(crate) fn payment_at(&self, attempt: &Attempt, payment: &str) -> ProviderPayment {
        ProviderPayment {
            id: String::from(payment),
            reference: attempt.reference.clone(),
            amount: attempt.amount,
            now: self.deployment.clock().seconds(),
        }
    }

    /// Reads what has been captured, cancelled and refunded of a payment.
    ///
    /// # Errors
    /// Fails with [`NotReadable`], also where no answer came.
    pub(crate) async fn read_balance(
        &self,
        configured: &Configured,
        payment: &ProviderPayment,
    ) -> Result<Balance, NotReadable> {
        let mut call = configured.provider.balance(payment);
        loop {
            let received = self.deployment.read(configured.provider.name(), call).await;
            let received = received.map_err(|error| NotReadable(format!("{error:?}")))?;
            match received.answer {
                CallStep::Done(balance) => return balance,
                CallStep::Next(next) => call = next,
            }
        }
    }

    /// Takes what the balance says of the payment, where it has gone further than
    /// we know: the merchant may have done it at the provider.
    pub(crate) async fn note_balance(
        &self,
        attempt: &Attempt,
        balance: &Balance,
    ) -> anyhow::Result<Attempt> {
        self.note_found(&attempt.id, balance).await?;
        let id = attempt.id.clone();
        let found = self
            .deployment
            .store
            .read(move |tx| attempts::find(tx, &id))
            .await?;
        let attempt = &found.ok_or(store::StoreError::Missing)?;
        let further = matches!(attempt.state, State::Authorised | State::Captured)
            && matches!(
                balance.outcome,
                Outcome::Captured | Outcome::Cancelled | Outcome::Refunded
            );
        if !further || attempt.state.after(&balance.outcome, true, true).is_none() {
            return Ok(attempt.clone());
        }
        let status = PaymentStatus {
            outcome: balance.outcome.clone(),
            provider_payment_id: attempt.provider_payment_id.clone(),
            ..PaymentStatus::unknown("by its balance")
        };
        let settled = Settling::of(&self.deployment)
            .settle(attempt, &[status], "look-up")
            .await?;
        Ok(settled.attempt)
    }

    /// Compares what a look-up of a payment in which money has moved found with
    /// its balance, and takes what that tells beyond it.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) async fn compare_balance(
        &self,
        attempt: &Attempt,
        mut statuses: Vec<PaymentStatus>,
    ) -> anyhow::Result<Compared> {
        let own = statuses.iter_mut().find(|status| is_own(attempt, status));
        let (Some(own), Some(configured), Some(payment), true) = (
            own,
            self.deployment.providers.find(&attempt.provider),
            attempt.provider_payment_id.as_deref(),
            has_balance(attempt.state),
        ) else {
            return Ok(Compared {
                statuses,
                were_read: true,
            });
        };
        let payment = self.payment_at(attempt, payment);
        let balance = match self.read_balance(configured, &payment).await {
            Ok(balance) => Some(balance),
            Err(error) => {
                tracing::warn!(payment = %attempt.id, %error, "the balance said nothing beside a look-up");
                None
            }
        };
        if let Some(balance) = &balance {
            self.settle_waiting(attempt, balance).await?;
            self.note_found(&attempt.id, balance).await?;
        }
        // Many list what was refunded as captured: only what is left of it is
        // money that should not be there.
        if attempt.state == State::Refunded && own.outcome.moved_money() {
            let left = |balance: &Balance| {
                minor(balance.captured).saturating_sub(minor(balance.refunded)) > 0
            };
            own.outcome = match &balance {
                Some(balance) if left(balance) => Outcome::Captured,
                Some(_) => Outcome::Refunded,
                None => Outcome::Unknown,
            };
        }
        Ok(Compared {
            statuses,
            were_read: balance.is_some(),
        })
    }

    /// Settles the payment's operations that wait for the provider or a person
    /// and of which its balance tells the end.
    async fn settle_waiting(&self, attempt: &Attempt, balance: &Balance) -> store::Result<()> {
        let id = attempt.id.clone();
        let reading = move |tx: &Tx<'_>| operations::of_attempt(tx, &id);
        let made = self.deployment.store.read(reading).await?;
        let waits = |operation: &&Operation| {
            let is_own =
                attempt.provider_payment_id.as_ref() == Some(&operation.provider_payment_id);
            let state = operation.state;
            is_own && matches!(state, OperationState::Pending | OperationState::NeedsReview)
        };
        for operation in made.iter().filter(waits) {
            if let Difference::Is(to, id) = difference(operation, balance) {
                let known = KnownOutcome::of(to).listed_as(id);
                SettledOperations::of(&self.deployment)
                    .settle_operation(&operation.id, &known)
                    .await?;
            }
        }
        Ok(())
    }
}

/// Holds what a look-up found, compared with the balance.
pub(crate) struct Compared {
    /// The payment statuses, as far as the balance bears them out.
    pub statuses: Vec<PaymentStatus>,
    /// Whether the balance could be read, if there is one.
    pub were_read: bool,
}

/// Tells whether money has moved in a payment of this state, so that its balance tells
/// more than the state. What came into review otherwise is decided there.
fn has_balance(state: State) -> bool {
    match state {
        State::Authorised
        | State::Captured
        | State::Cancelled
        | State::Refunded
        | State::NeedsReview => true,
        State::Created
        | State::Sent
        | State::Unknown
        | State::ActionRequired
        | State::Processing
        | State::Declined
        | State::Failed
        | State::Expired
        | State::NotFound
        | State::Duplicate => false,
    }
}
