//! Money that moved beyond an order's one charge.

use oneclick_rules::PaymentId;
use sqlx::SqliteConnection;

use super::Attempt;

/// Notes money that moved beyond the order's one charge; `false` where it is known.
///
/// # Errors
/// Where the store does not answer.
pub async fn insert_surplus(
    store: &mut SqliteConnection,
    attempt: &Attempt,
    provider_payment: &str,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO surpluses (provider, provider_payment, attempt_id, found_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
    )
    .bind(&attempt.provider)
    .bind(provider_payment)
    .bind(attempt.id.as_str())
    .bind(now)
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
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
