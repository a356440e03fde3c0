//! Who is waited for: look-ups that somebody asked for go before background work.

use oneclick_rules::{OrderReference, PaymentId};
use sqlx::SqliteConnection;

/// Notes that somebody waits for the look-up of the order's attempts.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn note_order(
    store: &mut SqliteConnection,
    order: &OrderReference,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE attempts SET awaited_at = $1
         WHERE order_reference = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
    )
    .bind(now)
    .bind(order.as_str())
    .execute(store)
    .await?;
    Ok(())
}

/// Notes that somebody waits for the look-up of the attempt and of its operations.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn note_attempt(
    store: &mut SqliteConnection,
    attempt: &PaymentId,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE attempts SET awaited_at = $1
         WHERE id = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
    )
    .bind(now)
    .bind(attempt.as_str())
    .execute(&mut *store)
    .await?;
    note_operations(store, attempt, now).await
}

/// Notes that somebody waits for what became of the attempt's operations.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn note_operations(
    store: &mut SqliteConnection,
    attempt: &PaymentId,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE operations SET awaited_at = $1
         WHERE attempt_id = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
    )
    .bind(now)
    .bind(attempt.as_str())
    .execute(store)
    .await?;
    Ok(())
}
