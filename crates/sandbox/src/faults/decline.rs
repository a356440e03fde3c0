//! Why a charge is declined, before a dialect has put it into its own words.

use super::behaviour::Behaviour;

/// A reason of the card's, the stored card's or the bank's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DeclineCause {
    InsufficientFunds,
    Stolen,
    WrongCvc,
    Expired,
    /// The stored card was used too often.
    UsedUp,
    /// There is no such stored card, or not any more.
    NoSuchCard,
    /// The shopper did not pass the bank's check.
    NotAuthenticated,
}

impl DeclineCause {
    /// Finds what was ordered for a charge, if it is a decline.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all others are no declines")]
    pub(crate) fn ordered(behaviour: Behaviour) -> Option<Self> {
        Some(match behaviour {
            Behaviour::Declined | Behaviour::Declined402 => Self::InsufficientFunds,
            Behaviour::Stolen => Self::Stolen,
            Behaviour::WrongCvc => Self::WrongCvc,
            Behaviour::ExpiredCard => Self::Expired,
            Behaviour::UsageLimit => Self::UsedUp,
            Behaviour::TokenCancelled => Self::NoSuchCard,
            _ => return None,
        })
    }
}
