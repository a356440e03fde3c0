//! A merchant's request to charge a stored card.

use oneclick_providers::Purchase;
use oneclick_rules::{
    Amount, CardId, CardUse, Customer, CustomerId, IdempotencyKey, OrderReference,
};

/// Holds a merchant's request to charge a stored card, every member judged.
#[derive(Clone, Debug)]
pub struct MerchantCharge {
    /// The request's key.
    pub key: IdempotencyKey,
    /// The merchant's order reference.
    pub order: OrderReference,
    /// What it costs.
    pub amount: Amount,
    /// Whose card it is.
    pub customer: CustomerId,
    /// The card.
    pub card: CardId,
    /// The use, by which its owner agreed.
    pub card_use: CardUse,
    /// For the provider to show.
    pub description: Option<String>,
    /// For the shopper's statement.
    pub statement_descriptor: Option<String>,
    /// Capture at once, or only authorise.
    pub capture: bool,
}

impl MerchantCharge {
    /// Returns what the key is bound to. Quoted: another split of the same letters
    /// reads otherwise.
    pub(super) fn fingerprint(&self) -> String {
        format!(
            "{} {} {} {:?} {} {} {:?} {:?} {}",
            self.order,
            self.amount.minor(),
            self.amount.currency(),
            self.customer.as_str(),
            self.card,
            self.card_use,
            self.description,
            self.statement_descriptor,
            self.capture,
        )
    }

    pub(super) fn purchase<'a>(&'a self, customer: &'a Customer) -> Purchase<'a> {
        Purchase {
            order: &self.order,
            amount: self.amount,
            customer: Some(customer),
            description: self.description.as_deref(),
            statement_descriptor: self.statement_descriptor.as_deref(),
            billing: None,
            shipping: None,
            language: None,
            capture: self.capture,
            // No shopper is there to confirm it.
            three_d_secure: false,
        }
    }
}
