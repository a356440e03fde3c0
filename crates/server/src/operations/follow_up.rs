//! Finding out what became of an operation, by the payment's balance.

use std::sync::Arc;

use oneclick_providers::{Balance, NotReadable};
use oneclick_rules::PaymentId;

use crate::deployment::{Deployment, milliseconds};
use crate::environment::Moment;
use crate::jobs::job::{Job, LeaseEnd};
use crate::model::attempt::Attempt;
use crate::model::operation::Operation;
use crate::operations::OperationState;
use crate::operations::compare::{Difference, difference};
use crate::operations::settle::{KnownOutcome, SettledOperations};
use crate::payments::look_up_times::LookUpTimes;
use crate::refusal::Refusal;
use crate::store::operations::{self, FollowedUp};
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx, attempts, awaited};

/// Finds out what became of operations, by the provider's balance.
///
/// Its methods stand here, in `balance.rs` and `found.rs`.
#[derive(Clone, Debug)]
pub struct FollowUps {
    pub(crate) deployment: Arc<Deployment>,
}

/// A balance that shows no difference.
#[derive(Clone, Copy, Debug)]
struct UnmovedBalance {
    /// Since when it shows none, Unix milliseconds.
    since: i64,
    /// When it was asked for.
    asked: Moment,
}

impl Job for FollowUps {
    type Row = Operation;
    const NAME: &'static str = "operations";
    const QUEUE: &'static Queue<Operation> = operations::FOLLOW_UPS;

    async fn carry_out(self, operation: Operation, _lease: Lease) -> LeaseEnd {
        let done = self.follow_up_once(&operation).await;
        let noted = done.inspect_err(|error| {
            tracing::error!(operation = %operation.id, %error, "an operation could not be followed up");
        });
        LeaseEnd::to_free_if(noted.is_ok())
    }

    fn take_over(&self, tx: &Tx<'_>) -> store::Result<()> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        operations::expedite_all_open(tx, spacing, self.deployment.clock().now())
    }
}

impl FollowUps {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Finds out once what became of an operation.
    pub(crate) async fn follow_up_once(&self, operation: &Operation) -> anyhow::Result<()> {
        let settings = &self.deployment.settings;
        let now = self.deployment.clock().now();
        let spacing = milliseconds(settings.look_up_spacing);
        let mut next = now
            + LookUpTimes::of(&self.deployment)
                .pause(operation.look_ups)
                .max(spacing);
        let mut unmoved_since = operation.unmoved_since;
        self.deployment
            .watches
            .since(&operation.id, self.deployment.clock());
        if operation.state == OperationState::Created {
            let left = LookUpTimes::of(&self.deployment).left_to_its_sender(&operation.id);
            next = next.max(now + left.map_or(0, milliseconds) + 1);
            // `sent` would be durable before a byte left.
            if left.is_none() {
                let known = KnownOutcome {
                    by: String::from("engine"),
                    detail: String::from("never sent"),
                    ..KnownOutcome::of(OperationState::Failed)
                };
                SettledOperations::of(&self.deployment)
                    .settle_operation(&operation.id, &known)
                    .await?;
            }
        } else {
            unmoved_since = self.find_out(operation).await?;
        }
        let made = FollowedUp {
            at: now,
            unmoved_since,
            next,
            answered: operation.expedites,
            retry: self.deployment.clock().now() + spacing,
        };
        let id = operation.id.clone();
        let noting = move |tx: &Tx<'_>| operations::note_follow_up(tx, &id, made);
        Ok(self.deployment.store.write(noting).await?)
    }

    /// Reads the balance and takes what it says; since when it has shown no
    /// difference, Unix milliseconds.
    async fn find_out(&self, operation: &Operation) -> anyhow::Result<Option<i64>> {
        let id = operation.attempt.clone();
        let found = self
            .deployment
            .store
            .read(move |tx| attempts::find(tx, &id))
            .await?;
        let attempt = found.ok_or(store::StoreError::Missing)?;
        let asked = self.deployment.clock().moment();
        let (unmoved_since, unmoved) = match self.balance_of(&attempt, operation).await {
            Ok(balance) => {
                let since = self.compare(&attempt, operation, &balance).await?;
                (since, since.map(|since| UnmovedBalance { since, asked }))
            }
            Err(error) => {
                tracing::warn!(operation = %operation.id, %error, "the balance said nothing");
                (operation.unmoved_since, None)
            }
        };
        if let Some(known) = self.by_silence(&attempt, operation, unmoved) {
            SettledOperations::of(&self.deployment)
                .settle_operation(&operation.id, &known)
                .await?;
        }
        Ok(unmoved_since)
    }

