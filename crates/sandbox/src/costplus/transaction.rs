//! A transaction of an order: one attempt to pay it, and why it failed
//! (docs.costplus.io, testing and processors).

use serde::Serialize;

use crate::faults::DeclineCause;
use crate::ledger::ShownCard;
use crate::random;

/// The statuses of transactions (api-reference/webhooks), less those that
/// nothing here comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TransactionStatus {
    New,
    Pending,
    Accepted,
    Captured,
    Completed,
    Cancelled,
    Error,
    Expired,
}

/// A transaction. Its amount and currency are the order's.
#[derive(Clone)]
pub(super) struct CostplusTransaction {
    /// A UUID.
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) modified: u64,
    pub(super) status: TransactionStatus,
    pub(super) reason: Option<TransactionReason>,
    /// Whether the shopper has a page to pay it on.
    pub(super) has_page: bool,
    pub(super) card: Option<ShownCard>,
    /// The stored card's token, given by the request or made from its card.
    pub(super) token: Option<String>,
    /// Its own id, where it is the first one with a card that was stored.
    pub(super) first: Option<String>,
}

impl CostplusTransaction {
    pub(super) fn new(has_page: bool, now: u64) -> Self {
        Self {
            id: random::uuid(),
            created: now,
            modified: now,
            status: TransactionStatus::New,
            reason: None,
            has_page,
            card: None,
            token: None,
            first: None,
        }
    }
}

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
