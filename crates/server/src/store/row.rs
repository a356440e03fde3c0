//! A row of an answer, and what can be read of it.

use core::cell::Cell;
use core::fmt;

use crate::store::error::{Result, StoreError};

/// What stands in a column, whichever database it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredValue<'r> {
    /// Nothing.
    Null,
    /// A whole number, or a truth: 0 or 1.
    Integer(i64),
    /// A text.
    Text(&'r str),
    /// Another type.
    Other,
}

/// The columns of a row, as its database gives them.
pub(super) trait Cells {
    /// Returns how many there are.
    fn count(&self) -> usize;
    /// Returns the name of one.
    fn name(&self, index: usize) -> Option<&str>;
    /// Reads one.
    fn value(&self, index: usize) -> Result<StoredValue<'_>>;
}

/// A row of an answer, while it is read.
pub struct Row<'r> {
    cells: &'r dyn Cells,
    /// The column after the one that was read last.
    next: Cell<usize>,
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What stands in it may be a sealed token.
        let columns = self.cells.count();
        f.debug_struct("Row").field("columns", &columns).finish()
    }
}

impl<'r> Row<'r> {
    pub(super) fn of(cells: &'r dyn Cells) -> Self {
        let next = Cell::new(0);
        Self { cells, next }
    }

    /// Reads the column of this name.
    ///
    /// # Errors
    /// Fails if there is none, or it is of another type.
    pub fn get<T: Column<'r>>(&self, column: &'static str) -> Result<T> {
        let value = self.cells.value(self.index(column)?)?;
        T::of(value).ok_or(StoreError::Corrupt(column))
    }

    /// Looks for the column from the one after the last that was read. What reads a row
    /// goes by the order of its table's columns: there are many, and each look at a name
    /// costs as much as reading a value.
    fn index(&self, column: &'static str) -> Result<usize> {
        let (next, count) = (self.next.get(), self.cells.count());
        let mut indices = (next..count).chain(0..next.min(count));
        let found = indices.find(|index| self.cells.name(*index) == Some(column));
        let found = found.ok_or_else(|| StoreError::Database(format!("no column {column}")))?;
        self.next.set(found + 1);
        Ok(found)
    }
}

/// Reads the first column, of an answer that has only one.
pub(super) fn first<T: for<'r> Column<'r>>(row: &Row<'_>) -> Result<T> {
    T::of(row.cells.value(0)?).ok_or(StoreError::Corrupt("(the only one)"))
}

/// A type that a column can be read as.
pub trait Column<'r>: Sized {
    /// Reads the column; `None` if it holds another type.
    fn of(value: StoredValue<'r>) -> Option<Self>;
}

impl<'r> Column<'r> for i64 {
    fn of(value: StoredValue<'r>) -> Option<Self> {
        match value {
            StoredValue::Integer(number) => Some(number),
            StoredValue::Null | StoredValue::Text(_) | StoredValue::Other => None,
        }
    }
}

impl<'r> Column<'r> for bool {
    fn of(value: StoredValue<'r>) -> Option<Self> {
        i64::of(value).map(|number| number != 0)
    }
}

impl<'r> Column<'r> for &'r str {
    fn of(value: StoredValue<'r>) -> Option<Self> {
        match value {
            StoredValue::Text(text) => Some(text),
            StoredValue::Null | StoredValue::Integer(_) | StoredValue::Other => None,
        }
    }
}

impl<'r> Column<'r> for String {
    fn of(value: StoredValue<'r>) -> Option<Self> {
        <&str>::of(value).map(Self::from)
    }
}

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn of(value: StoredValue<'r>) -> Option<Self> {
        if value == StoredValue::Null {
            return Some(None);
        }
        T::of(value).map(Some)
    }
}
