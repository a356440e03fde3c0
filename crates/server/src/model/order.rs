//! An order.

use oneclick_rules::{Amount, CustomerId, OrderReference};

/// An order: one customer, one current amount.
#[derive(Clone, Debug)]
pub struct Order {
    /// The merchant's reference.
    pub reference: OrderReference,
    /// Whose it is; `None` for a guest's.
    pub customer: Option<CustomerId>,
    /// What it costs now.
    pub amount: Amount,
}
