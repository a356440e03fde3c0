//! Consents: what card owners agreed to, kept for ever.

use oneclick_rules::{Code, is_plain};
use sqlx::SqliteConnection;

use super::{Card, uses};

/// What the card's owner agreed to.
#[derive(Clone, Debug)]
pub struct Consent {
    /// The merchant's id of the text that was shown.
    pub text: String,
    /// The language it was shown in.
    pub language: String,
    /// When, Unix seconds.
    pub given_at: i64,
}

/// The most characters of a text that is recorded.
const LONGEST_TEXT: usize = 200;

impl Consent {
    /// Consent names a text and a language, and was not given in the future;
    /// times in Unix seconds.
    ///
    /// # Errors
    /// [`Code::CardConsent`].
    pub fn check(text: String, language: String, given_at: i64, now: i64) -> Result<Self, Code> {
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
        Err(Code::CardConsent)
    }
}

/// Records the consent by which a card is kept for these uses; the same one again
/// is on record already.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn record(
    store: &mut SqliteConnection,
    card: &Card,
    consent: &Consent,
    agreed: &[oneclick_rules::CardUse],
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO consents (card_id, consent_text, consent_language, consent_at, uses, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    )
    .bind(card.id.as_str())
    .bind(&consent.text)
    .bind(&consent.language)
    .bind(consent.given_at)
    .bind(uses::written(agreed))
    .bind(now)
    .execute(store)
    .await?;
    Ok(())
}
