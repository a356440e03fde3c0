//! Background work in the store: what is due is taken by lease, so that all
//! servers of a deployment can be equal.
//!
//! Work is taken for one provider at a time: nothing is leased that would only
//! wait for a place. Each row is read on its own: an unreadable one is parked
//! and takes no other with it.

mod asked;
mod overdue;

pub(super) use crate::store::queue::asked::QueueProvider;
use crate::store::{Result, Row, StoreError, Tx, Value, values};

/// How long an unreadable row is left alone, milliseconds. After that it is
/// tried again: a person or a newer version may have mended it.
const PARKED_FOR: i64 = 3_600_000;
/// Longer than any lease of any server, whatever its settings, milliseconds.
const LONGEST_LEASE: i64 = 1_800_000;

/// A kind of work: rows of a table that are due at a time of theirs.
#[derive(Debug)]
pub struct Queue<T> {
    /// The table.
    pub(super) table: &'static str,
    /// Its key's columns.
    pub(super) key: &'static [&'static str],
    /// When a row is due, Unix milliseconds; null where nothing is to be done.
    pub(super) due: &'static str,
    /// Until when a process has it, Unix milliseconds.
    pub(super) leased: &'static str,
    /// Which process that is.
    pub(super) owner: &'static str,
    /// The provider that the work asks.
    pub(super) provider: QueueProvider,
    /// Since when somebody waits for it, as an expression; null for background work.
    pub(super) awaited: &'static str,
    /// What else is noted when it is taken: assignments, each after a comma.
    pub(super) noted: &'static str,
    /// Reads a row.
    pub(super) read: fn(&Row<'_>) -> Result<T>,
}

/// Says which work is taken, how much of it, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The process that takes it.
    pub owner: &'a str,
    /// The provider.
    pub provider: &'a str,
    /// Only what somebody waits for.
    pub awaited: bool,
    /// The most rows.
    pub most: i64,
    /// Now, Unix milliseconds.
    pub now: i64,
    /// For how long, milliseconds.
    pub lease: i64,
}

/// A row that is taken.
#[derive(Debug)]
pub struct Leased<T> {
    /// What it says.
    pub row: T,
    /// What frees it.
    pub lease: Lease,
}

/// Names a row that is taken, and the lease on it.
#[derive(Clone, Debug)]
pub struct Lease {
    key: Vec<String>,
    until: i64,
    owner: String,
}

#[cfg(test)]
impl Lease {
    /// Makes one that nobody has: to free it changes nothing.
    pub(crate) fn of_nobody() -> Self {
        Self {
            key: vec![String::from("none")],
            until: 0,
            owner: String::from("nobody"),
        }
    }
}

/// A provider for which something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueProvider {
    /// Its name.
    pub provider: String,
    /// Whether somebody waits for any of it.
    pub awaited: bool,
}

impl<T> Queue<T> {
    /// Returns the condition for a row to be taken: `$1` is now, and `clock` is by which
    /// leases are judged. A lease or a parking that ends later than any can is the work of
    /// a clock that was set back: it holds nothing.
    fn ready(&self, clock: &str) -> String {
        let Self { due, leased, .. } = self;
        format!(
            "{due} <= $1 AND {leased} NOT BETWEEN {clock} + 1 AND {clock} + {LONGEST_LEASE}
             AND (parked_at IS NULL OR parked_at NOT BETWEEN $1 - {PARKED_FOR} AND $1)"
        )
    }

    /// Returns the statement for the providers for which something can be taken. A name
    /// is compared as an expression, lest an index over all rows is used.
    fn asking(&self, clock: &str) -> String {
        let Self {
            table,
            provider,
            awaited,
            ..
        } = self;
        let (ready, name) = (self.ready(clock), provider.name());
        match provider {
            QueueProvider::Of(_) => format!(
                "SELECT {name} AS provider, COUNT({awaited}) > 0 AS awaited FROM {table}
                 WHERE {ready} GROUP BY {name}"
            ),
            // However many wait: one is enough to know.
            QueueProvider::One(_) => format!(
                "SELECT {name} AS provider, {awaited} IS NOT NULL AS awaited FROM {table}
                 WHERE {ready} LIMIT 1"
            ),
        }
    }

