//! Tokens, whoever's cards they are: by which an attempt was, and which may not
//! pay any more. What stands here outlives the cards.

use oneclick_rules::PaymentId;

use crate::model::card::Card;
use crate::store::readable::readable;
use crate::store::{Result, Tx, cards, values};

/// Notes by which token an attempt is.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_use(tx: &Tx<'_>, attempt: &PaymentId, card: &Card) -> Result<()> {
    tx.change(
        "INSERT INTO token_uses (attempt_id, provider, fingerprint) VALUES ($1, $2, $3)",
        values![attempt.as_str(), &card.provider, &card.fingerprint],
    )
}

/// Locks the token that an attempt was by, with every card that has it.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn lock(tx: &Tx<'_>, attempt: &PaymentId, now: i64) -> Result<()> {
    for statement in [
        "INSERT INTO token_locks (provider, fingerprint, locked_at)
         SELECT provider, fingerprint, $1 FROM token_uses WHERE attempt_id = $2 ON CONFLICT DO NOTHING",
        "UPDATE cards SET locked_at = COALESCE(locked_at, $1) WHERE (provider, fingerprint) IN (
             SELECT provider, fingerprint FROM token_uses WHERE attempt_id = $2)",
    ] {
        tx.change(statement, values![now, attempt.as_str()])?;
    }
    Ok(())
}

/// Lifts the lock of a card's token, for every card that has it.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn unlock(tx: &Tx<'_>, card: &Card) -> Result<()> {
    for statement in [
        "DELETE FROM token_locks WHERE provider = $1 AND fingerprint = $2",
        "UPDATE cards SET locked_at = NULL WHERE provider = $1 AND fingerprint = $2",
    ] {
        tx.change(statement, values![&card.provider, &card.fingerprint])?;
    }
    Ok(())
}

/// Tells since when a token is locked, Unix milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn locked_at(tx: &Tx<'_>, provider: &str, fingerprint: &str) -> Result<Option<i64>> {
    tx.value(
        "SELECT locked_at FROM token_locks WHERE provider = $1 AND fingerprint = $2",
        values![provider, fingerprint],
    )
}

/// Lists the cards whose fingerprint a former version made, for one customer alone.
/// One that cannot be read keeps no other from being listed.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn former(tx: &Tx<'_>) -> Result<Vec<Card>> {
    let sql = "SELECT * FROM cards WHERE fingerprint LIKE 'former:%'";
    readable(tx, "cards", sql, &[], cards::read)
}

/// Gives a card of a former version the fingerprint of its token, and the token
/// what that card has done: its attempts and its lock.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn adopt(tx: &Tx<'_>, card: &Card, fingerprint: &str) -> Result<()> {
    for statement in [
        "UPDATE cards SET fingerprint = $2 WHERE id = $3 AND provider = $1",
        "INSERT INTO token_uses (attempt_id, provider, fingerprint)
         SELECT id, $1, $2 FROM attempts WHERE card_id = $3 ON CONFLICT DO NOTHING",
        "INSERT INTO token_locks (provider, fingerprint, locked_at)
         SELECT $1, $2, locked_at FROM cards WHERE id = $3 AND locked_at IS NOT NULL ON CONFLICT DO NOTHING",
        "UPDATE cards SET locked_at = COALESCE(locked_at, (
             SELECT locked_at FROM token_locks WHERE provider = $1 AND fingerprint = $2))
         WHERE provider = $1 AND fingerprint = $2 AND $3 <> ''",
    ] {
        tx.change(statement, values![&card.provider, fingerprint, card.id.as_str()])?;
    }
    Ok(())
}
