//! Rows that cannot be read: those that the worker has met are parked until a
//! person or a newer version mends them.

use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;

use super::readable::key_of;
use super::{attempts, cards, operations};

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its table.
    pub table: &'static str,
    /// Its key, the columns with a space between them.
    pub key: String,
    /// Which column is wrong, and how; no value of it.
    pub why: String,
}

/// Lists the parked rows, and the attempts in review, that cannot be read.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn unreadable(store: &mut SqliteConnection) -> sqlx::Result<Vec<Unreadable>> {
    const PARKED: &str = "parked_at IS NOT NULL";
    let mut found = Vec::new();
    let in_review = format!("{PARKED} OR state = 'needs_review'");
    let rows = rows(store, "attempts", &in_review).await?;
    judge(&mut found, "attempts", "id", &rows, attempts::read);
    let rows = self::rows(store, "operations", &in_review).await?;
    judge(&mut found, "operations", "id", &rows, operations::read);
    let rows = self::rows(store, "duplicates", PARKED).await?;
    let read = attempts::read_duplicate;
    judge(&mut found, "duplicates", "provider_payment_id", &rows, read);
    let rows = self::rows(store, "cards", PARKED).await?;
    judge(&mut found, "cards", "id", &rows, cards::read);
    Ok(found)
}

/// Has parked rows read again: what a start does, since a newer version may be
/// able to.
///
/// # Errors
/// Fails if the database is unreachable.
pub async fn try_again(store: &mut SqliteConnection) -> sqlx::Result<()> {
    for table in ["attempts", "operations", "duplicates", "cards"] {
        let statement = format!("UPDATE {table} SET parked_at = NULL WHERE parked_at IS NOT NULL");
        sqlx::query(&statement).execute(&mut *store).await?;
    }
    Ok(())
}

async fn rows(
    store: &mut SqliteConnection,
    table: &str,
    condition: &str,
) -> sqlx::Result<Vec<SqliteRow>> {
    let statement = format!("SELECT * FROM {table} WHERE {condition}");
    sqlx::query(&statement).fetch_all(store).await
}

fn judge<T>(
    found: &mut Vec<Unreadable>,
    table: &'static str,
    key: &str,
    rows: &[SqliteRow],
    read: fn(&SqliteRow) -> sqlx::Result<T>,
) {
    found.extend(rows.iter().filter_map(|row| {
        let error = read(row).err()?;
        Some(Unreadable {
            table,
            key: key_of(row, key),
            why: error.to_string(),
        })
    }));
}
