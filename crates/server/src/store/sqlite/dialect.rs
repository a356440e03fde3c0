//! Speaks SQLite: statements, their places, what stands in a row, errors.

use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql};

use crate::store::error::{Result, StoreError};
use crate::store::row::{Cells, Row, StoredValue};
use crate::store::tx::Dialect;
use crate::store::value::Value;

impl Dialect for Connection {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        prepare(self, sql, values)?.raw_execute().map_err(error)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = prepare(self, sql, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(error)? {
            each(&Row::of(row))?;
        }
        Ok(())
    }
}

impl Cells for rusqlite::Row<'_> {
    fn count(&self) -> usize {
        self.as_ref().column_count()
    }

    fn name(&self, index: usize) -> Option<&str> {
        self.as_ref().column_name(index).ok()
    }

    fn value(&self, index: usize) -> Result<StoredValue<'_>> {
        Ok(match self.get_ref(index).map_err(error)? {
            ValueRef::Null => StoredValue::Null,
            ValueRef::Integer(number) => StoredValue::Integer(number),
            ValueRef::Text(text) => {
                str::from_utf8(text).map_or(StoredValue::Other, StoredValue::Text)
            }
            ValueRef::Real(_) | ValueRef::Blob(_) => StoredValue::Other,
        })
    }
}

/// Prepares a statement, or takes it as it was prepared before, and binds its values.
pub(super) fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<CachedStatement<'c>> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    // To SQLite `$2` is a name; its index is by where it stands first.
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or_default();
        let place = name
            .strip_prefix('$')
            .and_then(|place| place.parse::<usize>().ok());
        let value = place.and_then(|place| values.get(place.checked_sub(1)?));
        let value =
            value.ok_or_else(|| StoreError::Database(format!("no value for {name} in: {sql}")))?;
        statement.raw_bind_parameter(index, value).map_err(error)?;
    }
    Ok(statement)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Integer(Some(number)) => number.to_sql(),
            Self::Text(Some(text)) => text.as_ref().to_sql(),
            Self::Integer(None) | Self::Text(None) => rusqlite::types::Null.to_sql(),
        }
    }
}

/// Tells an error of SQLite by what its callers do about it.
pub(in crate::store) fn error(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    let Some(failure) = error.sqlite_error() else {
        return StoreError::Database(text);
    };
    let unique = matches!(
        failure.extended_code,
        SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY
    );
    let code = failure.code;
    if matches!(code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) {
        StoreError::Locked
    } else if is_of_disk(code) {
        StoreError::Disk(text)
    } else if unique {
        StoreError::Unique(text)
    } else {
        StoreError::Database(text)
    }
}

/// Tells whether the file or its disk is what fails, and may be mended.
fn is_of_disk(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
    )
}
