//! The choice among the stored cards and a new one.

use oneclick_rules::CardId;

/// Says which card the shopper has picked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A stored card.
    Stored(CardId),
    /// A new card, typed on the provider's page.
    New,
}

impl Pick {
    /// Reads what [`Pick::as_str`] spells.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            Some(Self::New)
        } else {
            CardId::from_wire(text).map(Self::Stored)
        }
    }

    /// Returns the card's id; nothing, which is no card's id, for a new card.
    pub fn as_str(&self) -> &str {
        self.stored().map_or("", CardId::as_str)
    }

    /// Returns the stored card.
    pub fn stored(&self) -> Option<&CardId> {
        match self {
            Self::Stored(card) => Some(card),
            Self::New => None,
        }
    }
}
