//! New cards that their owners want saved, and how far saving them is.

use oneclick_rules::{CardId, CardUse, PaymentId};

use crate::store::attempts::{Attempt, attempt};
use crate::store::cards::Consent;
use crate::store::queue::Queue;
use crate::store::{Error, Result, Row, Tx, uses, values};

/// How far saving a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// Once the payment succeeds.
    Requested,
    /// The payment succeeded; the provider is asked for the card.
    Due,
    /// It is saved.
    Saved,
    /// It could not be had.
    Failed,
}

impl SaveState {
    /// As the store and the merchant's answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Due => "due",
            Self::Saved => "saved",
            Self::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Requested, Self::Due, Self::Saved, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A new card that its owner wants saved.
#[derive(Clone, Debug)]
pub struct Saving {
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The consent on record.
    pub consent: Consent,
    /// How far it is.
    pub state: SaveState,
    /// How often the provider was asked for the card.
    pub tries: i64,
    /// What was prepared at the provider before the payment.
    pub prepared: Option<Prepared>,
}

/// What was prepared at the provider, sealed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Which key sealed it.
    pub key: String,
    /// The sealed text.
    pub sealed: String,
}

pub(super) fn read(row: &Row<'_>) -> Result<Option<Saving>> {
    let Some(state) = row.get::<Option<&str>>("save_state")? else {
        return Ok(None);
    };
    let key: Option<String> = row.get("prepared_key")?;
    let sealed: Option<String> = row.get("prepared_sealed")?;
    Ok(Some(Saving {
        uses: uses::read(row.get("save_uses")?),
        consent: Consent {
            text: row.get("consent_text")?,
            language: row.get("consent_language")?,
            given_at: row.get("consent_at")?,
        },
        state: SaveState::parse(state).ok_or(Error::Corrupt("save_state"))?,
        tries: row.get("save_tries")?,
        prepared: key
            .zip(sealed)
            .map(|(key, sealed)| Prepared { key, sealed }),
    }))
}

/// Writes down, in the intent's transaction, that the card is to be saved.
///
/// # Errors
/// Where the store does not answer.
pub fn request_save(tx: &Tx<'_>, id: &PaymentId, keeping: &Saving) -> Result<()> {
    let sql = "UPDATE attempts SET save_state = 'requested', save_uses = $1, consent_text = $2, consent_language = $3,
             consent_at = $4 WHERE id = $5";
    tx.execute(
        sql,
        values![
            uses::written(&keeping.uses),
            &keeping.consent.text,
            &keeping.consent.language,
            keeping.consent.given_at,
            id.as_str()
        ],
    )
    .map(drop)
}

/// Keeps what was prepared at the provider, as long as nothing was sent.
/// `false` where the attempt has gone on without it.
///
/// # Errors
/// Where the store does not answer.
pub fn note_prepared(tx: &Tx<'_>, id: &PaymentId, prepared: &Prepared) -> Result<bool> {
    let sql = "UPDATE attempts SET prepared_key = $1, prepared_sealed = $2 WHERE id = $3 AND state = 'created'";
    let done = tx.execute(sql, values![&prepared.key, &prepared.sealed, id.as_str()])?;
    Ok(done == 1)
}

/// The payment succeeded: where its card is wanted, the provider is to be asked now.
///
/// # Errors
/// Where the store does not answer.
pub fn note_due_save(tx: &Tx<'_>, id: &PaymentId, now: i64) -> Result<()> {
    let sql = "UPDATE attempts SET save_state = 'due', save_at = $1 WHERE id = $2 AND save_state = 'requested'";
    tx.execute(sql, values![now, id.as_str()]).map(drop)
}

/// Attempts whose card is to be saved.
///
/// The shopper who comes back from the provider's page waits for the first try.
pub const SAVES: &Queue<Attempt> = &Queue {
    table: "attempts",
    key: &["id"],
    due: "save_at",
    leased: "save_lease_until",
    owner: "save_lease_owner",
    provider: "provider",
    awaited: "CASE WHEN save_tries = 0 THEN save_at END",
    noted: "",
    read: attempt::read,
};

/// The provider did not give the card yet: it is asked again at `save_at`.
///
/// # Errors
/// Where the store does not answer.
pub fn save_later(tx: &Tx<'_>, id: &PaymentId, save_at: i64) -> Result<()> {
    tx.execute(
        "UPDATE attempts SET save_at = $1, save_tries = save_tries + 1
         WHERE id = $2 AND save_state = 'due'",
        values![save_at, id.as_str()],
    )
    .map(drop)
}

/// The end of keeping: the card is there, or there is none (`card` is `None`).
/// What was prepared is of no more use. `false` where it has ended before.
///
/// # Errors
/// Where the store does not answer.
pub fn note_saved(tx: &Tx<'_>, id: &PaymentId, card: Option<&CardId>) -> Result<bool> {
    let state = if card.is_some() {
        SaveState::Saved
    } else {
        SaveState::Failed
    };
    let done = tx.execute(
        "UPDATE attempts SET card_id = COALESCE($1, card_id), save_state = $2, save_at = NULL,
             prepared_key = NULL, prepared_sealed = NULL
         WHERE id = $3 AND save_state = 'due'",
        values![card.map(CardId::as_str), state.as_str(), id.as_str()],
    )?;
    Ok(done == 1)
}
