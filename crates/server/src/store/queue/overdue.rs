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
        let (ready, name) = (self.ready(clock), provider.name());
        format!(
            "SELECT {name} AS provider, MIN({due}) AS since FROM {table}
             WHERE {ready} GROUP BY {name}"
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
