//! A transaction of an order: one attempt to pay it.

use serde::Serialize;

use super::reason::TransactionReason;
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
