//! What happens to the money: the behaviours on demand and the provider's
//! documented test amounts.

use crate::behaviour::Behaviour;
use crate::payment::{Payment, Reason, Verdict, status};

pub(crate) const CODE_INVALID: Reason =
    Reason::new(1204, "CardDetails.SecurityCode is invalid");
pub(crate) const CARD_EXPIRED: Reason = Reason::new(1205, "Card is expired");
pub(crate) const TOKEN_INVALID: Reason = Reason::new(2400, "CreditCardToken is invalid");
pub(crate) const TOKEN_UNAVAILABLE: Reason =
    Reason::new(2401, "CreditCardToken is not available");
pub(crate) const TOKEN_USED_UP: Reason =
    Reason::new(2402, "CreditCardToken usage limit exceeded");
/// Assumed: the provider's list of return codes, as far as it is public, has
/// none for an issuer's decline. 5288 shows that they stand above 5000.
const INSUFFICIENT_FUNDS: Reason = Reason::new(5051, "Insufficient funds");
const STOLEN: Reason = Reason::new(5043, "Stolen card");
const DECLINED: Reason = Reason::new(13, "Generic error");
const CAPTURE_LATER: Reason =
    Reason::new(5288, "Capture failed but will retry again later");
const CAPTURE_TOO_LATE: Reason = Reason::new(13, "Capture failed with time limit reached");
const AUTHENTICATION_FAILED: Reason = Reason::new(119, "Transaction cancelled by customer");

/// How long `pending` lasts unless the rule says, in milliseconds.
pub(crate) const PENDING_FOR: u64 = 30_000;

/// The reason of a forced decline; none where the outcome is no decline.
pub(crate) fn forced_decline(outcome: Behaviour) -> Option<Reason> {
    match outcome {
        Behaviour::Declined | Behaviour::Declined402 => Some(INSUFFICIENT_FUNDS),
        Behaviour::Stolen => Some(STOLEN),
        Behaviour::WrongCvc => Some(CODE_INVALID),
        Behaviour::ExpiredCard => Some(CARD_EXPIRED),
        Behaviour::UsageLimit => Some(TOKEN_USED_UP),
        Behaviour::TokenCancelled => Some(TOKEN_UNAVAILABLE),
        Behaviour::Paid
        | Behaviour::ThreeDSecure
        | Behaviour::Pending
        | Behaviour::CaptureRequested
        | Behaviour::AnswerLost
        | Behaviour::Dropped
        | Behaviour::Error500
        | Behaviour::Error500Booked
        | Behaviour::Slow
        | Behaviour::Garbage
        | Behaviour::Html
        | Behaviour::Truncated
        | Behaviour::WrongAmount
        | Behaviour::LookUp500
        | Behaviour::LookUpEmpty
        | Behaviour::LookUpLost
        | Behaviour::LookUpGarbage
        | Behaviour::LookUpDuplicate => None,
    }
}

/// Authorises the payment, and captures it if asked.
pub(crate) fn authorise(payment: &mut Payment, now: u64) {
    if let Some(reason) = forced_decline(payment.outcome) {
        return payment.apply(Verdict::failed(reason));
    }
    if payment.outcome == Behaviour::Pending {
        payment.captured_at = Some(now.saturating_add(payment.pending_for));
        return payment.apply(Verdict::of(status::PENDING));
    }
    if payment.outcome == Behaviour::CaptureRequested {
        return payment.apply(Verdict::of(status::CAPTURE_REQUESTED));
    }
    let verdict = match payment.asked.amount {
        10_001 => Verdict::failed(DECLINED),
        _ if payment.asked.capture => captured(payment.asked.amount),
        _ => Verdict::of(status::AUTHORIZED),
    };
    payment.apply(verdict);
}

/// What a capture comes to, by the test amounts.
pub(crate) fn captured(amount: u64) -> Verdict {
    match amount {
        10_002 => Verdict {
            status: status::QUEUED_FOR_CAPTURING,
            reasons: vec![CAPTURE_LATER],
        },
        10_003 => Verdict::of(status::CAPTURE_REQUESTED),
        10_005 => Verdict::failed(CAPTURE_TOO_LATE),
        _ => Verdict::of(status::CAPTURED),
    }
}

/// What a cancellation comes to, by the test amounts.
pub(crate) fn cancelled(amount: u64) -> Verdict {
    Verdict::of(if amount == 10_006 {
        status::QUEUED_FOR_CANCELING
    } else {
        status::CANCELLED
    })
}

/// The shopper did not pass the bank's check.
pub(crate) fn not_authenticated() -> Verdict {
    Verdict::failed(AUTHENTICATION_FAILED)
}
