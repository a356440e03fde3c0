//! Stored cards at a provider.

use oneclick_rules::{Brand, Code, CustomerId, Expiry, LastFour};

use crate::{Keep, Reference, Secret};

/// What may be shown of a card, as far as the provider tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardFace {
    /// The brand.
    pub brand: Option<Brand>,
    /// The last four digits.
    pub last_four: Option<LastFour>,
    /// The month at whose end it ends.
    pub expiry: Option<Expiry>,
}

/// A successful first payment whose card is to be learned.
#[derive(Clone, Debug)]
pub struct PaidCard {
    /// The provider's id of the payment.
    pub payment: String,
    /// Our reference of it.
    pub reference: Reference,
    /// Whose card it is.
    pub customer: CustomerId,
    /// For which uses it is kept.
    pub keep: Keep,
    /// What was prepared before the payment.
    pub prepared: Option<Secret>,
    /// Unix seconds.
    pub now: i64,
}

/// A stored card as the provider names it.
#[derive(Clone, Debug)]
pub struct LearnedCard {
    /// Its token.
    pub token: Secret,
    /// What may be shown of it.
    pub face: CardFace,
    /// The provider's id of the payment that stored it, which charges without
    /// the shopper name.
    pub initial_transaction: Option<String>,
}

/// A stored card at a provider.
#[derive(Clone, Debug)]
pub struct CardAt {
    /// Its token.
    pub token: Secret,
    /// Whose it is.
    pub customer: CustomerId,
    /// The provider's id of the payment that stored it.
    pub initial_transaction: Option<String>,
    /// Unix seconds.
    pub now: i64,
}

/// What a provider says of a stored card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCardAnswer {
    /// Whether it can be charged.
    pub usable: bool,
    /// What may be shown of it.
    pub face: CardFace,
}

/// What became of forgetting a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Forgotten {
    /// The provider has it no more.
    Done,
    /// Not sure: read the card before asking again.
    Unknown(String),
}

/// Judges an initial transaction whose form is `fits`; charges without the shopper
/// need one.
pub(crate) fn check_initial_transaction(
    given: Option<&str>,
    keep: Keep,
    fits: impl Fn(&str) -> bool,
) -> Result<(), Code> {
    match given {
        Some(id) if !fits(id) => Err(Code::CardInitialTransactionFormat),
        None if keep.by_merchant() => Err(Code::CardInitialTransaction),
        Some(_) | None => Ok(()),
    }
}
