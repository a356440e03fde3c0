//! A refund in the store.

/// A refund.
#[derive(Clone)]
pub(super) struct Smart2payRefund {
    pub(super) id: u64,
    pub(super) payment: String,
    pub(super) reference: String,
    pub(super) order: Option<String>,
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) description: Option<String>,
    /// Milliseconds since 1970.
    pub(super) created: u64,
    pub(super) status: u16,
}
