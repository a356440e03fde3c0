//! A stored card. Its token is here only sealed.

use oneclick_rules::{Brand, CardId, CardUse, CustomerId, Expiry, LastFour};

use crate::model::consent::Consent;

/// A stored card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its id.
    pub id: CardId,
    /// Whose it is.
    pub customer: CustomerId,
    /// The provider that keeps it.
    pub provider: String,
    /// Which key sealed the token.
    pub token_key: String,
    /// The sealed token.
    pub token_sealed: String,
    /// The token's fingerprint, the same for every card that has the token.
    pub fingerprint: String,
    /// The brand.
    pub brand: Brand,
    /// The last four digits.
    pub last_four: LastFour,
    /// When it ends; `None` where nobody told.
    pub expiry: Option<Expiry>,
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The consent on record.
    pub consent: Consent,
    /// The provider's id of the transaction that first stored it.
    pub initial_transaction: Option<String>,
    /// Whether it is picked at first.
    pub default: bool,
    /// Since when its token may not pay any more, Unix milliseconds.
    pub locked_at: Option<i64>,
}
