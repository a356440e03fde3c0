//! Removed cards: unusable at once, deleted at the provider when due.

use oneclick_rules::{CardId, CustomerId};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{Card, read};
use crate::store::queue::Queue;

/// A card that is to be deleted.
#[derive(Clone, Debug)]
pub struct Deletion {
    /// The card.
    pub card: Card,
    /// How often the provider was asked before.
    pub tries: i64,
}

/// Removes a card, to be deleted at `delete_at`; `false` where the customer
/// has no such card.
///
/// # Errors
/// Where the store does not answer.
pub async fn remove(
    store: &mut SqliteConnection,
    id: &CardId,
    customer: &CustomerId,
    delete_at: i64,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE cards SET removed_at = $1, delete_at = $2, delete_tries = 0, is_default = 0
         WHERE id = $3 AND customer_id = $4 AND removed_at IS NULL",
    )
    .bind(now)
    .bind(delete_at)
    .bind(id.as_str())
    .bind(customer.as_str())
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Brings a removed card back whose deletion has not begun; `false` where
/// there is none to bring back.
///
/// # Errors
/// Where the store does not answer.
pub async fn restore(
    store: &mut SqliteConnection,
    id: &CardId,
    customer: &CustomerId,
    now: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE cards SET removed_at = NULL, delete_at = NULL
         WHERE id = $1 AND customer_id = $2 AND delete_at > $3 AND delete_tries = 0",
    )
    .bind(id.as_str())
    .bind(customer.as_str())
    .bind(now)
    .execute(store)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A token that was removed is kept anew: the customer's old row is of no use any
/// more. Others' rows stay, to be brought back.
///
/// # Errors
/// Where the store does not answer.
pub async fn take_over_removed(
    store: &mut SqliteConnection,
    provider: &str,
    customer: &CustomerId,
    fingerprint: &str,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE cards SET delete_at = NULL, deleted_at = $1, token_sealed = '', fingerprint = ''
         WHERE provider = $2 AND customer_id = $3 AND fingerprint = $4 AND delete_at IS NOT NULL AND delete_tries = 0",
    )
    .bind(now)
    .bind(provider)
    .bind(customer.as_str())
    .bind(fingerprint)
    .execute(store)
    .await?;
    Ok(())
}

/// Whether the provider is being asked to delete this token: it may be gone, and
/// no card can be kept by it until that is known.
///
/// # Errors
/// Where the store does not answer.
pub async fn is_being_deleted(
    store: &mut SqliteConnection,
    provider: &str,
    fingerprint: &str,
) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM cards
         WHERE provider = $1 AND fingerprint = $2 AND delete_tries > 0 AND deleted_at IS NULL)",
    )
    .bind(provider)
    .bind(fingerprint)
    .fetch_one(store)
    .await
}

/// Decides about a removed card that is due, and is to be one transaction: the
/// last card that has the token has the provider delete it (`true`, from here on
/// nothing brings it back); any other is dropped here alone.
///
/// A removed card that can still be brought back has the token too, as has
/// anybody else's.
///
/// # Errors
/// Where the store does not answer.
pub async fn begin_deletion(
    store: &mut SqliteConnection,
    card: &Card,
    now: i64,
) -> sqlx::Result<bool> {
    let shared: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM cards
         WHERE provider = $1 AND fingerprint = $2 AND id <> $3 AND deleted_at IS NULL)",
    )
    .bind(&card.provider)
    .bind(&card.fingerprint)
    .bind(card.id.as_str())
    .fetch_one(&mut *store)
    .await?;
    if shared {
        note_deleted(store, &card.id, now).await?;
        return Ok(false);
    }
    let begun = sqlx::query(
        "UPDATE cards SET delete_tries = delete_tries + 1 WHERE id = $1 AND delete_at IS NOT NULL",
    )
    .bind(card.id.as_str())
    .execute(store)
    .await?;
    Ok(begun.rows_affected() == 1)
}

/// Removes every card of the customer without a way back, and what is known of
/// the person: e-mail, names, phone, addresses. Orders and payments stay.
///
/// # Errors
/// Where the store does not answer.
pub async fn erase_customer(
    store: &mut SqliteConnection,
    customer: &CustomerId,
    now: i64,
) -> sqlx::Result<()> {
    // Due by whatever clock, also one that is set back: nothing of it can be restored.
    for statement in [
        "UPDATE cards SET removed_at = COALESCE(removed_at, $1), delete_at = 0, is_default = 0
         WHERE customer_id = $2 AND deleted_at IS NULL AND delete_tries = 0",
        "UPDATE customers SET email = NULL, first_name = NULL, last_name = NULL, phone = NULL, erased_at = $1
         WHERE id = $2",
        "UPDATE sessions SET billing = NULL, shipping = NULL WHERE $1 > 0 AND order_reference IN (
             SELECT reference FROM orders WHERE customer_id = $2)",
    ] {
        sqlx::query(statement)
            .bind(now)
            .bind(customer.as_str())
            .execute(&mut *store)
            .await?;
    }
    Ok(())
}

/// Cards to be deleted.
pub const DELETIONS: &Queue<Deletion> = &Queue {
    table: "cards",
    key: &["id"],
    due: "delete_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: "provider",
    awaited: "NULL",
    noted: "",
    read: deletion,
};

fn deletion(row: &SqliteRow) -> sqlx::Result<Deletion> {
    Ok(Deletion {
        card: read(row)?,
        tries: row.try_get("delete_tries")?,
    })
}

/// Nobody knows whether the provider has deleted the card: asked again at
/// `delete_at`.
///
/// # Errors
/// Where the store does not answer.
pub async fn delete_later(
    store: &mut SqliteConnection,
    id: &CardId,
    delete_at: i64,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE cards SET delete_at = $1 WHERE id = $2 AND delete_at IS NOT NULL")
        .bind(delete_at)
        .bind(id.as_str())
        .execute(store)
        .await?;
    Ok(())
}

/// The card is deleted at its provider, and its token here.
///
/// # Errors
/// Where the store does not answer.
pub async fn note_deleted(store: &mut SqliteConnection, id: &CardId, now: i64) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE cards SET delete_at = NULL, deleted_at = $1, token_sealed = '', fingerprint = ''
         WHERE id = $2 AND delete_at IS NOT NULL",
    )
    .bind(now)
    .bind(id.as_str())
    .execute(store)
    .await?;
    Ok(())
}

/// Whether the customer has or had this card.
///
/// # Errors
/// Where the store does not answer.
pub async fn is_known(
    store: &mut SqliteConnection,
    id: &CardId,
    customer: &CustomerId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM cards WHERE id = $1 AND customer_id = $2)")
        .bind(id.as_str())
        .bind(customer.as_str())
        .fetch_one(store)
        .await
}
