//! Money that moved beyond an order's one charge.

use oneclick_rules::PaymentId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::Attempt;
use crate::store::corrupt;
use crate::store::queue::Queue;

/// Money that moved beyond an order's one charge, and is to be given back.
#[derive(Clone, Debug)]
pub struct Surplus {
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
pub async fn insert_surplus(
    store: &mut SqliteConnection,
    attempt: &Attempt,
    provider_payment: &str,
    ours: bool,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO surpluses (provider, provider_payment, attempt_id, found_at, give_back_at)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&attempt.provider)
    .bind(provider_payment)
    .bind(attempt.id.as_str())
    .bind(now)
    .bind(ours.then_some(now))
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Surpluses to give back.
pub const GIVE_BACKS: &Queue<Surplus> = &Queue {
    table: "surpluses",
    key: &["provider", "provider_payment"],
    due: "give_back_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: "provider",
    awaited: "NULL",
    noted: "",
    read,
};

pub(in crate::store) fn read(row: &SqliteRow) -> sqlx::Result<Surplus> {
    Ok(Surplus {
        provider: row.try_get("provider")?,
        payment: row.try_get("provider_payment")?,
        attempt: PaymentId::parse(row.try_get("attempt_id")?).map_err(|_| corrupt("attempt_id"))?,
        found_at: row.try_get("found_at")?,
    })
}

/// Says when giving it back is tried next, unless it was given back or is with
/// a person; `None` leaves it to one.
///
/// # Errors
/// Where the store does not answer.
pub async fn plan_give_back(
    store: &mut SqliteConnection,
    surplus: &Surplus,
    give_back_at: Option<i64>,
) -> sqlx::Result<()> {
    let sql = "UPDATE surpluses SET give_back_at = $1
         WHERE provider = $2 AND provider_payment = $3 AND given_back_at IS NULL AND give_back_at IS NOT NULL";
    set(
        store,
        sql,
        give_back_at,
        &surplus.provider,
        &surplus.payment,
    )
    .await?;
    Ok(())
}

/// Sets a time of one surplus by such a statement; whether it was one to be set.
async fn set(
    store: &mut SqliteConnection,
    sql: &'static str,
    at: Option<i64>,
    provider: &str,
    provider_payment: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query(sql)
        .bind(at)
        .bind(provider)
        .bind(provider_payment)
        .execute(store)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the money is back; `false` where there is no such surplus or it
/// is known.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_given_back(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE surpluses SET given_back_at = $1, give_back_at = NULL
         WHERE provider = $2 AND provider_payment = $3 AND given_back_at IS NULL";
    set(store, sql, Some(now), provider, provider_payment).await
}

/// Has a surplus given back once more, whose money was thought to be back;
/// `false` where it was not.
///
/// # Errors
/// Where the store does not answer.
pub async fn take_up_again(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE surpluses SET given_back_at = NULL, give_back_at = $1
         WHERE provider = $2 AND provider_payment = $3 AND given_back_at IS NOT NULL";
    set(store, sql, Some(now), provider, provider_payment).await
}

/// Notes a person's decision that the merchant keeps the money; `false` where
/// it is not with a person.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_surplus_kept(
    store: &mut SqliteConnection,
    provider: &str,
    provider_payment: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let sql = "UPDATE surpluses SET kept_at = $1 WHERE provider = $2 AND provider_payment = $3
             AND give_back_at IS NULL AND given_back_at IS NULL AND kept_at IS NULL";
    set(store, sql, Some(now), provider, provider_payment).await
}

/// How far a surplus has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurplusState {
    /// The engine is to give it back.
    Due,
    /// A person has to decide.
    NeedsReview,
    /// The money is back.
    GivenBack,
    /// A person decided that the merchant keeps it.
    Kept,
}

/// Money that moved beyond the one charge, found under this attempt: the
/// provider's ids, the oldest first, and how far each has come.
///
/// # Errors
/// Where the store does not answer.
pub async fn surplus_states(
    store: &mut SqliteConnection,
    id: &PaymentId,
) -> sqlx::Result<Vec<(String, SurplusState)>> {
    let rows = sqlx::query("SELECT * FROM surpluses WHERE attempt_id = $1 ORDER BY found_at")
        .bind(id.as_str())
        .fetch_all(store)
        .await?;
    let read = |row: &SqliteRow| {
        let is_set = |column| {
            let at: sqlx::Result<Option<i64>> = row.try_get(column);
            at.map(|at| at.is_some())
        };
        let state = if is_set("given_back_at")? {
            SurplusState::GivenBack
        } else if is_set("kept_at")? {
            SurplusState::Kept
        } else if is_set("give_back_at")? {
            SurplusState::Due
        } else {
            SurplusState::NeedsReview
        };
        Ok((row.try_get("provider_payment")?, state))
    };
    rows.iter().map(read).collect()
}

/// Money that moved beyond the one charge, found under this attempt: the
/// provider's ids.
///
/// # Errors
/// Where the store does not answer.
pub async fn surpluses(store: &mut SqliteConnection, id: &PaymentId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar(
        "SELECT provider_payment FROM surpluses WHERE attempt_id = $1 ORDER BY found_at",
    )
    .bind(id.as_str())
    .fetch_all(store)
    .await
}

/// Whether the attempt's own payment was a surplus and its money is back.
///
/// # Errors
/// Where the store does not answer.
pub async fn is_given_back(store: &mut SqliteConnection, attempt: &Attempt) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM surpluses
             WHERE provider = $1 AND provider_payment = $2 AND given_back_at IS NOT NULL)",
    )
    .bind(&attempt.provider)
    .bind(&attempt.provider_payment)
    .fetch_one(store)
    .await
}
