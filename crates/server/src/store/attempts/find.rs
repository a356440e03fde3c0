//! Attempts, found.

use oneclick_providers::AttemptReference;
use oneclick_rules::{OrderReference, PaymentId};
use sqlx::SqliteConnection;

use super::{Attempt, read};
use crate::store::readable::readable;

/// The attempt with this id.
///
/// # Errors
/// Where the store does not answer.
pub async fn find(store: &mut SqliteConnection, id: &PaymentId) -> sqlx::Result<Option<Attempt>> {
    one(store, "SELECT * FROM attempts WHERE id = $1", id.as_str()).await
}

/// The attempt whose shopper comes back to this address.
///
/// # Errors
/// Where the store does not answer.
pub async fn find_by_return(
    store: &mut SqliteConnection,
    reference: &str,
) -> sqlx::Result<Option<Attempt>> {
    one(
        store,
        "SELECT * FROM attempts WHERE return_token = $1",
        reference,
    )
    .await
}

/// The attempt with our reference at the provider.
///
/// # Errors
/// Where the store does not answer.
pub async fn find_by_reference(
    store: &mut SqliteConnection,
    reference: &AttemptReference,
) -> sqlx::Result<Option<Attempt>> {
    one(
        store,
        "SELECT * FROM attempts WHERE reference = $1",
        reference.as_str(),
    )
    .await
}

/// The attempt whose payment has this id at the provider.
///
/// # Errors
/// Where the store does not answer.
pub async fn find_by_payment(
    store: &mut SqliteConnection,
    provider: &str,
    payment: &str,
) -> sqlx::Result<Option<Attempt>> {
    sqlx::query("SELECT * FROM attempts WHERE provider = $1 AND provider_payment_id = $2")
        .bind(provider)
        .bind(payment)
        .fetch_optional(store)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

async fn one(
    store: &mut SqliteConnection,
    statement: &'static str,
    value: &str,
) -> sqlx::Result<Option<Attempt>> {
    sqlx::query(statement)
        .bind(value)
        .fetch_optional(store)
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The order's attempts, the newest first: all of them or none, since any of
/// them may hold the order. In the order in which they were written: their
/// times may be of a clock that was set back between them.
///
/// # Errors
/// Where the store does not answer, or one cannot be read.
pub async fn of_order(
    store: &mut SqliteConnection,
    order: &OrderReference,
) -> sqlx::Result<Vec<Attempt>> {
    let rows = sqlx::query("SELECT * FROM attempts WHERE order_reference = $1 ORDER BY rowid DESC")
        .bind(order.as_str())
        .fetch_all(store)
        .await?;
    rows.iter().map(read).collect()
}

/// Attempts that a person has to see to: in review themselves or with a
/// operation that is, or with money beyond the one charge that the engine cannot
/// give back and nobody has decided about. One that cannot be read hides no
/// other: [`unreadable`](crate::store::unreadable::unreadable) lists it.
///
/// # Errors
/// Where the store does not answer.
pub async fn for_review(store: &mut SqliteConnection) -> sqlx::Result<Vec<Attempt>> {
    let rows = sqlx::query(
        "SELECT * FROM attempts WHERE state = 'needs_review'
             OR id IN (SELECT attempt_id FROM operations WHERE state = 'needs_review')
             OR id IN (SELECT attempt_id FROM duplicates WHERE reverse_at IS NULL AND reversed_at IS NULL
                 AND kept_at IS NULL)
             OR (state = 'duplicate' AND id NOT IN (SELECT attempt_id FROM duplicates))
         ORDER BY created_at",
    )
    .fetch_all(store)
    .await?;
    Ok(readable("attempts", &rows, read))
}
