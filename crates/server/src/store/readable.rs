//! Lists of which an unreadable row hides no other.

use crate::store::{Result, Row, StoreError, Tx, Value};

/// Reads each row on its own: an unreadable one is logged and left out. Not for
/// rows that hold an order or money: those are all read, or none.
pub(super) fn readable<T>(
    tx: &Tx<'_>,
    table: &'static str,
    sql: &str,
    values: &[Value<'_>],
    read: fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let rows = tx.query(sql, values, |row| Ok(kept(table, row, read)))?;
    Ok(rows.into_iter().flatten().collect())
}

/// Reads a row: an unreadable one is logged, and is none.
pub(super) fn kept<T>(
    table: &'static str,
    row: &Row<'_>,
    read: fn(&Row<'_>) -> Result<T>,
) -> Option<T> {
    let tell = |error: &StoreError| {
        let key = key_of(row, "id");
        tracing::error!(table, key, %error, "a row cannot be read and is left out");
    };
    read(row).inspect_err(tell).ok()
}

/// Returns the key for a person to find the row by.
pub(super) fn key_of(row: &Row<'_>, column: &'static str) -> String {
    row.get(column)
        .unwrap_or_else(|_| String::from("(unreadable)"))
}
