//! What is noted of duplicates, each with its event.

use oneclick_providers::{OperationKind, Outcome, PaymentStatus};
use sqlx::SqliteConnection;

use crate::engine::Engine;
use crate::engine::evidence::{Past, is_ours, is_own};
use crate::engine::operations::OperationState;
use crate::engine::state::State;
use crate::store::attempts::{self, Attempt, Change};
use crate::store::operations;

impl Engine {
    /// Notes money under our reference beyond the one payment that counts, and
    /// what of it is back.
    pub(in crate::engine) async fn note_duplicates(
        &self,
        store: &mut SqliteConnection,
        mut settled: Attempt,
        counted: &PaymentStatus,
        answers: &[PaymentStatus],
        past: Past,
    ) -> sqlx::Result<Option<Attempt>> {
        let now = self.clock().now();
        // One that is over already still is the order's, where it is listed:
        // what else moved is not.
        let is_decided = past.was_over || !settled.state.is_open();
        let own = answers.iter().find(|answer| is_own(&settled, answer));
        let counts = own.filter(|_| is_decided).unwrap_or(counted);
        let counts = counts.provider_payment_id.clone();
        let all = settled.state == State::Duplicate;
        for extra in answers
            .iter()
            .filter(|answer| all || answer.provider_payment_id != counts)
        {
            let Some(payment) = &extra.provider_payment_id else {
                continue;
            };
            if matches!(extra.outcome, Outcome::Cancelled | Outcome::Refunded) {
                settled = self
                    .note_reversed(store, settled, payment, "look-up")
                    .await?;
            }
            if !extra.outcome.moved_money() {
                continue;
            }
            let ours = is_ours(&settled, extra);
            let found =
                attempts::insert_duplicate(&mut *store, &settled, payment, ours, now).await?;
            if found || self.moved_again(store, &settled, extra, payment).await? {
                tracing::error!(payment = %settled.id, "the provider lists more than one charge for one reference");
                let kind = ("duplicate_found", "engine");
                match self.tell(store, &settled, kind, payment).await? {
                    Some(changed) => settled = changed,
                    None => return Ok(None),
                }
            }
        }
        Ok(Some(settled))
    }

    /// Takes up again a duplicate that was cancelled and is captured all the same.
    async fn moved_again(
        &self,
        store: &mut SqliteConnection,
        attempt: &Attempt,
        extra: &PaymentStatus,
        payment: &str,
    ) -> sqlx::Result<bool> {
        if extra.outcome != Outcome::Captured {
            return Ok(false);
        }
        let made = operations::of_attempt(&mut *store, &attempt.id).await?;
        let of_it = || made.iter().filter(|one| one.provider_payment_id == payment);
        let is_cancel = |kind| kind == OperationKind::Cancel;
        let was_cancelled = of_it().any(|one| {
            is_cancel(one.kind)
                && one.state == OperationState::Succeeded
                && one.before.captured == 0
        });
        if !was_cancelled || of_it().any(|one| !is_cancel(one.kind)) {
            return Ok(false);
        }
        let now = self.clock().now();
        attempts::take_up_again(store, &attempt.provider, payment, now).await
    }

    /// Writes an event of a duplicate: its kind, and who said so.
    pub(in crate::engine) async fn tell(
        &self,
        store: &mut SqliteConnection,
        attempt: &Attempt,
        (kind, by): (&str, &str),
        detail: &str,
    ) -> sqlx::Result<Option<Attempt>> {
        let change = Change {
            kind,
            by,
            detail,
            ..Change::keeping(attempt)
        };
        let now = self.clock().now();
        attempts::change(store, attempt, attempt.state, &change, now).await
    }

    /// Notes, with its event, that a payment's money is back, if it was a
    /// duplicate; the attempt as it is then.
    pub(in crate::engine) async fn note_reversed(
        &self,
        store: &mut SqliteConnection,
        attempt: Attempt,
        payment: &str,
        by: &str,
    ) -> sqlx::Result<Attempt> {
        let now = self.clock().now();
        if !attempts::note_reversed(&mut *store, &attempt.provider, payment, now).await? {
            return Ok(attempt);
        }
        let kind = ("duplicate_reversed", by);
        let told = self.tell(store, &attempt, kind, payment).await?;
        told.ok_or(sqlx::Error::RowNotFound)
    }
}
