//! What is sealed, over all tables: for a change of the vault's key.

use oneclick_rules::{CardId, PaymentId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::attempts::{self, Attempt, Prepared};
use super::cards::{self, Card};

/// The ids of the keys that sealed what may still have to be opened.
///
/// # Errors
/// Where the store does not answer.
pub async fn keys(store: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT token_key FROM cards WHERE token_sealed <> ''
         UNION SELECT prepared_key FROM attempts WHERE prepared_key IS NOT NULL
         UNION SELECT key_id FROM fingerprint_key",
    )
    .fetch_all(store)
    .await
}

/// Cards sealed with another key than `key`, the removed ones too, in order of
/// their ids: up to `most` after `after`. With the id of each, also of one that
/// cannot be read.
///
/// # Errors
/// Where the store does not answer.
pub async fn other_cards(
    store: &mut SqliteConnection,
    key: &str,
    after: &str,
    most: i64,
) -> sqlx::Result<Vec<(String, sqlx::Result<Card>)>> {
    let rows = sqlx::query(
        "SELECT * FROM cards WHERE token_key <> $1 AND token_sealed <> '' AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(key)
    .bind(after)
    .bind(most)
    .fetch_all(store)
    .await?;
    let each = |row: &SqliteRow| Ok((row.try_get("id")?, cards::read(row)));
    rows.iter().map(each).collect()
}

/// Attempts for which something was prepared, sealed with another key than
/// `key`: up to `most` after `after`. With the id of each, also of one that
/// cannot be read.
///
/// # Errors
/// Where the store does not answer.
pub async fn other_attempts(
    store: &mut SqliteConnection,
    key: &str,
    after: &str,
    most: i64,
) -> sqlx::Result<Vec<(String, sqlx::Result<Attempt>)>> {
    let rows = sqlx::query(
        "SELECT * FROM attempts WHERE prepared_key <> $1 AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(key)
    .bind(after)
    .bind(most)
    .fetch_all(store)
    .await?;
    let each = |row: &SqliteRow| Ok((row.try_get("id")?, attempts::read(row)));
    rows.iter().map(each).collect()
}

/// Puts a card's token, sealed anew, in the place of what was read.
///
/// # Errors
/// Where the store does not answer.
pub async fn put_token(
    store: &mut SqliteConnection,
    id: &CardId,
    before: &str,
    sealed: &Prepared,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE cards SET token_key = $1, token_sealed = $2 WHERE id = $3 AND token_sealed = $4",
    )
    .bind(&sealed.key)
    .bind(&sealed.sealed)
    .bind(id.as_str())
    .bind(before)
    .execute(store)
    .await?;
    Ok(())
}

/// Puts what was prepared, sealed anew, in the place of what was read.
///
/// # Errors
/// Where the store does not answer.
pub async fn put_prepared(
    store: &mut SqliteConnection,
    id: &PaymentId,
    before: &str,
    sealed: &Prepared,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE attempts SET prepared_key = $1, prepared_sealed = $2 WHERE id = $3 AND prepared_sealed = $4",
    )
    .bind(&sealed.key)
    .bind(&sealed.sealed)
    .bind(id.as_str())
    .bind(before)
    .execute(store)
    .await?;
    Ok(())
}

/// Reads the key of the fingerprints.
///
/// # Errors
/// Where the store does not answer.
pub async fn fingerprint_key(store: &mut SqliteConnection) -> sqlx::Result<Option<Prepared>> {
    let row: Option<(String, String)> =
        sqlx::query_as("SELECT key_id, sealed FROM fingerprint_key")
            .fetch_optional(store)
            .await?;
    Ok(row.map(|(key, sealed)| Prepared { key, sealed }))
}

/// Writes the key of the fingerprints, the first or the same one sealed anew.
///
/// # Errors
/// Where the store does not answer.
pub async fn put_fingerprint_key(
    store: &mut SqliteConnection,
    sealed: &Prepared,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO fingerprint_key (only_row, key_id, sealed) VALUES (1, $1, $2)
         ON CONFLICT (only_row) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed",
    )
    .bind(&sealed.key)
    .bind(&sealed.sealed)
    .execute(store)
    .await?;
    Ok(())
}
