//! The facade over the database: statements inside one transaction.
//!
//! Functions over it are plain and synchronous. A statement's places are `$1`,
//! `$2`, … and its values are given in that order by [`values!`].

use core::cell::Cell;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite;
use crate::store::value::Value;

/// A transaction. It commits when the function that was given it returns `Ok`, and
/// leaves nothing when that returns `Err`.
#[derive(Debug)]
pub struct Tx<'c> {
    connection: &'c rusqlite::Connection,
}

/// A row of an answer, while it is read.
#[derive(Debug)]
pub struct Row<'r> {
    row: &'r rusqlite::Row<'r>,
    /// The column after the one that was read last.
    next: Cell<usize>,
}

/// A type that a column can be read as.
pub trait Column<'r>: Sized {
    /// Reads the column; `None` if it holds another type.
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self>;
}

impl<'c> Tx<'c> {
    pub(super) fn on(connection: &'c rusqlite::Connection) -> Self {
        Self { connection }
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// # Errors
    /// Fails if the database refuses it: [`StoreError::is_unique`] by a unique index,
    /// after which the transaction goes on without the statement.
    pub fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        let mut statement = sqlite::prepare(self.connection, sql, values)?;
        statement.raw_execute().map_err(sqlite::error)
    }

    /// Reads every row of the answer.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or `read` a row.
    pub fn query<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = sqlite::prepare(self.connection, sql, values)?;
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(sqlite::error)? {
            all.push(read(&Row::of(row))?);
        }
        Ok(all)
    }

    /// Reads the answer's only row, if it has one.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or `read` the row.
    pub fn row<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = sqlite::prepare(self.connection, sql, values)?;
        let mut rows = statement.raw_query();
        let row = rows.next().map_err(sqlite::error)?;
        let found = row.map(|row| read(&Row::of(row))).transpose()?;
        // A statement that changes rows has done so at its end alone.
        while rows.next().map_err(sqlite::error)?.is_some() {}
        Ok(found)
    }

    /// Reads the first column of the answer's only row, if it has one.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or the column is of another type.
    pub fn value<T: for<'r> Column<'r>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Option<T>> {
        self.row(sql, values, first)
    }

    /// Reads the first column of every row.
    ///
    /// # Errors
    /// Fails if the database refuses the statement, or a column is of another type.
    pub fn column<T: for<'r> Column<'r>>(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<T>> {
        self.query(sql, values, first)
    }
}

impl<'r> Row<'r> {
    fn of(row: &'r rusqlite::Row<'r>) -> Self {
        let next = Cell::new(0);
        Self { row, next }
    }

    /// Reads the column of this name.
    ///
    /// # Errors
    /// Fails if there is none, or it is of another type.
    pub fn get<T: Column<'r>>(&self, column: &'static str) -> Result<T> {
        let value = self.row.get_ref(self.index(column)?);
        T::of(value.map_err(sqlite::error)?).ok_or(StoreError::Corrupt(column))
    }

    /// Looks for the column from the one after the last that was read: a row is read
    /// in about the order of its columns, and there are many.
    fn index(&self, column: &'static str) -> Result<usize> {
        let statement = self.row.as_ref();
        let (next, count) = (self.next.get(), statement.column_count());
        let mut indices = (next..count).chain(0..next.min(count));
        let found =
            indices.find(|index| statement.column_name(*index).is_ok_and(|it| it == column));
        let found = found.ok_or_else(|| StoreError::Database(format!("no column {column}")))?;
        self.next.set(found + 1);
        Ok(found)
    }
}

/// Reads the first column, of an answer that has only one.
fn first<T: for<'r> Column<'r>>(row: &Row<'_>) -> Result<T> {
    let value = row.row.get_ref(0).map_err(sqlite::error)?;
    T::of(value).ok_or(StoreError::Corrupt("(the only one)"))
}

impl<'r> Column<'r> for i64 {
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self> {
        value.as_i64().ok()
    }
}

impl<'r> Column<'r> for bool {
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self> {
        value.as_i64().ok().map(|number| number != 0)
    }
}

impl<'r> Column<'r> for &'r str {
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self> {
        value.as_str().ok()
    }
}

impl<'r> Column<'r> for String {
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self> {
        value.as_str().ok().map(Self::from)
    }
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn of(value: rusqlite::types::ValueRef<'r>) -> Option<Self> {
        if value == rusqlite::types::ValueRef::Null {
            return Some(None);
        }
        T::of(value).map(Some)
    }
}

/// The values of a statement's places, in their order.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::store::Value::from($value)),*]
    };
}

pub(crate) use values;