    /// Takes what the balance says of the operation and of its payment; since when
    /// they have shown no difference, Unix milliseconds.
    async fn compare(
        &self,
        attempt: &Attempt,
        operation: &Operation,
        balance: &Balance,
    ) -> anyhow::Result<Option<i64>> {
        let unmoved_since = match difference(operation, balance) {
            Difference::Is(to, id) => {
                let known = KnownOutcome::of(to).listed_as(id);
                SettledOperations::of(&self.deployment)
                    .settle_operation(&operation.id, &known)
                    .await?;
                None
            }
            Difference::Nothing => {
                let now = self.deployment.clock().now();
                self.deployment
                    .watches
                    .found_nothing(&operation.id, self.deployment.clock());
                Some(operation.unmoved_since.unwrap_or(now).min(now))
            }
            Difference::Unclear => {
                self.deployment
                    .watches
                    .found(&operation.id, self.deployment.clock());
                None
            }
        };
        if attempt.provider_payment_id.as_ref() == Some(&operation.provider_payment_id) {
            self.note_found(&attempt.id, balance).await?;
        }
        Ok(unmoved_since)
    }

    /// Returns the balance of the operation's payment.
    async fn balance_of(
        &self,
        attempt: &Attempt,
        operation: &Operation,
    ) -> Result<Balance, NotReadable> {
        let configured = self
            .deployment
            .providers
            .find(&attempt.provider)
            .ok_or_else(|| NotReadable(String::from("its provider is not configured")))?;
        let payment = self.payment_at(attempt, &operation.provider_payment_id);
        self.read_balance(configured, &payment).await
    }

    /// Decides by time. A balance that shows no difference says that nothing moved
    /// only when the operation had had as long as a charge has when it was asked for, and
    /// twice a while apart; any other silence is for a person to decide.
    fn by_silence(
        &self,
        attempt: &Attempt,
        operation: &Operation,
        unmoved: Option<UnmovedBalance>,
    ) -> Option<KnownOutcome> {
        let settings = &self.deployment.settings;
        let clock = self.deployment.clock();
        let now = clock.now();
        // Every wait by this process's own clocks too: one may have stepped.
        let watched_since = self.deployment.watches.since(&operation.id, clock);
        let times = LookUpTimes::of(&self.deployment);
        let was_watched = times.has_watched(watched_since, &attempt.provider);
        if operation.state == OperationState::Pending {
            let since = operation.pending_since.unwrap_or(operation.created_at);
            let for_long = now - since >= milliseconds(settings.pending_review_after);
            return (for_long && was_watched).then(|| KnownOutcome {
                by: String::from("engine"),
                detail: String::from("pending for too long"),
                ..KnownOutcome::of(OperationState::NeedsReview)
            });
        }
        if !matches!(
            operation.state,
            OperationState::Sent | OperationState::Unknown
        ) {
            return None;
        }
        let age = now - operation.created_at;
        let shows_nothing = unmoved.is_some_and(|UnmovedBalance { since, asked }| {
            // As old as the question: the answer may have been long on its way.
            let old = clock.perhaps_since(asked).max(0);
            let empty =
                clock.surely_since(self.deployment.watches.found_nothing(&operation.id, clock));
            let apart = empty.min(clock.now() - since) - old;
            let twice = apart >= milliseconds(settings.empty_look_ups_apart);
            let watched = age.min(clock.surely_since(watched_since)) - old;
            let asked_for = times.not_found_after(&attempt.provider);
            twice && asked_for.is_some_and(|after| watched >= after)
        });
        if shows_nothing {
            return Some(KnownOutcome {
                detail: String::from("the balance shows no difference"),
                ..KnownOutcome::of(OperationState::Failed)
            });
        }
        let silent = age >= milliseconds(settings.review_after) && was_watched;
        silent.then(|| KnownOutcome {
            by: String::from("engine"),
            detail: String::from("silence"),
            ..KnownOutcome::of(OperationState::NeedsReview)
        })
    }

    /// Has the payment's open operations followed up now, but not closer to the
    /// last time than the settings say.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn expedite_operations(&self, payment: &PaymentId) -> Result<(), Refusal> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        let now = self.deployment.clock().now();
        let payment = payment.clone();
        self.deployment
            .store
            .write(move |tx| {
                operations::expedite(tx, &payment, spacing, now)?;
                awaited::note_operations(tx, &payment, now)
            })
            .await?;
        self.deployment.wake.notify_one();
        Ok(())
    }
}
