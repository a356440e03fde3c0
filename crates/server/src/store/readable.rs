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
    let each = |row: &Row<'_>| {
        let tell = |error: &StoreError| {
            let key = key_of(row, "id");
            tracing::error!(table, key, %error, "a row cannot be read and is left out");
        };
        Ok(read(row).inspect_err(tell).ok())
    };
    let rows = tx.query(sql, values, each)?;
    Ok(rows.into_iter().flatten().collect())
}

/// Returns the key for a person to find the row by.
pub(super) fn key_of(row: &Row<'_>, column: &'static str) -> String {
    row.get(column)
        .unwrap_or_else(|_| String::from("(unreadable)"))
}
