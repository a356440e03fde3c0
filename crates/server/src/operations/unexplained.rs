//! Finds what a provider lists of a payment and no operation of ours explains: pure
//! arithmetic.

#[cfg(test)]
mod tests;

use oneclick_providers::{Balance, ListedRefund, OperationKind, RefundState};
use oneclick_rules::Amount;

use crate::model::operation::Operation;
use crate::model::operation_state::OperationState;
use crate::operations::compare::{minor, sums};

/// Money that moved at the provider without us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unexplained {
    pub kind: OperationKind,
    pub amount: Amount,
    /// The provider's id of it.
    pub id: Option<String>,
    pub state: OperationState,
}

/// A payment as far as we know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedPayment<'a> {
    /// The provider's id of it.
    pub payment: &'a str,
    /// What it is for.
    pub whole: Amount,
    /// Whether a capture of the whole needs no operation that made it.
    pub captures_itself: bool,
    /// The operations that are known.
    pub made: &'a [Operation],
}

impl<'a> RecordedPayment<'a> {
    fn of_it(self) -> impl Iterator<Item = &'a Operation> {
        let of_it = move |one: &&Operation| one.provider_payment_id == self.payment;
        self.made.iter().filter(of_it)
    }

    /// Captures that are explained, minor units.
    pub(crate) fn captured(self, listed: u64) -> u64 {
        let counted = sums(self.made, self.payment).captured;
        if counted == 0 && self.captures_itself && listed >= self.whole.minor() {
            return self.whole.minor();
        }
        counted
    }

    /// Refunds that are explained, minor units. A cancel of what was captured
    /// is one.
    pub(crate) fn refunded(self) -> u64 {
        let is_refund = |one: &&Operation| {
            one.kind == OperationKind::Cancel && one.before.captured > 0 && one.state.counts()
        };
        let cancelled = self.of_it().filter(is_refund).map(|one| one.amount.minor());
        sums(self.made, self.payment).refunded + cancelled.sum::<u64>()
    }

    fn found(self, kind: OperationKind, units: u64, state: OperationState) -> Option<Unexplained> {
        let amount = Amount::new(units, self.whole.currency()).ok()?;
        Some(Unexplained {
            kind,
            amount,
            id: None,
            state,
        })
    }

    /// Returns the refunds in the list that no operation of ours has made, as far as ids
    /// and amounts tell.
    fn strange(self, listed: &[ListedRefund]) -> Vec<&ListedRefund> {
        let has = |refund: &ListedRefund| {
            let id = Some(&refund.id);
            self.of_it()
                .any(|one| one.provider_operation_id.as_ref() == id)
        };
        let nameless = |one: &&Operation| {
            let counts = one.kind == OperationKind::Refund && one.state.counts();
            counts && one.provider_operation_id.is_none()
        };
        let mut ours: Vec<Amount> = self
            .of_it()
            .filter(nameless)
            .map(|one| one.amount)
            .collect();
        let mut strange = Vec::new();
        for refund in listed {
            if refund.state == RefundState::Failed || has(refund) {
                continue;
            }
            match ours
                .iter()
                .position(|amount| refund.amount == Some(*amount))
            {
                Some(place) => drop(ours.swap_remove(place)),
                None => strange.push(refund),
            }
        }
        strange
    }
}

/// Returns what the balance tells beyond what is known.
pub(crate) fn unexplained(known: RecordedPayment<'_>, balance: &Balance) -> Vec<Unexplained> {
    let captured = minor(balance.captured);
    let more = captured.saturating_sub(known.captured(captured));
    let capture = known.found(OperationKind::Capture, more, OperationState::Succeeded);
    capture.into_iter().chain(refunds(known, balance)).collect()
}

fn refunds(known: RecordedPayment<'_>, balance: &Balance) -> Vec<Unexplained> {
    let more = minor(balance.refunded).saturating_sub(known.refunded());
    if more == 0 {
        return Vec::new();
    }
    let strange = known.strange(&balance.refunds);
    let one = |refund: &&ListedRefund| {
        let state = state_of(refund.state);
        let found = known.found(OperationKind::Refund, refund.amount?.minor(), state)?;
        Some(Unexplained {
            id: Some(refund.id.clone()),
            ..found
        })
    };
    let each: Option<Vec<_>> = strange.iter().map(one).collect();
    if let Some(each) = each.filter(|each| !each.is_empty()) {
        return each;
    }
    // Only the sum tells: it may be that of an operation whose outcome is open.
    if known.of_it().any(|one| one.state.is_unresolved()) {
        return Vec::new();
    }
    let state = match strange.as_slice() {
        [only] => state_of(only.state),
        _ => OperationState::Succeeded,
    };
    let found = known.found(OperationKind::Refund, more, state);
    let id = match strange.as_slice() {
        [only] => Some(only.id.clone()),
        _ => None,
    };
    found
        .map(|found| Unexplained { id, ..found })
        .into_iter()
        .collect()
}

fn state_of(state: RefundState) -> OperationState {
    match state {
        RefundState::Pending => OperationState::Pending,
        RefundState::Done => OperationState::Succeeded,
        RefundState::Failed => OperationState::Declined,
    }
}
