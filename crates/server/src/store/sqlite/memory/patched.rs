//! Statements with mistakes in them, made on purpose.

use std::borrow::Cow;

use rusqlite::Connection;

use crate::store::error::Result;
use crate::store::row::Row;
use crate::store::tx::Dialect;
use crate::store::value::Value;

/// A mistake in a statement, made on purpose: what stands in it, and what is run instead.
pub type StatementPatch = (&'static str, &'static str);

/// A connection whose statements are patched.
#[derive(Debug)]
pub(super) struct PatchedConnection<'c> {
    pub(super) connection: &'c Connection,
    pub(super) patches: &'static [StatementPatch],
}

impl PatchedConnection<'_> {
    fn patched<'s>(&self, sql: &'s str) -> Cow<'s, str> {
        let mut sql = Cow::Borrowed(sql);
        for (from, to) in self.patches {
            if sql.contains(from) {
                sql = Cow::Owned(sql.replace(from, to));
            }
        }
        sql
    }
}

impl Dialect for PatchedConnection<'_> {
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize> {
        Dialect::execute(self.connection, &self.patched(sql), values)
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        Dialect::query(self.connection, &self.patched(sql), values, each)
    }
}
