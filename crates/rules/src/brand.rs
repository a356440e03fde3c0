//! Card brands.

use core::ops::RangeInclusive;

use crate::words::words;

words! {
    /// A card's brand: decides its mark and the length of its security code.
    pub enum Brand {
        /// Visa.
        Visa = "visa",
        /// Mastercard.
        Mastercard = "mastercard",
        /// American Express.
        AmericanExpress = "american_express",
        /// Maestro.
        Maestro = "maestro",
        /// Discover.
        Discover = "discover",
        /// Diners Club.
        DinersClub = "diners_club",
        /// JCB.
        Jcb = "jcb",
        /// UnionPay.
        UnionPay = "union_pay",
        /// Elo.
        Elo = "elo",
        /// Hipercard.
        Hipercard = "hipercard",
        /// Mir.
        Mir = "mir",
        /// Troy.
        Troy = "troy",
        /// Verve.
        Verve = "verve",
        /// A brand that we do not know by name.
        Unknown = "unknown",
    }
}

impl Brand {
    /// The name that its owner writes; `None` for one that we do not know by name.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Visa => "Visa",
            Self::Mastercard => "Mastercard",
            Self::AmericanExpress => "American Express",
            Self::Maestro => "Maestro",
            Self::Discover => "Discover",
            Self::DinersClub => "Diners Club",
            Self::Jcb => "JCB",
            Self::UnionPay => "UnionPay",
            Self::Elo => "Elo",
            Self::Hipercard => "Hipercard",
            Self::Mir => "Mir",
            Self::Troy => "Troy",
            Self::Verve => "Verve",
            Self::Unknown => return None,
        })
    }

    /// How many digits a security code of this brand may have on entry.
    ///
    /// American Express prints four and its issuers also take three; Hipercard has
    /// four; an unknown brand may have either.
    pub fn cvc_lengths(self) -> RangeInclusive<usize> {
        match self {
            Self::AmericanExpress | Self::Unknown => 3..=4,
            Self::Hipercard => 4..=4,
            Self::Visa
            | Self::Mastercard
            | Self::Maestro
            | Self::Discover
            | Self::DinersClub
            | Self::Jcb
            | Self::UnionPay
            | Self::Elo
            | Self::Mir
            | Self::Troy
            | Self::Verve => 3..=3,
        }
    }
}
