//! What identifies a charge that was sent, and what the tab stores of it.

use oneclick_rules::{IdempotencyKey, PaymentId};

use super::pick::Pick;

/// Identifies a charge that was sent, or may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingCharge {
    /// The idempotency key.
    pub key: IdempotencyKey,
    /// The card that it pays with.
    pub card: Pick,
    /// The language of the consent to save a new card, if it was given.
    pub consent: Option<String>,
    /// The last attempt that had been seen when it was sent.
    pub previous_payment: Option<PaymentId>,
}

/// Says what the tab's storage holds when the session answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stored {
    /// No key of this endpoint.
    Nothing,
    /// The pending charge of this session.
    This(PendingCharge),
    /// A key of this endpoint, or that it paid there; the session's id is not known.
    Some,
    /// Not known: the tab's storage cannot be read.
    Unreadable,
}

impl Stored {
    /// Returns whether a charge was sent from this tab.
    pub(super) fn is_kept(&self) -> bool {
        matches!(self, Self::This(_) | Self::Some)
    }
}
