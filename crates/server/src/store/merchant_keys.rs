//! Idempotency keys of the merchant's calls that move money, kept as long as
//! what they made.

use crate::store::{Result, Tx, values};

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
pub fn find(tx: &Tx<'_>, operation: &str, key: &str) -> Result<Option<Kept>> {
    tx.row(
        "SELECT fingerprint, subject FROM merchant_keys WHERE operation = $1 AND key = $2",
        values![operation, key],
        |row| {
            Ok(Kept {
                fingerprint: row.get("fingerprint")?,
                subject: row.get("subject")?,
            })
        },
    )
}

/// Binds a key to what its request has made.
///
/// # Errors
/// Where the store does not answer, or the key is bound already.
pub fn insert(tx: &Tx<'_>, key: &Key<'_>, subject: &str, now: i64) -> Result<()> {
    tx.execute(
        "INSERT INTO merchant_keys (operation, key, fingerprint, subject, created_at)
         VALUES ($1, $2, $3, $4, $5)",
        values![key.operation, key.key, key.fingerprint, subject, now],
    )
    .map(drop)
}
