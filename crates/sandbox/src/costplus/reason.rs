//! Why a transaction failed (docs.costplus.io, testing and processors).

use crate::faults::DeclineCause;

/// A transaction's `reason`, and what the shopper may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TransactionReason {
    pub(super) code: &'static str,
    /// `customer_message`; its wording is assumed.
    pub(super) message: &'static str,
}

impl TransactionReason {
    /// Puts a decline into the provider's words.
    pub(super) fn of(decline: DeclineCause) -> Self {
        match decline {
            DeclineCause::NotAuthenticated => reason(
                "ERROR_CARD_AUTHENTICATION_FAILURE",
                "The bank's check failed.",
            ),
            DeclineCause::WrongCvc => reason(
                "ERROR_CARD_CVV_NOT_VALID",
                "The security code is not valid.",
            ),
            // Assumed: no reason of its own is documented.
            DeclineCause::Expired => {
                reason("ERROR_CARD_INFORMATION_NOT_VALID", "The card has expired.")
            }
            // "Card ID is not valid": of a vault token that is unknown, too
            // old, or used up (assumed).
            DeclineCause::NoSuchCard | DeclineCause::UsedUp => {
                reason("ERROR_CARD_NOT_VALID", "The stored card is not valid.")
            }
            DeclineCause::Stolen => rejected("Stolen card (43)"),
            DeclineCause::InsufficientFunds => rejected("Insufficient funds (51)"),
        }
    }

    /// Finds what a test card's number comes to (testing).
    pub(super) fn of_number(number: &str) -> Option<Self> {
        match number {
            "4111111111111105" => Some(rejected("Do not honor (05)")),
            "4111111111111143" => Some(Self::of(DeclineCause::Stolen)),
            "4111111111111151" => Some(Self::of(DeclineCause::InsufficientFunds)),
            _ => None,
        }
    }
}

fn reason(code: &'static str, message: &'static str) -> TransactionReason {
    TransactionReason { code, message }
}

/// Names a rejection. It "includes" the schemes' number (processors); that it
/// stands in the message is assumed.
fn rejected(message: &'static str) -> TransactionReason {
    reason("ERROR_TRANSACTION_REJECTED_BY_CARD_PROCESSOR", message)
}
