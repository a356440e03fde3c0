//! Reads ahead what a transaction is going to ask for: the statements are sent together, and
//! their answers kept until they are asked for.

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::PostgresConnection;
use crate::store::postgres::failure::trouble;
use crate::store::row::Row;
use crate::store::tx::Dialect;
use crate::store::value::Value;

/// A connection whose statements are sent and not waited for: whoever reads sees no row.
#[derive(Debug)]
pub(super) struct ReadAhead<'c>(pub(super) &'c PostgresConnection);

impl Dialect for ReadAhead<'_> {
    fn execute(&self, sql: &str, _: &[Value<'_>]) -> Result<usize> {
        Err(StoreError::Database(format!(
            "it changes something and cannot be run ahead: {sql}"
        )))
    }

    fn lease_clock(&self) -> &'static str {
        self.0.lease_clock()
    }

    fn skipping_locked(&self) -> &'static str {
        self.0.skipping_locked()
    }

    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        _: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let Self(connection) = self;
        if connection.kept.find(sql, values).is_some() || !sql.starts_with("SELECT") {
            return Ok(());
        }
        let statement = connection.prepared(sql, values).map_err(|failed| {
            connection.note(trouble(&failed));
            StoreError::Busy
        })?;
        let rows = connection.wire.query_later(statement, values);
        connection.kept.keep(sql, values, rows);
        Ok(())
    }
}
