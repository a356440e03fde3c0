//! What was really booked, and how often the sandbox was asked.

use serde::Serialize;

use crate::payment::{Payment, SecurityCode};

/// One payment in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The provider's id.
    pub id: u64,
    /// The `MerchantTransactionID`.
    pub reference: String,
    /// The `OriginatorTransactionID`.
    pub order: Option<String>,
    /// The amount asked for, in the provider's units.
    pub amount: u64,
    /// ISO 4217.
    pub currency: String,
    /// The status id at this moment.
    pub status: u16,
    /// Whether the shopper's money has moved or is held.
    pub charged: bool,
    /// How the security code compared.
    pub security_code: SecurityCode,
}

impl Entry {
    pub(crate) fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id,
            reference: payment.asked.reference.clone(),
            order: payment.asked.order.clone(),
            amount: payment.asked.amount,
            currency: payment.asked.currency.clone(),
            status: payment.status,
            charged: payment.charged,
            security_code: payment.code,
        }
    }
}

/// How many requests came in, counted before any fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Requests {
    /// Charges.
    pub charges: usize,
    /// Look-ups: the list, one payment, its status.
    pub look_ups: usize,
}
