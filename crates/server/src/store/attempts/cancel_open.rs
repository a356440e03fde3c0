//! That a provider is asked to end what is open on its page, and by how many
//! at once: one.

use oneclick_rules::PaymentId;
use sqlx::SqliteConnection;

/// Notes that the provider is asked now, Unix milliseconds, unless somebody
/// asked since `since` and has no answer yet; whether it was noted.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_cancel_asked(
    store: &mut SqliteConnection,
    id: &PaymentId,
    since: i64,
    now: i64,
) -> sqlx::Result<bool> {
    // A clock somewhat ahead, another server's or this one's before a step, is
    // believed; one further ahead than anybody waits is not.
    let noted = sqlx::query(
        "UPDATE attempts SET cancel_asked_at = $1
         WHERE id = $2 AND (cancel_asked_at IS NULL OR cancel_asked_at NOT BETWEEN $3 AND 2 * $1 - $3)",
    )
    .bind(now)
    .bind(id.as_str())
    .bind(since)
    .execute(store)
    .await?;
    Ok(noted.rows_affected() == 1)
}

/// Notes that whoever asked the provider has an answer, or will have none.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_cancel_answered(
    store: &mut SqliteConnection,
    id: &PaymentId,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE attempts SET cancel_asked_at = NULL WHERE id = $1")
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}
