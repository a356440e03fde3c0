//! New cards that their owners want saved, and how far saving them is.

use oneclick_rules::{CardId, PaymentId};

use crate::model::attempt::Attempt;
use crate::model::saving::{Prepared, SaveState, Saving};
use crate::store::attempts::attempt;
use crate::store::queue::{Queue, QueueProvider};
use crate::store::{Result, Tx, uses, values};

/// Writes down, in the intent's transaction, that the card is to be saved.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn request_save(tx: &Tx<'_>, id: &PaymentId, keeping: &Saving) -> Result<()> {
    let sql = "UPDATE attempts SET save_state = 'requested', save_uses = $1, consent_text = $2, consent_language = $3,
             consent_at = $4 WHERE id = $5";
    tx.change(
        sql,
        values![
            uses::written(&keeping.uses),
            &keeping.consent.text,
            &keeping.consent.language,
            keeping.consent.given_at,
            id.as_str()
        ],
    )
}

/// Keeps what was prepared at the provider, as long as nothing was sent.
/// `false` where the attempt has gone on without it.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_prepared(tx: &Tx<'_>, id: &PaymentId, prepared: &Prepared) -> Result<bool> {
    let sql = "UPDATE attempts SET prepared_key = $1, prepared_sealed = $2 WHERE id = $3 AND state = 'created'";
    let done = tx.execute(sql, values![&prepared.key, &prepared.sealed, id.as_str()])?;
    Ok(done == 1)
}

/// Notes that the payment succeeded: if its card is wanted, the provider is to be asked now.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_due_save(tx: &Tx<'_>, id: &PaymentId, now: i64) -> Result<()> {
    let sql = "UPDATE attempts SET save_state = 'due', save_at = $1 WHERE id = $2 AND save_state = 'requested'";
    tx.change(sql, values![now, id.as_str()])
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
    provider: QueueProvider::Column("provider"),
    awaited: Some("CASE WHEN save_tries = 0 THEN save_at END"),
    urgent: None,
    noted: "",
    read: attempt::read,
};

/// Notes that the provider did not give the card yet: it is asked again at `save_at`.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn save_later(tx: &Tx<'_>, id: &PaymentId, save_at: i64) -> Result<()> {
    tx.change(
        "UPDATE attempts SET save_at = $1, save_tries = save_tries + 1
         WHERE id = $2 AND save_state = 'due'",
        values![save_at, id.as_str()],
    )
}

/// Ends the saving: the card is there, or there is none (`card` is `None`).
/// What was prepared is of no more use. `false` where it has ended before.
///
/// # Errors
/// Fails if the database is unreachable.
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
