//! What the limits against guessing count, inside the intent's transaction.

use oneclick_rules::{CustomerId, OrderReference, SessionId};
use sqlx::SqliteConnection;

use super::cards::Card;

const DAY: i64 = 24 * 3_600_000;

/// Notes a POST that pays and counts the session's within the last minute, this one included.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_submission(
    store: &mut SqliteConnection,
    session: &SessionId,
    now: i64,
) -> sqlx::Result<i64> {
    let minute_ago = now - 60_000;
    sqlx::query("DELETE FROM submissions WHERE session_id = $1 AND at <= $2")
        .bind(session.as_str())
        .bind(minute_ago)
        .execute(&mut *store)
        .await?;
    sqlx::query("INSERT INTO submissions (session_id, at) VALUES ($1, $2)")
        .bind(session.as_str())
        .bind(now)
        .execute(&mut *store)
        .await?;
    sqlx::query_scalar("SELECT COUNT(*) FROM submissions WHERE session_id = $1")
        .bind(session.as_str())
        .fetch_one(store)
        .await
}

/// Counts wrong security codes on the card's token within a day, whoever's card
/// it was then, and those that may still turn out to be wrong: else twenty at
/// once would all be the first.
///
/// # Errors
/// Where the store does not answer.
pub async fn wrong_codes(store: &mut SqliteConnection, card: &Card, now: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM token_uses JOIN attempts ON attempts.id = token_uses.attempt_id
         WHERE token_uses.provider = $1 AND token_uses.fingerprint = $2 AND cvc_given = 1 AND (
             (decline_reason = 'wrong_cvc' AND updated_at > $3)
             OR state IN ('created', 'sent', 'unknown', 'action_required', 'processing'))",
    )
    .bind(&card.provider)
    .bind(&card.fingerprint)
    .bind(now - DAY)
    .fetch_one(store)
    .await
}

/// Declines of the order.
///
/// # Errors
/// Where the store does not answer.
pub async fn declines_of_order(
    store: &mut SqliteConnection,
    order: &OrderReference,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM attempts WHERE order_reference = $1 AND state = 'declined'",
    )
    .bind(order.as_str())
    .fetch_one(store)
    .await
}

/// Declines of the customer within a day, charges under way included.
///
/// # Errors
/// Where the store does not answer.
pub async fn declines_of_customer(
    store: &mut SqliteConnection,
    customer: &CustomerId,
    now: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM attempts JOIN orders ON orders.reference = attempts.order_reference
         WHERE orders.customer_id = $1 AND (
             (attempts.state = 'declined' AND attempts.updated_at > $2)
             OR attempts.state IN ('created', 'sent', 'unknown', 'action_required', 'processing'))",
    )
    .bind(customer.as_str())
    .bind(now - DAY)
    .fetch_one(store)
    .await
}

/// Payments by new cards that the customer began within a day, a guest's of
/// the order; one that was never taken by the provider is none.
///
/// # Errors
/// Where the store does not answer.
pub async fn new_cards(
    store: &mut SqliteConnection,
    order: &OrderReference,
    customer: Option<&CustomerId>,
    now: i64,
) -> sqlx::Result<i64> {
    sqlx::query_scalar(
        "SELECT COUNT(*) FROM attempts JOIN orders ON orders.reference = attempts.order_reference
         WHERE (orders.reference = $1 OR orders.customer_id = $2) AND attempts.created_at > $3
             AND (attempts.card_id IS NULL OR attempts.keep_state IS NOT NULL) AND attempts.state <> 'not_taken'",
    )
    .bind(order.as_str())
    .bind(customer.map(CustomerId::as_str))
    .bind(now - DAY)
    .fetch_one(store)
    .await
}
