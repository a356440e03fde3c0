//! States of saving a new card.

use oneclick_rules::CardUse;

use crate::model::consent::Consent;

/// Says how far saving a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Once the payment succeeds.
    Requested,
    /// The payment succeeded; the provider is asked for the card.
    Due,
    /// It is saved.
    Saved,
    /// It could not be had.
    Failed,
}

impl SaveState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Requested, Self::Due, Self::Saved, Self::Failed];

    /// Returns it as the store and the merchant's answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Due => "due",
            Self::Saved => "saved",
            Self::Failed => "failed",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A new card that its owner wants saved.
#[derive(Clone, Debug)]
pub struct Saving {
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The consent on record.
    pub consent: Consent,
    /// How far it is.
    pub state: SaveState,
    /// How often the provider was asked for the card.
    pub tries: i64,
    /// What was prepared at the provider before the payment.
    pub prepared: Option<Prepared>,
}

/// Holds what was prepared at the provider, sealed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Which key sealed it.
    pub key: String,
    /// The sealed text.
    pub sealed: String,
}
