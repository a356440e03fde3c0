//! A refund as the provider keeps it.

/// A refund.
#[derive(Clone)]
pub(crate) struct Refund {
    pub(crate) id: u64,
    pub(crate) payment: u64,
    pub(crate) reference: String,
    pub(crate) order: Option<String>,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) description: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    pub(crate) status: u16,
}
