//! What happens to the money: the behaviours on demand and the documents'
//! test cards.

use super::order::{Order, Page, Status};
use super::reason::{
    CARD_EXPIRED, CARD_NOT_VALID, CODE_NOT_VALID, DO_NOT_HONOR, INSUFFICIENT_FUNDS, Reason, STOLEN,
};
use super::transaction::State;
use crate::behaviour::Behaviour;

/// How long `pending` lasts unless the rule says, in milliseconds.
pub(super) const PENDING_FOR: u64 = 30_000;

const DECLINES: [(Behaviour, Reason); 7] = [
    (Behaviour::Declined, INSUFFICIENT_FUNDS),
    (Behaviour::Declined402, INSUFFICIENT_FUNDS),
    (Behaviour::Stolen, STOLEN),
    (Behaviour::WrongCvc, CODE_NOT_VALID),
    (Behaviour::ExpiredCard, CARD_EXPIRED),
    (Behaviour::UsageLimit, CARD_NOT_VALID),
    (Behaviour::TokenCancelled, CARD_NOT_VALID),
];

/// The card numbers that are declined (testing).
const TEST_CARDS: [(&str, Reason); 3] = [
    ("4111111111111105", DO_NOT_HONOR),
    ("4111111111111143", STOLEN),
    ("4111111111111151", INSUFFICIENT_FUNDS),
];

/// What a card's number comes to.
pub(super) fn of_number(number: &str) -> Option<Reason> {
    let known = TEST_CARDS.iter().find(|(declined, _)| *declined == number);
    known.map(|(_, reason)| *reason)
}

/// Pays, or authorises where the capture is not at once.
pub(super) fn authorise(order: &mut Order, now: u64) {
    order.page = Page::Card;
    let ordered = DECLINES
        .iter()
        .find(|(outcome, _)| *outcome == order.outcome);
    if let Some(reason) = ordered.map(|(_, reason)| *reason).or(order.decline) {
        return order.fail(reason, now);
    }
    if order.outcome == Behaviour::Pending {
        order.move_to(Status::Processing, State::Pending, now);
        order.completes_at = Some(now.saturating_add(order.pending_for));
    } else if order.outcome == Behaviour::CaptureRequested {
        // Assumed: the one status of transactions between pending and
        // completed. The money is held.
        order.move_to(Status::Processing, State::Accepted, now);
    } else {
        order.move_to(Status::Completed, State::Completed, now);
    }
}
