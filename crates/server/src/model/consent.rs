//! The consent of a card's owner.

use oneclick_rules::{ErrorCode, is_plain};

/// Holds what the card's owner agreed to.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The merchant's id of the text that was shown.
    pub text: String,
    /// The language it was shown in.
    pub language: String,
    /// When, Unix seconds.
    pub given_at: i64,
}

impl Consent {
    /// Checks that consent names a text and a language, and was not given in the future;
    /// times in Unix seconds.
    ///
    /// # Errors
    /// Fails with [`ErrorCode::CardConsent`].
    pub fn check(
        text: String,
        language: String,
        given_at: i64,
        now: i64,
    ) -> Result<Self, ErrorCode> {
        let named = |text: &str| {
            !text.trim().is_empty() && text.chars().count() <= LONGEST_TEXT && is_plain(text)
        };
        if named(&text) && named(&language) && (1..=now + 86_400).contains(&given_at) {
            return Ok(Self {
                text,
                language,
                given_at,
            });
        }
        Err(ErrorCode::CardConsent)
    }
}

/// The most characters of a text that is recorded.
const LONGEST_TEXT: usize = 200;
