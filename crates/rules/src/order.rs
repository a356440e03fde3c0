//! The merchant's name for an order.

use crate::ErrorCode;
use crate::placeholder::is_placeholder;
use crate::words::checked_text;

/// The merchant's own reference of an order: 1 to 50 of `A–Z a–z 0–9 . _ -`.
///
/// That is what every provider's field for it takes, once a provider has
/// replaced what its own alphabet lacks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(pattern = "^[A-Za-z0-9._-]{1,50}$")
)]
pub struct OrderReference(String);

impl OrderReference {
    /// Reads a reference.
    ///
    /// # Errors
    /// [`ErrorCode::OrderPlaceholder`] for what stands for nothing: two purchases would
    /// be one order; [`ErrorCode::OrderFormat`] for another length or alphabet.
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        let known = Self::known(text)?;
        if is_placeholder(text) {
            return Err(ErrorCode::OrderPlaceholder);
        }
        Ok(known)
    }

    /// Reads a reference that was taken before, by whatever version.
    ///
    /// # Errors
    /// [`ErrorCode::OrderFormat`].
    pub fn known(text: &str) -> Result<Self, ErrorCode> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if (1..=50).contains(&text.len()) && text.bytes().all(fits) {
            Ok(Self(String::from(text)))
        } else {
            Err(ErrorCode::OrderFormat)
        }
    }
}

checked_text!(OrderReference);
