//! Money.

use core::num::NonZeroU64;

use serde::Serialize;

use crate::{Currency, ErrorCode, decimal_digits};

/// An amount of money: a whole number of minor units, more than none of them.
///
/// Nothing is computed here and nothing is rounded; the one thing that is asked
/// of an amount is its decimal form.
///
/// ```
/// use oneclick_rules::{Amount, Currency};
/// let price = Amount::new(995, Currency::parse("KWD")?)?;
/// assert_eq!(price.decimal(), "0.995");
/// # Ok::<(), oneclick_rules::ErrorCode>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amount {
    /// Minor units: 995 is 9.95 in EUR.
    #[serde(rename = "amount")]
    #[cfg_attr(feature = "openapi", schema(value_type = u64, minimum = 1, maximum = 99_999_999_999_999_u64))]
    minor: Minor,
    /// The currency.
    currency: Currency,
}

/// Minor units that an amount can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub(crate) struct Minor(NonZeroU64);

impl Minor {
    pub(crate) fn new(minor: u64) -> Result<Self, ErrorCode> {
        let minor = NonZeroU64::new(minor).ok_or(ErrorCode::AmountNotPositive)?;
        if minor.get() > Amount::MAX_MINOR {
            return Err(ErrorCode::AmountTooLarge);
        }
        Ok(Self(minor))
    }
}

impl Amount {
    /// The largest amount, in minor units: below 2^53, so that a JSON number
    /// in a browser holds it exactly, and 14 digits, the most that a provider takes.
    pub const MAX_MINOR: u64 = 99_999_999_999_999;

    /// An amount of `minor` units.
    ///
    /// # Errors
    /// [`ErrorCode::AmountNotPositive`] for 0, [`ErrorCode::AmountTooLarge`] above [`Self::MAX_MINOR`].
    pub fn new(minor: u64, currency: Currency) -> Result<Self, ErrorCode> {
        Minor::new(minor).map(|minor| Self::of(minor, currency))
    }

    pub(crate) fn of(minor: Minor, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Whole minor units: cents for EUR, yen for JPY.
    pub fn minor(self) -> u64 {
        self.minor.0.get()
    }

    /// The currency.
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The decimal form with a full stop and the currency's own number of
    /// digits after it: what `Intl.NumberFormat` takes without a loss.
    pub fn decimal(self) -> String {
        let after = usize::from(self.currency.exponent());
        let mut digits = decimal_digits(self.minor(), after + 1);
        if after > 0 {
            digits.insert(digits.len() - after, '.');
        }
        digits
    }
}
