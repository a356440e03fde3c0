//! Tokens, whoever's cards they are: by which an attempt was, and which may not
//! pay any more. What stands here outlives the cards.

use oneclick_rules::PaymentId;
use sqlx::SqliteConnection;

use super::cards::{self, Card};
use super::readable::readable;

/// Notes by which token an attempt is.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn note_use(
    store: &mut SqliteConnection,
    attempt: &PaymentId,
    card: &Card,
) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO token_uses (attempt_id, provider, fingerprint) VALUES ($1, $2, $3)")
        .bind(attempt.as_str())
        .bind(&card.provider)
        .bind(&card.fingerprint)
        .execute(store)
        .await?;
    Ok(())
}

/// Locks the token that an attempt was by, with every card that has it.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn lock(store: &mut SqliteConnection, attempt: &PaymentId, now: i64) -> sqlx::Result<()> {
    for statement in [
        "INSERT INTO token_locks (provider, fingerprint, locked_at)
         SELECT provider, fingerprint, $1 FROM token_uses WHERE attempt_id = $2 ON CONFLICT DO NOTHING",
        "UPDATE cards SET locked_at = COALESCE(locked_at, $1) WHERE (provider, fingerprint) IN (
             SELECT provider, fingerprint FROM token_uses WHERE attempt_id = $2)",
    ] {
        sqlx::query(statement)
            .bind(now)
            .bind(attempt.as_str())
            .execute(&mut *store)
            .await?;
    }
    Ok(())
}

/// Lifts the lock of a card's token, for every card that has it.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn unlock(store: &mut SqliteConnection, card: &Card) -> sqlx::Result<()> {
    for statement in [
        "DELETE FROM token_locks WHERE provider = $1 AND fingerprint = $2",
        "UPDATE cards SET locked_at = NULL WHERE provider = $1 AND fingerprint = $2",
    ] {
        sqlx::query(statement)
            .bind(&card.provider)
            .bind(&card.fingerprint)
            .execute(&mut *store)
            .await?;
    }
    Ok(())
}

/// Tells since when a token is locked, Unix milliseconds.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn locked_at(
    store: &mut SqliteConnection,
    provider: &str,
    fingerprint: &str,
) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT locked_at FROM token_locks WHERE provider = $1 AND fingerprint = $2")
        .bind(provider)
        .bind(fingerprint)
        .fetch_optional(store)
        .await
}

/// Lists the cards whose fingerprint a former version made, for one customer alone.
/// One that cannot be read keeps no other from being listed.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn former(store: &mut SqliteConnection) -> sqlx::Result<Vec<Card>> {
    let rows = sqlx::query("SELECT * FROM cards WHERE fingerprint LIKE 'former:%'")
        .fetch_all(store)
        .await?;
    Ok(readable("cards", &rows, cards::read))
}

/// Gives a card of a former version the fingerprint of its token, and the token
/// what that card has done: its attempts and its lock.
///
/// # Errors
/// Fails if the store does not answer.
pub async fn adopt(
    store: &mut SqliteConnection,
    card: &Card,
    fingerprint: &str,
) -> sqlx::Result<()> {
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
        sqlx::query(statement)
            .bind(&card.provider)
            .bind(fingerprint)
            .bind(card.id.as_str())
            .execute(&mut *store)
            .await?;
    }
    Ok(())
}
