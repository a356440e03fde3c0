//! What the answers of a provider prove of an attempt.

use oneclick_providers::{Outcome, PaymentStatus};
use oneclick_rules::PaymentState;

use crate::model::attempt::Attempt;
use crate::model::state::Step;

/// Returns the answer that decides: money before anything else, then what may still
/// become money, so that nothing is released while it may; and of several the
/// one that is already known as this attempt's.
pub(crate) fn weightiest<'a>(
    attempt: &Attempt,
    answers: &'a [PaymentStatus],
) -> Option<&'a PaymentStatus> {
    let known = |answer: &&PaymentStatus| is_own(attempt, answer);
    let proven = |answer: &&PaymentStatus| answer.outcome.moved_money() && proves(attempt, answer);
    let money = || answers.iter().filter(|answer| answer.outcome.moved_money());
    let open = || answers.iter().filter(|answer| answer.outcome.is_open());
    money()
        .find(known)
        .or_else(|| answers.iter().find(proven))
        .or_else(|| money().next())
        .or_else(|| open().find(known))
        .or_else(|| open().next())
        .or_else(|| answers.iter().find(known))
        .or_else(|| answers.last())
}

/// What an attempt was before the answer came.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Past {
    /// Whether the answer is surely newer than the attempt's last change.
    pub surely_newer: bool,
    /// Whether it is in review because money moved after it was over.
    pub was_given_back: bool,
}

/// Returns the answer that decides about an attempt. Of one that is over it is its own,
/// where that is listed: any other payment is beyond it.
pub(crate) fn deciding<'a>(
    attempt: &Attempt,
    answers: &'a [PaymentStatus],
    past: Past,
) -> Option<&'a PaymentStatus> {
    let own = |answer: &&PaymentStatus| is_own(attempt, answer);
    let is_given_back = past.was_given_back || attempt.state.is_given_back();
    let of_given_back = answers.iter().find(own).filter(|_| is_given_back);
    of_given_back.or_else(|| weightiest(attempt, answers))
}

/// Tells whether the answer is of the payment that is known as this attempt's.
pub(crate) fn is_own(attempt: &Attempt, answer: &PaymentStatus) -> bool {
    answer.provider_payment_id.is_some()
        && answer.provider_payment_id == attempt.provider_payment_id
}

/// Returns the step that an answer takes. A dispute is told beside: it does not undo a
/// payment.
pub(crate) fn step_of(
    attempt: &Attempt,
    answer: &PaymentStatus,
    outcome: &Outcome,
    past: Past,
) -> Option<Step> {
    // The money is what the person is to decide about.
    if past.was_given_back && outcome.moved_money() {
        return None;
    }
    let proven = proves(attempt, answer);
    let step = attempt.state.after(outcome, proven, past.surely_newer)?;
    let undoes = attempt.state.seen() == PaymentState::Succeeded && !step.to.is_paid();
    (answer.dispute.is_none() || !undoes).then_some(step)
}

/// Tells whether a success names our reference (where it names one) and our amount.
pub(crate) fn proves(attempt: &Attempt, answer: &PaymentStatus) -> bool {
    answer
        .reference
        .as_deref()
        .is_none_or(|reference| reference == attempt.reference.as_str())
        && answer.amount == Some(attempt.amount)
}

/// Tells whether the answer shows our reference.
pub(crate) fn is_ours(attempt: &Attempt, answer: &PaymentStatus) -> bool {
    answer.reference.as_deref() == Some(attempt.reference.as_str())
}
