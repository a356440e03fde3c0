//! Money that moved beyond an order's one charge.

use oneclick_rules::PaymentId;

use crate::model::attempt::Attempt;
use crate::model::duplicate::{Duplicate, DuplicateState};
use crate::store::queue::{Queue, QueueProvider};
use crate::store::{Result, Row, StoreError, Tx, values};

/// Notes money that moved beyond the order's one charge; `false` where it is
/// known. `ours` says that it shows our reference: the engine gives it back by
/// itself then, at once.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn insert_duplicate(
    tx: &Tx<'_>,
    attempt: &Attempt,
    provider_payment_id: &str,
    ours: bool,
    now: i64,
) -> Result<bool> {
    let done = tx.execute(
        "INSERT INTO duplicates (provider, provider_payment_id, attempt_id, found_at, reverse_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        values![
            &attempt.provider,
            provider_payment_id,
            attempt.id.as_str(),
            now,
            ours.then_some(now)
        ],
    )?;
    Ok(done == 1)
}

/// Duplicates to give back.
pub const REVERSALS: &Queue<Duplicate> = &Queue {
    table: "duplicates",
    key: &["provider", "provider_payment_id"],
    due: "reverse_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: QueueProvider::Column("provider"),
    awaited: None,
    urgent: None,
    noted: "",
    read,
};

pub(in crate::store) fn read(row: &Row<'_>) -> Result<Duplicate> {
    Ok(Duplicate {
        provider: row.get("provider")?,
        payment: row.get("provider_payment_id")?,
        attempt: PaymentId::parse(row.get("attempt_id")?)
            .map_err(|_| StoreError::Corrupt("attempt_id"))?,
        found_at: row.get("found_at")?,
    })
}

/// Says when giving it back is tried next, unless it was given back or is with
/// a person; `None` leaves it to one.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn plan_reversal(tx: &Tx<'_>, duplicate: &Duplicate, reverse_at: Option<i64>) -> Result<()> {
    let sql = "UPDATE duplicates SET reverse_at = $1
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NULL AND reverse_at IS NOT NULL";
    set(tx, sql, reverse_at, &duplicate.provider, &duplicate.payment)?;
    Ok(())
}

/// Sets a time of one duplicate by such a statement; whether it was one to be set.
fn set(
    tx: &Tx<'_>,
    sql: &'static str,
    at: Option<i64>,
    provider: &str,
    provider_payment_id: &str,
) -> Result<bool> {
    let done = tx.execute(sql, values![at, provider, provider_payment_id])?;
    Ok(done == 1)
}

/// Notes that the money is back; `false` where there is no such duplicate or it
/// is known.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_reversed(
    tx: &Tx<'_>,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> Result<bool> {
    let sql = "UPDATE duplicates SET reversed_at = $1, reverse_at = NULL
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NULL";
    set(tx, sql, Some(now), provider, provider_payment_id)
}

/// Has a duplicate given back once more, whose money was thought to be back;
/// `false` where it was not.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn take_up_again(
    tx: &Tx<'_>,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> Result<bool> {
    let sql = "UPDATE duplicates SET reversed_at = NULL, reverse_at = $1
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NOT NULL";
    set(tx, sql, Some(now), provider, provider_payment_id)
}

/// Notes a person's decision that the merchant keeps the money; `false` where
/// it is not with a person.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_duplicate_kept(
    tx: &Tx<'_>,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> Result<bool> {
    let sql = "UPDATE duplicates SET kept_at = $1 WHERE provider = $2 AND provider_payment_id = $3
             AND reverse_at IS NULL AND reversed_at IS NULL AND kept_at IS NULL";
    set(tx, sql, Some(now), provider, provider_payment_id)
}

/// Lists the money that moved beyond the one charge, found under this attempt: the
/// provider's ids, the oldest first, and how far each has come.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn duplicate_states(tx: &Tx<'_>, id: &PaymentId) -> Result<Vec<(String, DuplicateState)>> {
    let read = |row: &Row<'_>| {
        let is_set = |column| {
            let at: Result<Option<i64>> = row.get(column);
            at.map(|at| at.is_some())
        };
        let state = if is_set("reversed_at")? {
            DuplicateState::Reversed
        } else if is_set("kept_at")? {
            DuplicateState::Kept
        } else if is_set("reverse_at")? {
            DuplicateState::Due
        } else {
            DuplicateState::NeedsReview
        };
        Ok((row.get("provider_payment_id")?, state))
    };
    tx.query(
        "SELECT * FROM duplicates WHERE attempt_id = $1 ORDER BY found_at",
        values![id.as_str()],
        read,
    )
}

/// Lists the money that moved beyond the one charge, found under this attempt: the
/// provider's ids.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn duplicates(tx: &Tx<'_>, id: &PaymentId) -> Result<Vec<String>> {
    tx.column(
        "SELECT provider_payment_id FROM duplicates WHERE attempt_id = $1 ORDER BY found_at",
        values![id.as_str()],
    )
}

/// Tells whether the attempt's own payment was a duplicate and its money is back.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_reversed(tx: &Tx<'_>, attempt: &Attempt) -> Result<bool> {
    tx.value(
        "SELECT EXISTS (SELECT 1 FROM duplicates
             WHERE provider = $1 AND provider_payment_id = $2 AND reversed_at IS NOT NULL)",
        values![&attempt.provider, &attempt.provider_payment_id],
    )?
    .ok_or(StoreError::Missing)
}
