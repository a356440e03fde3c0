//! Money that moved beyond an order's one charge.

use oneclick_rules::PaymentId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::Attempt;
use crate::store::corrupt;
use crate::store::queue::Queue;

/// Money that moved beyond an order's one charge, and is to be given back.
#[derive(Clone, Debug)]
pub struct Duplicate {
    /// The provider.
    pub provider: String,
    /// The provider's id of the payment.
    pub payment: String,
    /// The attempt under which it was found.
    pub attempt: PaymentId,
    /// When, Unix milliseconds.
    pub found_at: i64,
}

/// Notes money that moved beyond the order's one charge; `false` where it is
/// known. `ours` says that it shows our reference: the engine gives it back by
/// itself then, at once.
///
/// # Errors
/// Where the store does not answer.
pub async fn insert_duplicate(
    store: &mut SqliteConnection,
    attempt: &Attempt,
    provider_payment_id: &str,
    ours: bool,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO duplicates (provider, provider_payment_id, attempt_id, found_at, reverse_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&attempt.provider)
    .bind(provider_payment_id)
    .bind(attempt.id.as_str())
    .bind(now)
    .bind(ours.then_some(now))
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Duplicates to give back.
pub const REVERSALS: &Queue<Duplicate> = &Queue {
    table: "duplicates",
    key: &["provider", "provider_payment_id"],
    due: "reverse_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: "provider",
    awaited: "NULL",
    noted: "",
    read,
};

pub(in crate::store) fn read(row: &SqliteRow) -> sqlx::Result<Duplicate> {
    Ok(Duplicate {
        provider: row.try_get("provider")?,
        payment: row.try_get("provider_payment_id")?,
        attempt: PaymentId::parse(row.try_get("attempt_id")?).map_err(|_| corrupt("attempt_id"))?,
        found_at: row.try_get("found_at")?,
    })
}

/// Says when giving it back is tried next, unless it was given back or is with
/// a person; `None` leaves it to one.
///
/// # Errors
/// Where the store does not answer.
pub async fn plan_reversal(
    store: &mut SqliteConnection,
    duplicate: &Duplicate,
    reverse_at: Option<i64>,
) -> sqlx::Result<()> {
    let sql = "UPDATE duplicates SET reverse_at = $1
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NULL AND reverse_at IS NOT NULL";
    set(
        store,
        sql,
        reverse_at,
        &duplicate.provider,
        &duplicate.payment,
    )
    .await?;
    Ok(())
}

/// Sets a time of one duplicate by such a statement; whether it was one to be set.
async fn set(
    store: &mut SqliteConnection,
    sql: &'static str,
    at: Option<i64>,
    provider: &str,
    provider_payment_id: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query(sql)
        .bind(at)
        .bind(provider)
        .bind(provider_payment_id)
        .execute(store)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the money is back; `false` where there is no such duplicate or it
/// is known.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_reversed(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE duplicates SET reversed_at = $1, reverse_at = NULL
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NULL";
    set(store, sql, Some(now), provider, provider_payment_id).await
}

/// Has a duplicate given back once more, whose money was thought to be back;
/// `false` where it was not.
///
/// # Errors
/// Where the store does not answer.
pub async fn take_up_again(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE duplicates SET reversed_at = NULL, reverse_at = $1
         WHERE provider = $2 AND provider_payment_id = $3 AND reversed_at IS NOT NULL";
    set(store, sql, Some(now), provider, provider_payment_id).await
}

/// Notes a person's decision that the merchant keeps the money; `false` where
/// it is not with a person.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_duplicate_kept(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment_id: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE duplicates SET kept_at = $1 WHERE provider = $2 AND provider_payment_id = $3
             AND reverse_at IS NULL AND reversed_at IS NULL AND kept_at IS NULL";
    set(store, sql, Some(now), provider, provider_payment_id).await
}

/// How far a duplicate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateState {
    /// The engine is to give it back.
    Due,
    /// A person has to decide.
    NeedsReview,
    /// The money is back.
    Reversed,
    /// A person decided that the merchant keeps it.
    Kept,
}

/// Money that moved beyond the one charge, found under this attempt: the
/// provider's ids, the oldest first, and how far each has come.
///
/// # Errors
/// Where the store does not answer.
pub async fn duplicate_states(
    store: &mut SqliteConnection,
    id: &PaymentId,
) -> sqlx::Result<Vec<(String, DuplicateState)>> {
    let rows = sqlx::query("SELECT * FROM duplicates WHERE attempt_id = $1 ORDER BY found_at")
        .bind(id.as_str())
        .fetch_all(store)
        .await?;
    let read = |row: &SqliteRow| {
        let is_set = |column| {
            let at: sqlx::Result<Option<i64>> = row.try_get(column);
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
        Ok((row.try_get("provider_payment_id")?, state))
    };
    rows.iter().map(read).collect()
}

/// Money that moved beyond the one charge, found under this attempt: the
/// provider's ids.
///
/// # Errors
/// Where the store does not answer.
pub async fn duplicates(store: &mut SqliteConnection, id: &PaymentId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT provider_payment_id FROM duplicates WHERE attempt_id = $1 ORDER BY found_at",
    )
    .bind(id.as_str())
    .fetch_all(store)
    .await
}

/// Whether the attempt's own payment was a duplicate and its money is back.
///
/// # Errors
/// Where the store does not answer.
pub async fn is_reversed(store: &mut SqliteConnection, attempt: &Attempt) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM duplicates
             WHERE provider = $1 AND provider_payment_id = $2 AND reversed_at IS NOT NULL)",
    )
    .bind(&attempt.provider)
    .bind(&attempt.provider_payment_id)
    .fetch_one(store)
    .await
}
