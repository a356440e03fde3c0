//! The status ids of card payments.

pub(super) const OPEN: u16 = 1;
pub(super) const SUCCESS: u16 = 2;
pub(super) const CANCELLED: u16 = 3;
pub(super) const FAILED: u16 = 4;
pub(super) const EXPIRED: u16 = 5;
pub(super) const PENDING: u16 = 7;
pub(super) const AUTHORIZED: u16 = 9;
pub(super) const CAPTURED: u16 = 11;
pub(super) const CAPTURE_REQUESTED: u16 = 13;
pub(super) const PARTIALLY_REFUNDED: u16 = 21;
pub(super) const REFUNDED: u16 = 22;
pub(super) const PAID: u16 = 25;
pub(super) const DISPUTED: u16 = 19;
pub(super) const DISPUTE_WON: u16 = 23;
pub(super) const DISPUTE_LOST: u16 = 24;
pub(super) const PENDING_CHALLENGE: u16 = 30;
pub(super) const QUEUED_FOR_CAPTURING: u16 = 33;
pub(super) const QUEUED_FOR_CANCELING: u16 = 34;
pub(super) const PARTIALLY_CAPTURED: u16 = 35;

/// Names a status; none for an id that the provider does not have.
pub(super) fn name(id: u16) -> Option<&'static str> {
    Some(match id {
        1 => "Open",
        2 => "Success",
        3 => "Cancelled",
        4 => "Failed",
        5 => "Expired",
        7 => "PendingOnProvider",
        9 => "Authorized",
        10 => "AuthorizeRequested",
        11 => "Captured",
        13 => "CaptureRequested",
        14 => "Exception",
        15 => "CancelRequested",
        16 => "Reversed",
        19 => "Disputed",
        21 => "PartiallyRefunded",
        22 => "Refunded",
        23 => "DisputeWon",
        24 => "DisputeLost",
        25 => "Paid",
        26 => "Chargedback",
        27 => "SecondChargebackWon",
        28 => "SecondChargebackLost",
        30 => "PendingChallengeConfirmation",
        33 => "QueuedForCapturing",
        34 => "QueuedForCanceling",
        35 => "PartiallyCaptured",
        _ => return None,
    })
}
