//! Captures, cancels and refunds of a payment.

use oneclick_rules::Amount;

use crate::purchase::AttemptReference;
use crate::status::Outcome;

/// What moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationKind {
    /// From authorised to ours.
    Capture,
    /// All of it back to the shopper: what is authorised, and at some providers what is
    /// captured and not yet settled.
    Cancel,
    /// From ours back to the shopper.
    Refund,
}

impl OperationKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Capture, Self::Cancel, Self::Refund];
}

/// A payment at a provider.
#[derive(Clone, Debug)]
pub struct ProviderPayment {
    /// The provider's id.
    pub id: String,
    /// Our reference of it.
    pub reference: AttemptReference,
    /// What it was for.
    pub amount: Amount,
    /// Unix seconds.
    pub now: i64,
}

/// A payment that is open on the provider's page.
#[derive(Clone, Debug)]
pub struct OpenPayment {
    /// The provider's id, where it is known.
    pub provider_payment_id: Option<String>,
    /// Our reference of it.
    pub reference: AttemptReference,
}

/// A refund that the provider lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRefund {
    /// The provider's id.
    pub id: String,
    /// How much.
    pub amount: Option<Amount>,
    /// Whether it has happened, is under way or has failed.
    pub state: RefundState,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundState {
    /// Under way.
    Pending,
    /// The money is back.
    Done,
    /// It is not.
    Failed,
}

/// What has happened to a payment's money, as the provider lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// What the payment as a whole is.
    pub outcome: Outcome,
    /// Authorised, where told; `None` for nothing or not told.
    pub authorised: Option<Amount>,
    /// Captured so far; `None` for nothing.
    pub captured: Option<Amount>,
    /// Given back so far, refunds under way included; `None` for nothing.
    pub refunded: Option<Amount>,
    /// The refunds, where the provider lists them.
    pub refunds: Vec<ListedRefund>,
    /// The provider's id of the transaction inside the payment, where captures
    /// and cancels name it.
    pub transaction: Option<String>,
}

/// A operation of money of one payment.
#[derive(Clone, Debug)]
pub struct OperationRequest {
    /// What moves.
    pub kind: OperationKind,
    /// Which payment's.
    pub payment: ProviderPayment,
    /// Our reference of the operation, new for each.
    pub reference: AttemptReference,
    /// How much.
    pub amount: Amount,
    /// The payment as the provider listed it just before.
    pub before: Balance,
    /// For the shopper's statement or the merchant's list.
    pub description: Option<String>,
}

impl OperationRequest {
    /// Tells whether it moves all that there is to move.
    pub fn is_whole(&self) -> bool {
        let minor = |amount: Option<Amount>| amount.map_or(0, Amount::minor);
        let there = match self.kind {
            OperationKind::Capture | OperationKind::Cancel => self
                .before
                .authorised
                .map_or(self.payment.amount.minor(), Amount::minor)
                .saturating_sub(minor(self.before.captured)),
            OperationKind::Refund => {
                minor(self.before.captured).saturating_sub(minor(self.before.refunded))
            }
        };
        self.amount.minor() == there
    }
}

/// What the answer to an operation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationStatus {
    /// What became of it.
    pub outcome: OperationOutcome,
    /// The provider's id of it.
    pub id: Option<String>,
    /// In the provider's words, never its free text.
    pub detail: String,
}

/// What became of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationOutcome {
    /// It happened.
    Done,
    /// It is under way.
    Pending,
    /// The provider refused it, finally: nothing moved.
    Refused,
    /// Not clearly one of the others: read the balance and compare.
    Unknown,
}
