//! What happens to the money: the behaviours on demand.

use super::payment::{Payment, Status};
use super::refusal::{
    CARD_EXPIRED, CODE_INVALID, INSUFFICIENT_FUNDS, NO_SUCH_CARD, Refusal, STOLEN, USED_UP,
};
use crate::behaviour::Behaviour;

/// How long `pending` lasts unless the rule says, in milliseconds.
pub(super) const PENDING_FOR: u64 = 30_000;

const DECLINES: [(Behaviour, Refusal); 7] = [
    (Behaviour::Declined, INSUFFICIENT_FUNDS),
    (Behaviour::Declined402, INSUFFICIENT_FUNDS),
    (Behaviour::Stolen, STOLEN),
    (Behaviour::WrongCvc, CODE_INVALID),
    (Behaviour::ExpiredCard, CARD_EXPIRED),
    (Behaviour::UsageLimit, USED_UP),
    (Behaviour::TokenCancelled, NO_SUCH_CARD),
];

/// Captures, or only authorises where that was ordered.
pub(super) fn capture(payment: &mut Payment, now: u64) {
    let mut declines = DECLINES.iter();
    let ordered = declines.find(|(outcome, _)| *outcome == payment.outcome);
    if let Some((_, refusal)) = ordered {
        payment.fail(*refusal, now);
    } else if payment.outcome == Behaviour::Pending {
        payment.move_to(Status::Pending, now);
        payment.captures_at = Some(now.saturating_add(payment.pending_for));
    } else if payment.outcome == Behaviour::CaptureRequested {
        payment.move_to(Status::Authorized, now);
    } else {
        payment.move_to(Status::Captured, now);
    }
}
