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
         UNION SELECT prepared_key FROM attempts WHERE prepared_key IS NOT NULL",
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
    fingerprint: &str,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE cards SET token_key = $1, token_sealed = $2, fingerprint = $3 WHERE id = $4 AND token_sealed = $5",
    )
    .bind(&sealed.key)
    .bind(&sealed.sealed)
    .bind(fingerprint)
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
