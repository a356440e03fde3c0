//! Judges what a provider's payment statuses prove of an attempt.

use oneclick_providers::{Outcome, PaymentStatus};
use oneclick_rules::PaymentState;

use crate::model::attempt::Attempt;
use crate::model::duplicate::DuplicateState;
use crate::model::state::Step;

/// Returns the payment status that decides: money before anything else, then what may
/// still become money, so that nothing is freed while it may; and of several the one
/// that is already known as this attempt's.
pub(crate) fn weightiest<'a>(
    attempt: &Attempt,
    statuses: &'a [PaymentStatus],
) -> Option<&'a PaymentStatus> {
    let known = |status: &&PaymentStatus| is_own(attempt, status);
    let proven = |status: &&PaymentStatus| status.outcome.moved_money() && proves(attempt, status);
    let money = || {
        statuses
            .iter()
            .filter(|status| status.outcome.moved_money())
    };
    let open = || statuses.iter().filter(|status| status.outcome.is_open());
    money()
        .find(known)
        .or_else(|| statuses.iter().find(proven))
        .or_else(|| money().next())
        .or_else(|| open().find(known))
        .or_else(|| open().next())
        .or_else(|| statuses.iter().find(known))
        .or_else(|| statuses.last())
}

/// Holds what an attempt was before the payment status came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Past {
    /// Whether the payment status is surely newer than the attempt's last change.
    pub surely_newer: bool,
    /// Whether its money had been given back when it came into review.
    pub was_given_back: bool,
}

/// Returns the payment status that decides about an attempt. Of one whose money was given
/// back it is its own, where that is listed: any other payment is beyond it.
pub(crate) fn deciding<'a>(
    attempt: &Attempt,
    statuses: &'a [PaymentStatus],
    past: Past,
) -> Option<&'a PaymentStatus> {
    let own = |status: &&PaymentStatus| is_own(attempt, status);
    let is_given_back = past.was_given_back || attempt.state.is_given_back();
    let of_given_back = statuses.iter().find(own).filter(|_| is_given_back);
    of_given_back.or_else(|| weightiest(attempt, statuses))
}

/// Returns the payment statuses that may decide about an attempt: none of a payment that is
/// known as its duplicate, which goes back and makes nothing paid.
pub(crate) fn without_duplicates(
    attempt: &Attempt,
    statuses: &[PaymentStatus],
    duplicates: &[(String, DuplicateState)],
) -> Vec<PaymentStatus> {
    let is_duplicate = |status: &&PaymentStatus| {
        let of = |(payment, _): &(String, _)| status.provider_payment_id.as_ref() == Some(payment);
        !is_own(attempt, status) && duplicates.iter().any(of)
    };
    let counting = statuses.iter().filter(|status| !is_duplicate(status));
    counting.cloned().collect()
}

/// Tells whether the status names another reference than the attempt's.
pub(crate) fn is_stray(attempt: &Attempt, status: &PaymentStatus) -> bool {
    let named = status.reference.as_deref();
    named.is_some_and(|reference| reference != attempt.reference.as_str())
}

/// Tells whether the status is of the payment that is known as this attempt's.
pub(crate) fn is_own(attempt: &Attempt, status: &PaymentStatus) -> bool {
    status.provider_payment_id.is_some()
        && status.provider_payment_id == attempt.provider_payment_id
}

/// Returns the step that a payment status takes. A dispute is told beside: it does not
/// undo a payment.
pub(crate) fn step_of(
    attempt: &Attempt,
    status: &PaymentStatus,
    outcome: &Outcome,
    past: Past,
) -> Option<Step> {
    // The money is what the person is to decide about.
    if past.was_given_back && outcome.moved_money() {
        return None;
    }
    let proven = proves(attempt, status);
    let step = attempt.state.after(outcome, proven, past.surely_newer)?;
    let undoes = attempt.state.seen() == PaymentState::Succeeded && !step.to.is_paid();
    (status.dispute.is_none() || !undoes).then_some(step)
}

/// Tells whether a success names our reference (where it names one) and our amount.
pub(crate) fn proves(attempt: &Attempt, status: &PaymentStatus) -> bool {
    !is_stray(attempt, status) && status.amount == Some(attempt.amount)
}

/// Returns what the provider says of a payment, for the person who has to decide about
/// it where it is `unproven`: the amount that it names, if that is not the attempt's.
pub(crate) fn in_words(attempt: &Attempt, status: &PaymentStatus, unproven: bool) -> String {
    let detail = &status.detail;
    match status.amount {
        Some(other) if unproven && other != attempt.amount => format!(
            "{detail}: the provider says {} {}",
            other.decimal(),
            other.currency()
        ),
        _ => detail.clone(),
    }
}

/// Tells whether the status shows our reference.
pub(crate) fn is_ours(attempt: &Attempt, status: &PaymentStatus) -> bool {
    status.reference.as_deref() == Some(attempt.reference.as_str())
}
