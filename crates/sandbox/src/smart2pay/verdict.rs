//! What happens to the money: the behaviours on demand and the provider's
//! documented test amounts.

use super::payment::{Fraud, Payment, Verdict, status};
use super::reason::Reason;
use crate::behaviour::Behaviour;

pub(crate) const CODE_INVALID: Reason = Reason::of(1204);
pub(crate) const CARD_EXPIRED: Reason = Reason::of(1205);
pub(crate) const TOKEN_INVALID: Reason = Reason::of(2400);
pub(crate) const TOKEN_UNAVAILABLE: Reason = Reason::of(2401);
pub(crate) const TOKEN_USED_UP: Reason = Reason::of(2402);

const DECLINES: [(Behaviour, Reason); 7] = [
    (Behaviour::Declined, Reason::of(5051)),
    (Behaviour::Declined402, Reason::of(5051)),
    (Behaviour::Stolen, Reason::of(5043)),
    (Behaviour::WrongCvc, CODE_INVALID),
    (Behaviour::ExpiredCard, CARD_EXPIRED),
    (Behaviour::UsageLimit, TOKEN_USED_UP),
    (Behaviour::TokenCancelled, TOKEN_UNAVAILABLE),
];
const GENERIC: Reason = Reason::of(13);
const CAPTURE_LATER: Reason = Reason::of(5288);
const CAPTURE_TOO_LATE: Reason = Reason {
    code: 13,
    info: "Capture failed with time limit reached",
};
const DENIED: Reason = Reason::of(116);
const CHALLENGED: Reason = Reason::of(117);
const NOT_AUTHENTICATED: Reason = Reason::of(119);

/// How long `pending` lasts unless the rule says, in milliseconds.
pub(crate) const PENDING_FOR: u64 = 30_000;

/// Authorises the payment, and captures it if asked.
pub(crate) fn authorise(payment: &mut Payment, now: u64) {
    // The check comes before the authorisation (SDK-NET,
    // CheckOnPreAuthorisation).
    match payment.fraud {
        Some(Fraud::Deny) => return payment.apply(Verdict::failed(DENIED)),
        Some(Fraud::Challenge) => {
            return payment.apply(Verdict {
                status: status::PENDING_CHALLENGE,
                reasons: vec![CHALLENGED],
            });
        }
        Some(Fraud::Accept) | None => {}
    }
    let decline = DECLINES
        .iter()
        .find(|(outcome, _)| *outcome == payment.outcome);
    if let Some((_, reason)) = decline {
        return payment.apply(Verdict::failed(*reason));
    }
    if payment.outcome == Behaviour::Pending {
        payment.captured_at = Some(now.saturating_add(payment.pending_for));
        return payment.apply(Verdict::of(status::PENDING));
    }
    if payment.outcome == Behaviour::CaptureRequested {
        return payment.apply(Verdict::of(status::CAPTURE_REQUESTED));
    }
    let verdict = match payment.asked.amount {
        10_001 => Verdict::failed(GENERIC),
        amount if payment.asked.capture => captured(amount),
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
    Verdict::failed(NOT_AUTHENTICATED)
}
