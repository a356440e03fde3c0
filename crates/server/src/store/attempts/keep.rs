//! New cards that their owners want kept, and how far keeping them is.

use oneclick_rules::{CardId, CardUse, PaymentId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{Attempt, attempt};
use crate::store::cards::Consent;
use crate::store::queue::Queue;
use crate::store::{corrupt, uses};

/// How far keeping a card is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepState {
    /// Once the payment succeeds.
    Wanted,
    /// The payment succeeded; the provider is asked for the card.
    Due,
    /// It is kept.
    Kept,
    /// It could not be had.
    GivenUp,
}

impl KeepState {
    /// As the store and the merchant's answers spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Due => "due",
            Self::Kept => "kept",
            Self::GivenUp => "given_up",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Wanted, Self::Due, Self::Kept, Self::GivenUp]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// A new card that its owner wants kept.
#[derive(Clone, Debug)]
pub struct Keeping {
    /// The uses that its owner agreed to.
    pub uses: Vec<CardUse>,
    /// The consent on record.
    pub consent: Consent,
    /// How far it is.
    pub state: KeepState,
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

pub(super) fn read(row: &SqliteRow) -> sqlx::Result<Option<Keeping>> {
    let Some(state) = row.try_get::<Option<&str>, _>("keep_state")? else {
        return Ok(None);
    };
    let key: Option<String> = row.try_get("prepared_key")?;
    let sealed: Option<String> = row.try_get("prepared_sealed")?;
    Ok(Some(Keeping {
        uses: uses::read(row.try_get("keep_uses")?),
        consent: Consent {
            text: row.try_get("consent_text")?,
            language: row.try_get("consent_language")?,
            given_at: row.try_get("consent_at")?,
        },
        state: KeepState::parse(state).ok_or_else(|| corrupt("keep_state"))?,
        tries: row.try_get("keep_tries")?,
        prepared: key
            .zip(sealed)
            .map(|(key, sealed)| Prepared { key, sealed }),
    }))
}

/// Writes down, in the intent's transaction, that the card is to be kept.
///
/// # Errors
/// Where the store does not answer.
pub async fn want_kept(
    store: &mut SqliteConnection,
    id: &PaymentId,
    keeping: &Keeping,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE attempts SET keep_state = 'wanted', keep_uses = $1, consent_text = $2, consent_language = $3,
             consent_at = $4 WHERE id = $5",
    )
    .bind(uses::written(&keeping.uses))
    .bind(&keeping.consent.text)
    .bind(&keeping.consent.language)
    .bind(keeping.consent.given_at)
    .bind(id.as_str())
    .execute(store)
    .await?;
    Ok(())
}

/// Keeps what was prepared at the provider, as long as nothing was sent.
/// `false` where the attempt has gone on without it.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_prepared(
    store: &mut SqliteConnection,
    id: &PaymentId,
    prepared: &Prepared,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE attempts SET prepared_key = $1, prepared_sealed = $2 WHERE id = $3 AND state = 'created'",
    )
    .bind(&prepared.key)
    .bind(&prepared.sealed)
    .bind(id.as_str())
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The payment succeeded: where its card is wanted, the provider is to be asked now.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_due_keep(
    store: &mut SqliteConnection,
    id: &PaymentId,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE attempts SET keep_state = 'due', keep_at = $1 WHERE id = $2 AND keep_state = 'wanted'")
        .bind(now)
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}

/// Attempts whose card is to be kept.
///
/// The shopper who comes back from the provider's page waits for the first try.
pub const KEEPS: &Queue<Attempt> = &Queue {
    table: "attempts",
    key: &["id"],
    due: "keep_at",
    leased: "keep_lease_until",
    owner: "keep_lease_owner",
    provider: "provider",
    awaited: "CASE WHEN keep_tries = 0 THEN keep_at END",
    noted: "",
    read: attempt::read,
};

/// The provider did not give the card yet: it is asked again at `keep_at`.
///
/// # Errors
/// Where the store does not answer.
pub async fn keep_later(
    store: &mut SqliteConnection,
    id: &PaymentId,
    keep_at: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE attempts SET keep_at = $1, keep_tries = keep_tries + 1
         WHERE id = $2 AND keep_state = 'due'",
    )
    .bind(keep_at)
    .bind(id.as_str())
    .execute(store)
    .await?;
    Ok(())
}

/// The end of keeping: the card is there, or there is none (`card` is `None`).
/// What was prepared is of no more use. `false` where it has ended before.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_kept(
    store: &mut SqliteConnection,
    id: &PaymentId,
    card: Option<&CardId>,
) -> sqlx::Result<bool> {
    let state = if card.is_some() {
        KeepState::Kept
    } else {
        KeepState::GivenUp
    };
    let done = sqlx::query(
        "UPDATE attempts SET card_id = COALESCE($1, card_id), keep_state = $2, keep_at = NULL,
             prepared_key = NULL, prepared_sealed = NULL
         WHERE id = $3 AND keep_state = 'due'",
    )
    .bind(card.map(CardId::as_str))
    .bind(state.as_str())
    .bind(id.as_str())
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}
