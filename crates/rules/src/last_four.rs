//! The part of a card's number that may be shown.

use crate::ErrorCode;
use crate::words::checked_text;

/// The last four digits of a card's number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(pattern = "^[0-9]{4}$")
)]
pub struct LastFour(String);

impl LastFour {
    /// Reads four ASCII digits.
    ///
    /// # Errors
    /// [`ErrorCode::LastFourFormat`] for anything else.
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(String::from(text)))
        } else {
            Err(ErrorCode::LastFourFormat)
        }
    }
}

checked_text!(LastFour);
