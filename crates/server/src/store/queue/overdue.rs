//! Since when work is due that nobody has taken.

use crate::store::queue::Queue;
use crate::store::{Result, Tx, values};

impl<T> Queue<T> {
    /// Returns the statement for since when the work for each provider is due.
    pub(super) fn lagging(&self, clock: &str) -> String {
        let Self {
            table,
            provider,
            due,
            ..
        } = self;
        let (names, of) = (provider.names(table, due), provider.is("names.name"));
        let ready = self.ready(due, clock);
        format!(
            "{names} SELECT provider, since FROM (
                 SELECT names.name AS provider, (SELECT MIN({due}) FROM {table} WHERE {of} AND {ready}) AS since
                 FROM names WHERE names.name IS NOT NULL) AS lagging
             WHERE since IS NOT NULL"
        )
    }

    /// Says since when what can be taken is due, Unix milliseconds, by provider.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn overdue(&self, tx: &Tx<'_>, now: i64) -> Result<Vec<(String, i64)>> {
        let statement = self.lagging(tx.lease_clock());
        tx.query(&statement, values![now], |row| {
            Ok((row.get("provider")?, row.get("since")?))
        })
    }
}
