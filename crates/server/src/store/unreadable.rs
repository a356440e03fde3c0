//! Rows that cannot be read: those that the worker has met are parked until a
//! person or a newer version mends them.

use crate::store::readable::key_of;
use crate::store::{Result, Row, Tx, attempts, cards, operations, webhooks};

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableRow {
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
pub fn unreadable(tx: &Tx<'_>) -> Result<Vec<UnreadableRow>> {
    const PARKED: &str = "parked_at IS NOT NULL";
    let mut found = Vec::new();
    let in_review = format!("{PARKED} OR state = 'needs_review'");
    judge(
        tx,
        &mut found,
        ("attempts", "id"),
        &in_review,
        attempts::read,
    )?;
    judge(
        tx,
        &mut found,
        ("operations", "id"),
        &in_review,
        operations::read,
    )?;
    let key = ("duplicates", "provider_payment_id");
    judge(tx, &mut found, key, PARKED, attempts::read_duplicate)?;
    judge(tx, &mut found, ("cards", "id"), PARKED, cards::read)?;
    let key = ("webhook_lines", "subject");
    judge(tx, &mut found, key, PARKED, webhooks::read_line)?;
    Ok(found)
}

/// Has parked rows read again: what a start does, since a newer version may be
/// able to.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn try_again(tx: &Tx<'_>) -> Result<()> {
    for table in [
        "attempts",
        "operations",
        "duplicates",
        "cards",
        "webhook_lines",
    ] {
        let statement = format!("UPDATE {table} SET parked_at = NULL WHERE parked_at IS NOT NULL");
        tx.change(&statement, &[])?;
    }
    Ok(())
}

fn judge<T>(
    tx: &Tx<'_>,
    found: &mut Vec<UnreadableRow>,
    (table, key): (&'static str, &'static str),
    condition: &str,
    read: fn(&Row<'_>) -> Result<T>,
) -> Result<()> {
    let sql = format!("SELECT * FROM {table} WHERE {condition}");
    let judged = tx.query(&sql, &[], |row| {
        Ok(read(row).err().map(|error| UnreadableRow {
            table,
            key: key_of(row, key),
            why: error.to_string(),
        }))
    })?;
    found.extend(judged.into_iter().flatten());
    Ok(())
}
