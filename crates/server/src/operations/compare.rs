//! Tells what there is to move, and what has moved: pure arithmetic over what a
//! provider lists and what we asked of it.

#[cfg(test)]
mod tests;

use oneclick_providers::{Balance, ListedRefund, OperationKind, Outcome, RefundState};
use oneclick_rules::Amount;

use crate::model::attempt::Attempt;
use crate::model::operation::{Before, Operation};
use crate::model::operation_state::OperationState;
use crate::model::state::State;

/// Holds what was asked of a payment, minor units: done or still possible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// Captures that count.
    pub captured: u64,
    /// Refunds that count.
    pub refunded: u64,
    /// Captures that are done.
    pub captured_done: u64,
    /// Refunds that are done.
    pub refunded_done: u64,
}

/// Returns the sums over the operations of one payment of the provider's.
pub(crate) fn sums<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
    provider_payment_id: &str,
) -> Sums {
    let mut sums = Sums::default();
    let of_it = |operation: &&Operation| operation.provider_payment_id == provider_payment_id;
    for operation in operations.into_iter().filter(of_it) {
        let minor = operation.amount.minor();
        let (counted, done) = match operation.kind {
            OperationKind::Capture => (&mut sums.captured, &mut sums.captured_done),
            OperationKind::Refund => (&mut sums.refunded, &mut sums.refunded_done),
            OperationKind::Cancel => continue,
        };
        if operation.state.counts() {
            *counted += minor;
        }
        if operation.state == OperationState::Succeeded {
            *done += minor;
        }
    }
    sums
}

/// Returns minor units; none if nothing is told.
pub(crate) fn minor(amount: Option<Amount>) -> u64 {
    amount.map_or(0, Amount::minor)
}

/// Returns what the provider listed, as it is kept with the intent.
pub(crate) fn before(balance: &Balance) -> Before {
    Before {
        captured: minor(balance.captured),
        refunded: minor(balance.refunded),
        refunds: balance.refunds.iter().map(|one| one.id.clone()).collect(),
    }
}

/// Says how much there is to move: what the provider lists less what was asked
/// for, whichever of the two has moved more. Minor units.
pub(crate) fn left(kind: OperationKind, whole: Amount, balance: &Balance, sums: Sums) -> u64 {
    let captured = minor(balance.captured);
    match kind {
        // A cancel of what is captured is a refund by another name.
        OperationKind::Cancel if captured > 0 => {
            captured.saturating_sub(minor(balance.refunded).max(sums.refunded))
        }
        OperationKind::Capture | OperationKind::Cancel => balance
            .authorised
            .unwrap_or(whole)
            .minor()
            .saturating_sub(captured.max(sums.captured)),
        OperationKind::Refund => {
            captured.saturating_sub(minor(balance.refunded).max(sums.refunded))
        }
    }
}

/// Says what the difference between then and now says of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// It has come to this, under this id where there is one.
    Is(OperationState, Option<String>),
    /// Nothing has moved (yet).
    Nothing,
    /// Something moved, and not surely this.
    Unclear,
}

/// Decides an unknown or pending operation by the balance.
pub(crate) fn difference(operation: &Operation, now: &Balance) -> Difference {
    match operation.kind {
        OperationKind::Capture => of_capture(operation, now),
        OperationKind::Cancel => match now.outcome {
            Outcome::Cancelled => Difference::Is(OperationState::Succeeded, None),
            Outcome::Refunded if operation.before.captured > 0 => {
                Difference::Is(OperationState::Succeeded, None)
            }
            Outcome::Authorised | Outcome::CapturePending => Difference::Nothing,
            Outcome::Captured if operation.before.captured > 0 => Difference::Nothing,
            Outcome::Captured | Outcome::Refunded => Difference::Is(OperationState::Declined, None),
            Outcome::Declined(_)
            | Outcome::ActionRequired { .. }
            | Outcome::Pending
            | Outcome::Failed(_)
            | Outcome::Expired
            | Outcome::Unknown => Difference::Unclear,
        },
        OperationKind::Refund => of_refund(operation, now),
    }
}

