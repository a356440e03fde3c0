//! Who closed a store, opened it, or had a provider left out, and why.

use crate::store::webhooks::Person;
use crate::store::{Result, StoreError, Tx, values};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryEventKind<'a> {
    /// The store was closed.
    Closed,
    /// It opens although this provider could not be asked.
    LeftOut(&'a str),
    /// It was opened.
    Opened,
}

/// Writes what was done, and by whom.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note(tx: &Tx<'_>, kind: RecoveryEventKind<'_>, person: &Person, now: i64) -> Result<()> {
    let (kind, provider) = match kind {
        RecoveryEventKind::Closed => ("closed", None),
        RecoveryEventKind::LeftOut(provider) => ("left_out", Some(provider)),
        RecoveryEventKind::Opened => ("opened", None),
    };
    let last = tx.value::<i64>("SELECT COALESCE(MAX(number), 0) FROM recovery_events", &[])?;
    let sql = "INSERT INTO recovery_events (number, at, recovery, kind, provider, by_whom, why)
        VALUES ($1, $2, (SELECT recoveries FROM deployment), $3, $4, $5, $6)";
    tx.execute(
        sql,
        values![
            last.ok_or(StoreError::Missing)? + 1,
            now,
            kind,
            provider,
            &person.by,
            &person.why
        ],
    )
    .map(drop)
}

/// Lists the providers that are left out of this recovery.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn left_out(tx: &Tx<'_>, recovery: i64) -> Result<Vec<String>> {
    tx.column(
        "SELECT DISTINCT provider FROM recovery_events WHERE recovery = $1 AND kind = 'left_out'",
        values![recovery],
    )
}
