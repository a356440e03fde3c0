//! Why a transaction failed (docs.costplus.io, testing and processors).

/// A transaction's `reason`, and what the shopper may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) code: &'static str,
    /// `customer_message`; its wording is assumed.
    pub(super) message: &'static str,
}

const REJECTED: &str = "ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR";

pub(super) const NOT_AUTHENTICATED: Reason = Reason {
    code: "ERROR_CARD_AUTHENTICATION_FAILURE",
    message: "The bank's check failed.",
};
pub(super) const CODE_NOT_VALID: Reason = Reason {
    code: "ERROR_CARD_CVV_NOT_VALID",
    message: "The security code is not valid.",
};
/// Also of an expired card (assumed: no reason of its own is documented).
pub(super) const CARD_EXPIRED: Reason = Reason {
    code: "ERROR_CARD_INFORMATION_NOT_VALID",
    message: "The card has expired.",
};
/// "Card ID is not valid": of a vault token that is unknown, too old, or used
/// up (assumed).
pub(super) const CARD_NOT_VALID: Reason = Reason {
    code: "ERROR_CARD_NOT_VALID",
    message: "The stored card is not valid.",
};
// The reason "includes" the number of the card schemes (processors); that it
// stands in the message is assumed.
pub(super) const DO_NOT_HONOR: Reason = Reason {
    code: REJECTED,
    message: "Do not honor (05)",
};
pub(super) const STOLEN: Reason = Reason {
    code: REJECTED,
    message: "Stolen card (43)",
};
pub(super) const INSUFFICIENT_FUNDS: Reason = Reason {
    code: REJECTED,
    message: "Insufficient funds (51)",
};
