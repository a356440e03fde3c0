//! Lists of which an unreadable row hides no other.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// Reads each row on its own: an unreadable one is logged and left out. Not for
/// rows that hold an order or money: those are all read, or none.
pub(super) fn readable<T>(
    table: &'static str,
    rows: &[SqliteRow],
    read: fn(&SqliteRow) -> sqlx::Result<T>,
) -> Vec<T> {
    let each = |row: &SqliteRow| {
        let tell = |error: &sqlx::Error| {
            let key = key_of(row, "id");
            tracing::error!(table, key, %error, "a row cannot be read and is left out");
        };
        read(row).inspect_err(tell).ok()
    };
    rows.iter().filter_map(each).collect()
}

/// The key for a person to find the row by.
pub(super) fn key_of(row: &SqliteRow, column: &str) -> String {
    row.try_get(column)
        .unwrap_or_else(|_| String::from("(unreadable)"))
}