fn of_capture(operation: &Operation, now: &Balance) -> Difference {
    let wanted = operation.before.captured + operation.amount.minor();
    let captured = minor(now.captured);
    let given_up = matches!(
        now.outcome,
        Outcome::Cancelled | Outcome::Declined(_) | Outcome::Expired
    );
    if captured == wanted {
        Difference::Is(OperationState::Succeeded, None)
    } else if now.outcome == Outcome::CapturePending {
        Difference::Is(OperationState::Pending, None)
    } else if given_up {
        Difference::Is(OperationState::Declined, None)
    } else if captured == operation.before.captured {
        Difference::Nothing
    } else {
        Difference::Unclear
    }
}

fn of_refund(operation: &Operation, now: &Balance) -> Difference {
    let before = &operation.before;
    let more = minor(now.refunded).checked_sub(before.refunded);
    if let Some(refund) = listed(operation, now, more) {
        // Without amounts, that all of them are done may leave out one that failed.
        let is_in_sum = refund.amount.is_some() || more >= Some(operation.amount.minor());
        let state = match refund.state {
            RefundState::Pending => OperationState::Pending,
            RefundState::Done if !is_in_sum => return Difference::Unclear,
            RefundState::Done => OperationState::Succeeded,
            RefundState::Failed => OperationState::Declined,
        };
        return Difference::Is(state, Some(refund.id.clone()));
    }
    // Its sum tells only where there is no list; what is on its way counts in
    // it, so that it says nothing new of what is pending.
    let lists = !now.refunds.is_empty() || !before.refunds.is_empty();
    let pending = operation.state == OperationState::Pending;
    let moved = if pending {
        now.outcome == Outcome::Refunded
    } else {
        more == Some(operation.amount.minor())
    };
    match more {
        Some(0) => Difference::Nothing,
        _ if moved && !lists => Difference::Is(OperationState::Succeeded, None),
        _ => Difference::Unclear,
    }
}

/// Finds the refund in the list that is this one, where the sum has grown by so `more`.
fn listed<'a>(
    operation: &Operation,
    now: &'a Balance,
    more: Option<u64>,
) -> Option<&'a ListedRefund> {
    if let Some(id) = &operation.provider_operation_id {
        return now.refunds.iter().find(|refund| refund.id == *id);
    }
    let is_new = |refund: &&ListedRefund| !operation.before.refunds.contains(&refund.id);
    let new = || now.refunds.iter().filter(is_new);
    let mut of_amount = new().filter(|refund| refund.amount == Some(operation.amount));
    // CostPlus tells no amounts where it lists several: the sum is that of the only
    // one that is new.
    let only = || match new().collect::<Vec<_>>().as_slice() {
        [only] if only.amount.is_none() && more == Some(operation.amount.minor()) => Some(*only),
        _ => None,
    };
    of_amount.next().or_else(only)
}

/// Holds what is told of a payment's money, minor units, as far as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Captured.
    pub captured: u64,
    /// Given back.
    pub refunded: u64,
}

/// Returns what has been captured and given back of the attempt's own payment: by our
/// operations, by what the provider listed before them, by the state.
pub fn told(attempt: &Attempt, made: &[Operation]) -> Told {
    let own = attempt.provider_payment_id.as_deref().unwrap_or_default();
    let sums = sums(made, own);
    let listed = |of: fn(&Before) -> u64| {
        let of_it = made.iter().filter(|one| one.provider_payment_id == own);
        of_it.map(|one| of(&one.before)).max().unwrap_or(0)
    };
    let pending = sums.refunded - sums.refunded_done;
    let mut told = Told {
        captured: sums.captured_done.max(listed(|before| before.captured)),
        refunded: sums
            .refunded_done
            .max(listed(|before| before.refunded).saturating_sub(pending)),
    };
    if told.captured == 0 && matches!(attempt.state, State::Captured | State::Refunded) {
        told.captured = attempt.amount.minor();
    }
    if attempt.state == State::Refunded {
        told.refunded = told.captured;
    }
    told
}