    /// Returns the providers for which something can be taken.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn waiting(&self, tx: &Tx<'_>, now: i64) -> Result<Vec<DueProvider>> {
        let statement = self.asking(tx.lease_clock());
        let waiting = |row: &Row<'_>| {
            Ok(DueProvider {
                provider: row.get("provider")?,
                awaited: row.get("awaited")?,
            })
        };
        tx.query(&statement, values![now], waiting)
    }

    /// Returns the statement that takes rows: a server that stands still while it takes
    /// some keeps no other from the rest.
    fn taking(&self, awaited_alone: bool, clock: &str, skipping_locked: &str) -> String {
        let Self {
            table,
            due,
            leased,
            owner,
            provider,
            awaited,
            noted,
            ..
        } = self;
        let key = self.key.join(", ");
        let (ready, name) = (self.ready(clock), provider.name());
        let (only, order) = if awaited_alone {
            (
                format!("AND {awaited} IS NOT NULL"),
                format!("{awaited} DESC"),
            )
        } else {
            (String::new(), String::from(*due))
        };
        format!(
            "UPDATE {table} SET {leased} = {clock} + $2, {owner} = $3, parked_at = NULL{noted} WHERE ({key}) IN (
                 SELECT {key} FROM {table} WHERE {ready} AND {name} = $4 {only} ORDER BY {order} LIMIT $5
                 {skipping_locked})
             RETURNING *"
        )
    }

    /// Takes what is due: the longest due first, of what is awaited the latest
    /// asked for, whose asker is the likeliest to be still there. Parks what
    /// cannot be read.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn take(&self, tx: &Tx<'_>, turn: Turn<'_>) -> Result<Vec<Leased<T>>> {
        let Self { table, .. } = self;
        let statement = self.taking(turn.awaited, tx.lease_clock(), tx.skipping_locked());
        let rows = tx.query(
            &statement,
            values![turn.now, turn.lease, turn.owner, turn.provider, turn.most],
            |row| {
                let until = row.get(self.leased);
                let key = self.key_of(row);
                let lease = key.and_then(|key| {
                    Ok(Lease {
                        key,
                        until: until?,
                        owner: String::from(turn.owner),
                    })
                });
                Ok((lease, (self.read)(row)))
            },
        )?;
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                (Ok(lease), Ok(row)) => taken.push(Leased { row, lease }),
                (Ok(lease), Err(error)) => self.park(tx, &lease.key, &error, turn.now)?,
                // Its lease keeps it away from the worker for a while.
                (Err(error), _) => {
                    tracing::error!(table, %error, "a row without a readable key is left alone");
                }
            }
        }
        Ok(taken)
    }

    fn park(&self, tx: &Tx<'_>, key: &[String], error: &StoreError, now: i64) -> Result<()> {
        let Self {
            table,
            leased,
            owner,
            ..
        } = self;
        tracing::error!(table, key = key.join(" "), %error, "a row cannot be read; it is parked, see `oneclick review list`");
        let places = self.places(2);
        let names = self.key.join(", ");
        let statement = format!(
            "UPDATE {table} SET parked_at = $1, {leased} = 0, {owner} = NULL WHERE ({names}) = ({places})"
        );
        let mut values = vec![Value::from(now)];
        values.extend(key.iter().map(Value::from));
        tx.change(&statement, &values)
    }

    /// Frees what was taken, if it still is.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn free(&self, tx: &Tx<'_>, lease: &Lease) -> Result<()> {
        let Self {
            table,
            leased,
            owner,
            ..
        } = self;
        let places = self.places(3);
        let names = self.key.join(", ");
        let statement = format!(
            "UPDATE {table} SET {leased} = 0, {owner} = NULL
             WHERE ({names}) = ({places}) AND {owner} = $1 AND {leased} = $2"
        );
        let mut values = vec![Value::from(&lease.owner), Value::from(lease.until)];
        values.extend(lease.key.iter().map(Value::from));
        tx.change(&statement, &values)
    }

    /// Returns the statement for when the next row is due.
    fn looking_ahead(&self) -> String {
        let Self { table, due, .. } = self;
        format!("SELECT MIN({due}) FROM {table} WHERE {due} > $1")
    }

    /// Says when the next row is due after `now`, Unix milliseconds.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn next(&self, tx: &Tx<'_>, now: i64) -> Result<Option<i64>> {
        let statement = self.looking_ahead();
        tx.value(&statement, values![now])?
            .ok_or(StoreError::Missing)
    }

    fn key_of(&self, row: &Row<'_>) -> Result<Vec<String>> {
        self.key.iter().map(|column| row.get(column)).collect()
    }

    /// Returns the places of the key in a statement, from `$first` on.
    fn places(&self, first: usize) -> String {
        let places = self.key.iter().zip(first..);
        let named = places.map(|(_, place)| format!("${place}"));
        named.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests;
