//! The entries of the ledger.

use serde::Serialize;

use super::card::SecurityCode;
use crate::provider::SandboxProvider;

/// One payment in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Where it was booked.
    pub provider: SandboxProvider,
    /// The provider's id.
    pub id: String,
    /// The merchant's reference of this payment.
    pub reference: String,
    /// The merchant's reference of the order, where the request says it.
    pub order: Option<String>,
    /// The amount asked for, in the provider's units.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// The status at this moment, in the provider's word.
    pub status: String,
    /// Whether the shopper's money has moved or is held.
    pub charged: bool,
    /// How much of it was refunded, in the provider's units.
    pub refunded: u64,
    /// How the security code compared.
    pub security_code: SecurityCode,
    /// When it was booked, in milliseconds since 1970.
    pub created: u64,
}

impl Entry {
    /// Says whether it belongs to an order, or has this reference.
    pub(crate) fn is_of(&self, order: &str) -> bool {
        self.order.as_deref() == Some(order) || self.reference == order
    }
}
