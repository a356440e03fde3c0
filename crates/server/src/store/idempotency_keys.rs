//! Idempotency keys of both APIs, kept as long as what their requests made.

use oneclick_rules::OrderReference;

use crate::store::{Result, Tx, values};

/// Says who sends a key, and among what it is unique.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// The shopper's: among the payments of the order.
    Shopper(&'a OrderReference),
    /// The merchant's: among the requests of this kind.
    Merchant(&'static str),
}

/// A key of a request.
#[derive(Clone, Copy, Debug)]
pub struct Key<'a> {
    /// Among what it is unique.
    pub scope: Scope<'a>,
    /// The key.
    pub key: &'a str,
    /// What the key is bound to.
    pub fingerprint: &'a str,
}

/// Holds what was kept of a key.
#[derive(Clone, Debug)]
pub struct Kept {
    /// What the key is bound to.
    pub fingerprint: String,
    /// The id of what its request made.
    pub subject: String,
}

impl Scope<'_> {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Shopper(order) => ("shopper", order.as_str()),
            Self::Merchant(kind) => ("merchant", kind),
        }
    }
}

/// Finds what was kept of a key, if it was used.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, scope: Scope<'_>, key: &str) -> Result<Option<Kept>> {
    let (caller, scope) = scope.columns();
    tx.row(
        "SELECT fingerprint, subject FROM idempotency_keys WHERE caller = $1 AND scope = $2 AND key = $3",
        values![caller, scope, key],
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
/// Fails if the database is unreachable, or the key is bound already.
pub fn insert(tx: &Tx<'_>, key: &Key<'_>, subject: &str, now: i64) -> Result<()> {
    let (caller, scope) = key.scope.columns();
    tx.change(
        "INSERT INTO idempotency_keys (caller, scope, key, fingerprint, subject, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![caller, scope, key.key, key.fingerprint, subject, now],
    )
}
