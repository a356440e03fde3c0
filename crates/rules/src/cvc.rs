//! The card's security code: read, sent once, wiped.

use zeroize::Zeroizing;

use crate::words::words;
use crate::{Brand, ErrorCode};

/// A card's security code: 3 or 4 ASCII digits.
///
/// The memory is wiped when it is dropped. There is no `Debug`, `Display`,
/// `Clone` or `Serialize`: it leaves only by [`Cvc::expose`], into the one
/// request that it is for.
///
/// ```
/// use oneclick_rules::{Brand, Cvc};
/// assert_eq!(Cvc::parse("123", Brand::Visa)?.expose(), "123");
/// # Ok::<(), oneclick_rules::ErrorCode>(())
/// ```
#[expect(
    missing_debug_implementations,
    reason = "a security code is never printed"
)]
pub struct Cvc(Zeroizing<String>);

impl Cvc {
    /// Reads a code for a card of `brand`.
    ///
    /// # Errors
    /// [`ErrorCode::CvcDigits`] where a character is not an ASCII digit,
    /// [`ErrorCode::CvcLength`] where the brand's codes have another length.
    pub fn parse(text: &str, brand: Brand) -> Result<Self, ErrorCode> {
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(ErrorCode::CvcDigits);
        }
        if !brand.cvc_lengths().contains(&text.len()) {
            return Err(ErrorCode::CvcLength);
        }
        Ok(Self(Zeroizing::new(String::from(text))))
    }

    /// The digits, for the one request that carries them.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

words! {
    /// What is done about the security code in one payment.
    pub enum CvcPolicy {
        /// It is not asked and not taken.
        Never = "never",
        /// It may be given.
        Optional = "optional",
        /// It must be given.
        Required = "required",
        /// The provider's own page asks for it.
        Hosted = "hosted",
    }
}

/// What a provider can do with a security code when it charges a stored card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CvcSupport {
    /// It takes the code in the request.
    pub in_request: bool,
    /// It has a page that asks the shopper for it.
    pub hosted: bool,
}

impl CvcPolicy {
    /// What holds for a payment: `wanted` as far as the provider can.
    ///
    /// A merchant who wants a code that the request cannot carry gets the
    /// provider's page where there is one, and no code where there is none.
    pub fn resolve(wanted: Self, support: CvcSupport) -> Self {
        match wanted {
            Self::Optional if support.in_request => Self::Optional,
            Self::Required if support.in_request => Self::Required,
            Self::Required | Self::Hosted if support.hosted => Self::Hosted,
            Self::Never | Self::Optional | Self::Required | Self::Hosted => Self::Never,
        }
    }

    /// Whether the shopper can type a code in the element.
    pub fn asks(self) -> bool {
        matches!(self, Self::Optional | Self::Required)
    }

    /// Judges what was typed (or sent) under this policy.
    ///
    /// # Errors
    /// [`ErrorCode::CvcMissing`], [`ErrorCode::CvcNotAccepted`], or those of [`Cvc::parse`].
    pub fn check(self, given: Option<&str>, brand: Brand) -> Result<Option<Cvc>, ErrorCode> {
        match (self, given.filter(|text| !text.is_empty())) {
            (Self::Required, None) => Err(ErrorCode::CvcMissing),
            (_, None) => Ok(None),
            (Self::Optional | Self::Required, Some(text)) => Cvc::parse(text, brand).map(Some),
            (Self::Never | Self::Hosted, Some(_)) => Err(ErrorCode::CvcNotAccepted),
        }
    }
}
