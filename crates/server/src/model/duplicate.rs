//! A duplicate charge.

use oneclick_rules::PaymentId;

/// Money that moved beyond an order's one charge, and is to be given back.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// The provider.
    pub provider: String,
    /// The provider's id of the payment.
    pub payment: String,
    /// The attempt under which it was found.
    pub attempt: PaymentId,
    /// When, Unix milliseconds.
    pub found_at: i64,
}

/// Says how far a duplicate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateState {
    /// The engine is to give it back.
    Due,
    /// A person has to decide.
    NeedsReview,
    /// The money is back.
    Reversed,
    /// A person decided that the merchant keeps it.
    Kept,
}
