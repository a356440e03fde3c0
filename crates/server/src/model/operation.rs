//! A capture, cancel or refund of a payment.

use oneclick_providers::{AttemptReference, OperationKind};
use oneclick_rules::{Amount, PaymentId};

use crate::model::operation_state::OperationState;

/// A capture, cancel or refund of a payment.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id, `op_…`.
    pub id: String,
    /// The attempt whose payment it is of.
    pub attempt: PaymentId,
    /// The provider's id of the payment: the attempt's own, or a duplicate.
    pub provider_payment_id: String,
    /// What moves.
    pub kind: OperationKind,
    /// How much.
    pub amount: Amount,
    /// Our reference at the provider.
    pub reference: AttemptReference,
    /// Its state.
    pub state: OperationState,
    /// Who asked for it: `merchant` or `engine`.
    pub by: String,
    /// For the shopper's statement or the merchant's list.
    pub description: Option<String>,
    /// What the provider listed of the payment just before.
    pub before: Before,
    /// The provider's id of it.
    pub provider_operation_id: Option<String>,
    /// When it was asked for, Unix milliseconds.
    pub created_at: i64,
    /// How often it has changed.
    pub version: i64,
    /// When the provider is asked what became of it, Unix milliseconds.
    pub look_up_at: Option<i64>,
    /// How often it was asked.
    pub look_ups: i64,
    /// How often somebody has asked for that.
    pub expedites: i64,
    /// Since when its balance has shown no difference, Unix milliseconds.
    pub unmoved_since: Option<i64>,
    /// Since when the provider has had it and not done it, Unix milliseconds.
    pub pending_since: Option<i64>,
}

impl Operation {
    /// Tells whether no other one of its payment may begin. The store's index
    /// `operations_one_unresolved` says the same. One that the provider has
    /// taken leaves the way free, also where a person has to see to it.
    pub fn is_in_the_way(&self) -> bool {
        self.state.is_unresolved() && self.pending_since.is_none()
    }
}

/// Holds what a provider listed of a payment: an unknown result is decided by the
/// difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Captured, minor units.
    pub captured: u64,
    /// Given back or on its way, minor units.
    pub refunded: u64,
    /// The provider's ids of the refunds.
    pub refunds: Vec<String>,
}

/// Says how the kind is spelt, everywhere.
pub fn kind_word(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Capture => "capture",
        OperationKind::Cancel => "cancel",
        OperationKind::Refund => "refund",
    }
}
