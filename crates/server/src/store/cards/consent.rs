//! Consents: what card owners agreed to, kept for ever.

use oneclick_rules::{CardId, CardUse};

use crate::model::consent::Consent;
use crate::store::cards::uses;
use crate::store::{Result, Row, Tx, values};

/// Records the consent by which a card is kept for these uses; the same one again
/// is on record already.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn record(
    tx: &Tx<'_>,
    card: &CardId,
    consent: &Consent,
    agreed: &[CardUse],
    now: i64,
) -> Result<()> {
    let sql = "INSERT INTO consents (card_id, consent_text, consent_language, consent_at, uses, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    tx.change(
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

/// Returns every consent by which the card was ever kept, the oldest first.
///
/// # Errors
/// Fails if the database is unreachable.
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
