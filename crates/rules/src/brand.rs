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
        /// A brand that we do not know by name.
        Unknown = "unknown",
    }
}

impl Brand {
    /// How many digits a security code of this brand may have on entry.
    ///
    /// American Express prints four and its issuers also take three; an
    /// unknown brand may have either.
    pub fn cvc_lengths(self) -> RangeInclusive<usize> {
        match self {
            Self::AmericanExpress | Self::Unknown => 3..=4,
            Self::Visa
            | Self::Mastercard
            | Self::Maestro
            | Self::Discover
            | Self::DinersClub
            | Self::Jcb
            | Self::UnionPay => 3..=3,
        }
    }
}
