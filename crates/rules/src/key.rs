//! Idempotency keys.

use crate::ErrorCode;
use crate::id::is_url_safe;
use crate::words::checked_text;

/// What makes one intent to pay the same intent however often it is sent.
///
/// 16 to 64 of `A–Z a–z 0–9 _ -`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "openapi",
    derive(utoipa::ToSchema),
    schema(pattern = "^[A-Za-z0-9_-]{16,64}$")
)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Reads a key.
    ///
    /// # Errors
    /// [`ErrorCode::KeyFormat`] for another length or alphabet.
    pub fn parse(text: &str) -> Result<Self, ErrorCode> {
        if (16..=64).contains(&text.len()) && text.bytes().all(is_url_safe) {
            Ok(Self(String::from(text)))
        } else {
            Err(ErrorCode::KeyFormat)
        }
    }
}

checked_text!(IdempotencyKey);
