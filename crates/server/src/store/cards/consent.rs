//! Consents: what card owners agreed to, kept for ever.

use oneclick_rules::{CardId, CardUse, ErrorCode, is_plain};

use crate::store::cards::uses;
use crate::store::{Result, Row, Tx, values};

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
    /// [`ErrorCode::CardConsent`].
    pub fn check(
        text: String,
        language: String,
        given_at: i64,
        now: i64,
    ) -> std::result::Result<Self, ErrorCode> {
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

/// Records the consent by which a card is kept for these uses; the same one again
/// is on record already.
///
/// # Errors
/// Fails if the store does not answer.
pub fn record(
    tx: &Tx<'_>,
    card: &CardId,
    consent: &Consent,
    agreed: &[CardUse],
    now: i64,
) -> Result<()> {
    let sql = "INSERT INTO consents (card_id, consent_text, consent_language, consent_at, uses, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    tx.execute(
        sql,
        values![
            card.as_str(),
            &consent.text,
            &consent.language,
            consent.given_at,
            uses::written(agreed),
            now
        ],
    )
    .map(drop)
}

/// A consent as it was recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What was agreed to, and when.
    pub consent: Consent,
    /// The uses that it is for.
    pub uses: Vec<CardUse>,
    /// The session in which the shopper gave it; `None` where the merchant told it.
    pub session: Option<String>,
    /// The payment with which the shopper gave it.
    pub payment: Option<String>,
}

/// Every consent by which the card was ever kept, the oldest first.
///
/// # Errors
/// Fails if the store does not answer.
pub fn consents(tx: &Tx<'_>, card: &CardId) -> Result<Vec<Recorded>> {
    tx.query(
        "SELECT consents.*, attempts.id AS payment, attempts.session_id AS session
         FROM consents LEFT JOIN attempts ON attempts.id = (
             SELECT MIN(given.id) FROM attempts AS given WHERE given.card_id = consents.card_id
                 AND given.save_state = 'saved' AND given.save_uses = consents.uses
                 AND given.consent_text = consents.consent_text
                 AND given.consent_language = consents.consent_language
                 AND given.consent_at = consents.consent_at)
         WHERE consents.card_id = $1
         ORDER BY consents.consent_at, consents.recorded_at, consents.uses",
        values![card.as_str()],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<Recorded> {
    Ok(Recorded {
        consent: Consent {
            text: row.get("consent_text")?,
            language: row.get("consent_language")?,
            given_at: row.get("consent_at")?,
        },
        uses: uses::read(row.get("uses")?),
        session: row.get("session")?,
        payment: row.get("payment")?,
    })
}
