//! What was run on a store in memory, to run it on another.

use std::cell::RefCell;

use crate::store::error::Result;
use crate::store::row::Row;
use crate::store::tx::Dialect;
use crate::store::value::Value;

/// A statement that was run, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedStatement {
    /// As it was run.
    pub sql: String,
    /// For its places, in their order.
    pub values: Vec<Value<'static>>,
    /// Whether its rows were read.
    pub is_query: bool,
    /// How many rows it gave, or changed; `None` if it was refused.
    pub rows: Option<usize>,
}

/// A connection that writes down what is run on it.
#[derive(Debug)]
pub(super) struct RecordedConnection<'c> {
    inner: &'c dyn Dialect,
    statements: RefCell<Vec<RecordedStatement>>,
}

impl<'c> RecordedConnection<'c> {
    pub(super) fn of(inner: &'c dyn Dialect) -> Self {
        Self {
            inner,
            statements: RefCell::default(),
        }
    }

    /// Gives all that was run.
    pub(super) fn statements(self) -> Vec<RecordedStatement> {
        self.statements.into_inner()
    }

    fn note(&self, sql: &str, values: &[Value<'_>], is_query: bool, rows: Option<usize>) {
        let values = values.iter().map(Value::owned).collect();
        self.statements.borrow_mut().push(RecordedStatement {
            sql: sql.to_owned(),
            values,
            is_query,
            rows,
        });
    }
}

impl Dialect for RecordedConnection<'_> {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        let changed = self.inner.execute(sql, values);
        self.note(sql, values, false, changed.as_ref().ok().copied());
        changed
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut rows = 0;
        let asked = self.inner.query(sql, values, &mut |row| {
            rows += 1;
            each(row)
        });
        self.note(sql, values, true, asked.is_ok().then_some(rows));
        asked
    }
}
