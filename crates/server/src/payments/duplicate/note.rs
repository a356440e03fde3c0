//! Notes duplicates, each with its event.

use oneclick_providers::{OperationKind, Outcome, PaymentStatus};

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::model::webhook::told::{Concern, DuplicateChange};
use crate::operations::OperationState;
use crate::payments::settle::Settling;
use crate::payments::settle::evidence::{Past, is_ours, is_own};
use crate::store::attempts::{self, Change};
use crate::store::{self, Tx, operations};

impl Settling {
    /// Notes money under our reference beyond the one payment that counts, and
    /// what of it is back.
    pub(crate) fn note_duplicates(
        &self,
        tx: &Tx<'_>,
        mut settled: Attempt,
        counted: Option<&PaymentStatus>,
        statuses: &[PaymentStatus],
        past: Past,
    ) -> store::Result<Option<Attempt>> {
        let now = self.deployment.clock().now();
        // One that is over already still is the order's, where it is listed:
        // what else moved is not.
        let is_decided = past.was_given_back || !settled.state.is_open();
        let own = statuses.iter().find(|status| is_own(&settled, status));
        let counts = own.filter(|_| is_decided).or(counted);
        let counts = counts.and_then(|status| status.provider_payment_id.clone());
        let all = settled.state == State::Duplicate;
        for extra in statuses
            .iter()
            .filter(|status| all || status.provider_payment_id != counts)
        {
            let Some(payment) = &extra.provider_payment_id else {
                continue;
            };
            if matches!(extra.outcome, Outcome::Cancelled | Outcome::Refunded) {
                settled = self.note_reversed(tx, settled, payment, "look-up")?;
            }
            if !extra.outcome.moved_money() {
                continue;
            }
            let ours = is_ours(&settled, extra);
            let found = attempts::insert_duplicate(tx, &settled, payment, ours, now)?;
            if found || self.moved_again(tx, &settled, extra, payment)? {
                tracing::error!(payment = %settled.id, "the provider lists more than one charge for one reference");
                let found = DuplicateChange::Found;
                match self.tell(tx, &settled, (payment, found), "engine", payment)? {
                    Some(changed) => settled = changed,
                    None => return Ok(None),
                }
            }
        }
        Ok(Some(settled))
    }

    /// Takes up again a duplicate that was cancelled and is captured all the same.
    fn moved_again(
        &self,
        tx: &Tx<'_>,
        attempt: &Attempt,
        extra: &PaymentStatus,
        payment: &str,
    ) -> store::Result<bool> {
        if extra.outcome != Outcome::Captured {
            return Ok(false);
        }
        let made = operations::of_attempt(tx, &attempt.id)?;
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
        let now = self.deployment.clock().now();
        attempts::take_up_again(tx, &attempt.provider, payment, now)
    }

    /// Writes an event of a duplicate: the provider's id of it, what became of it, and
    /// who said so.
    pub(crate) fn tell(
        &self,
        tx: &Tx<'_>,
        attempt: &Attempt,
        (payment, change): (&str, DuplicateChange),
        by: &str,
        detail: &str,
    ) -> store::Result<Option<Attempt>> {
        let change = Change {
            kind: change.event(),
            by,
            detail,
            concern: Concern::Duplicate(payment, change),
            ..Change::keeping(attempt)
        };
        let now = self.deployment.clock().now();
        attempts::change(tx, attempt, attempt.state, &change, now)
    }

    /// Notes, with its event, that a payment's money is back, if it was a
    /// duplicate; the attempt as it is then.
    pub(crate) fn note_reversed(
        &self,
        tx: &Tx<'_>,
        attempt: Attempt,
        payment: &str,
        by: &str,
    ) -> store::Result<Attempt> {
        let now = self.deployment.clock().now();
        if !attempts::note_reversed(tx, &attempt.provider, payment, now)? {
            return Ok(attempt);
        }
        let reversed = (payment, DuplicateChange::Reversed);
        let told = self.tell(tx, &attempt, reversed, by, payment)?;
        told.ok_or(store::StoreError::Missing)
    }
}
