//! A transaction of an order of CostPlus.

use serde::Deserialize;

use super::words::{self, Money};
use crate::fields::{Field, FilledText, Flag, List, Object, Whole, Word};

/// A transaction of an order; an item of another kind is one that tells nothing.
pub(super) type ListedTransaction = Field<Object<TransactionFields>>;

/// What a transaction tells. What is about the card may as well stand in its
/// `payment_method_details`: the documents show both.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TransactionFields {
    pub(super) id: Field<FilledText>,
    status: Field<FilledText>,
    pub(super) amount: Field<Whole>,
    pub(super) currency: Field<FilledText>,
    transaction_type: Field<FilledText>,
    is_capturable: Field<Flag>,
    is_fully_captured: Field<Flag>,
    pub(super) flags: Field<List<Field<FilledText>>>,
    pub(super) credit_debit: Field<FilledText>,
    pub(super) payment_url: Field<FilledText>,
    pub(super) reason: Field<FilledText>,
    pub(super) customer_message: Field<FilledText>,
    vault_token: Field<FilledText>,
    first_authorised_transaction_id: Field<FilledText>,
    first_transaction_id: Field<FilledText>,
    one_click_type: Field<FilledText>,
    recurring_type: Field<FilledText>,
    pub(super) payment_method_details: Field<Object<DetailsFields>>,
}

/// `payment_method_details` ("Get a single order").
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DetailsFields {
    pub(super) card_brand: Field<FilledText>,
    pub(super) brand: Field<FilledText>,
    pub(super) truncated_pan: Field<Word>,
    pub(super) card_expiry: Field<Word>,
    vault_token: Field<FilledText>,
    first_authorised_transaction_id: Field<FilledText>,
    first_transaction_id: Field<FilledText>,
    one_click_type: Field<FilledText>,
    recurring_type: Field<FilledText>,
}

impl TransactionFields {
    /// Gives a text of the transaction or of its details.
    fn either<'a>(
        &'a self,
        own: &'a Field<FilledText>,
        of_details: fn(&DetailsFields) -> &Field<FilledText>,
    ) -> Option<&'a str> {
        let details = self.payment_method_details.object();
        own.text().or_else(|| of_details(details?).text())
    }

    /// Gives the token of the stored card.
    pub(super) fn vault_token(&self) -> Option<&str> {
        self.either(&self.vault_token, |details| &details.vault_token)
    }

    /// Gives the transaction that stored the card: the sample's name for it, the prose's.
    pub(super) fn first(&self) -> Option<&str> {
        let sample = self.either(&self.first_authorised_transaction_id, |details| {
            &details.first_authorised_transaction_id
        });
        sample.or_else(|| {
            self.either(&self.first_transaction_id, |details| {
                &details.first_transaction_id
            })
        })
    }

    /// Tells whether a stored card was charged, where the answer tells.
    pub(super) fn is_by_token(&self) -> bool {
        let one_click = self.either(&self.one_click_type, |details| &details.one_click_type);
        let recurring = self.either(&self.recurring_type, |details| &details.recurring_type);
        one_click == Some("one-click") || recurring == Some("recurring")
    }

    /// Tells what its status says of money, and the word itself.
    pub(super) fn status(&self) -> Option<(&'static str, Money)> {
        self.status.text().and_then(words::transaction)
    }

    /// Tells whether its card was refused.
    pub(super) fn has_failed(&self) -> bool {
        self.status.text() == Some("error")
    }

    /// Tells whether money moved, or nobody says that it did not.
    pub(super) fn moved(&self) -> bool {
        match self.status() {
            Some((_, money)) => matches!(money, Money::Moved | Money::Captured),
            None => self.status.is_blank(),
        }
    }

    /// Tells whether it says that money moved.
    pub(super) fn surely_moved(&self) -> bool {
        self.status().is_some() && self.moved()
    }

    pub(super) fn is_authorisation(&self) -> bool {
        let kind = self.transaction_type.text().unwrap_or_default();
        kind.contains("authorization") || self.is_capturable.flag() == Some(true)
    }

    pub(super) fn is_captured(&self) -> bool {
        let by_status = matches!(self.status(), Some((_, Money::Captured)));
        self.is_fully_captured.flag() == Some(true) || by_status
    }
}
