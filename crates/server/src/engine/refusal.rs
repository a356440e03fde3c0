//! Why a request did nothing.

use oneclick_rules::wire::PaymentView;
use oneclick_rules::{Amount, ErrorCode, Limit, PaymentId, Violation};

/// Why a request did nothing.
#[derive(Debug)]
pub enum Refusal {
    /// The session takes no new payment.
    SessionExpired,
    /// A newer session of the order has another amount.
    Superseded,
    /// The order costs something else than the shopper was shown.
    AmountChanged(Amount),
    /// There is an attempt that the page has not seen.
    Stale(Box<PaymentView>),
    /// The key is being worked on: for which payment, where a merchant asks.
    Running(Option<PaymentId>),
    /// The key belongs to another request.
    KeyReused,
    /// The customer has no such card.
    CardUnknown,
    /// The card's removal is done and cannot be undone.
    CardDeleted,
    /// The provider is being asked to delete the card's token.
    CardDeleting,
    /// The provider was asked what to show of a token and did not tell: why.
    CardUnreadable(String),
    /// The card or the security code breaks these rules.
    Card(Vec<ErrorCode>),
    /// A limit against guessing was reached.
    Limit {
        /// Its name.
        limit: Limit,
        /// When to come back, seconds.
        retry_after: u64,
    },
    /// What was asked for breaks these rules of its provider.
    Rules(Vec<Violation>),
    /// An attempt holds the order.
    OrderHeld,
    /// The order belongs to another customer.
    OrderCustomer,
    /// There is no such thing under this id.
    Missing,
    /// A person has nothing to decide here: why.
    NotInReview(String),
    /// A resolution does not say what it is about: what is missing.
    ReviewUnclear(String),
    /// Another operation of the payment is not resolved yet.
    Busy,
    /// The payment is not in a state for that.
    PaymentState,
    /// Nothing is captured that could be refunded; what is authorised can be cancelled.
    NotCaptured,
    /// More than there is to capture or refund.
    OperationAmount,
    /// The provider has no such call.
    OperationUnsupported,
    /// The provider could not be read before anything was written.
    ProviderSilent,
    /// Only a server in test mode does that.
    TestOnly,
    /// Ours.
    Internal(anyhow::Error),
}

impl From<sqlx::Error> for Refusal {
    fn from(error: sqlx::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<anyhow::Error> for Refusal {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}
