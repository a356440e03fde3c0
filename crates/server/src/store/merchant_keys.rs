//! Idempotency keys of the merchant's calls that move money, kept as long as
//! what they made.

use sqlx::{Row as _, SqliteConnection};

/// A key of a request.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// What the request does: keys are unique within that.
    pub operation: &'static str,
    /// The key.
    pub key: &'a str,
    /// What the key is bound to.
    pub fingerprint: &'a str,
}

/// What was kept of a key.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What the key is bound to.
    pub fingerprint: String,
    /// The id of what its request made.
    pub subject: String,
}

/// What was kept under the operation's key, if it was used.
///
/// # Errors
/// Where the store does not answer.
pub async fn find(
    store: &mut SqliteConnection,
    operation: &str,
    key: &str,
) -> sqlx::Result<Option<Kept>> {
    let row = sqlx::query(
        "SELECT fingerprint, subject FROM merchant_keys WHERE operation = $1 AND key = $2",
    )
    .bind(operation)
    .bind(key)
    .fetch_optional(store)
    .await?;
    row.map(|row| {
        Ok(Kept {
            fingerprint: row.try_get("fingerprint")?,
            subject: row.try_get("subject")?,
        })
    })
    .transpose()
}

/// Binds a key to what its request has made.
///
/// # Errors
/// Where the store does not answer, or the key is bound already.
pub async fn insert(
    store: &mut SqliteConnection,
    key: &Key<'_>,
    subject: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO merchant_keys (operation, key, fingerprint, subject, created_at)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(key.operation)
    .bind(key.key)
    .bind(key.fingerprint)
    .bind(subject)
    .bind(now)
    .execute(store)
    .await?;
    Ok(())
}
