//! A refund (examples/refund.md, resources/refund.md).

/// A refund, which is done the coming night.
#[derive(Clone)]
pub(super) struct NightRefund {
    pub(super) id: String,
    pub(super) payment: String,
    pub(super) created: u64,
    pub(super) amount: u64,
    pub(super) done: bool,
}
