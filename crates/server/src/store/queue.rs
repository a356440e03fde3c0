//! Background work in the store: what is due is taken by lease, so that all
//! servers of a deployment can be equal.
//!
//! Work is taken for one provider at a time: nothing is leased that would only
//! wait for a place. Each row is read on its own: an unreadable one is parked
//! and takes no other with it.

mod asked;
mod overdue;
mod taking;

pub(super) use crate::store::queue::asked::QueueProvider;
pub use crate::store::queue::taking::{FirstTaken, Turn};
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
    /// The provider that the work asks. An index has it before the time where it is a column.
    pub(super) provider: QueueProvider,
    /// Since when somebody waits for it, as an expression that is null where nobody does.
    /// An index has the provider before it.
    pub(super) awaited: Option<&'static str>,
    /// When a row is due that goes before others, as an expression that is null for those.
    /// An index has the provider before it.
    pub(super) urgent: Option<&'static str>,
    /// What else is noted when it is taken: assignments, each after a comma.
    pub(super) noted: &'static str,
    /// Reads a row.
    pub(super) read: fn(&Row<'_>) -> Result<T>,
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

/// What there is to do for a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderWork {
    /// Its name.
    pub provider: String,
    /// Whether something can be taken.
    pub is_due: bool,
    /// Whether somebody waits for any of that.
    pub is_awaited: bool,
    /// When the next is due, Unix milliseconds.
    pub next: Option<i64>,
}

impl<T> Queue<T> {
    /// Returns the condition for a row to be taken, by when it is due: `$1` is now, and
    /// `clock` is by which leases are judged. A lease or a parking that ends later than any
    /// can is the work of a clock that was set back: it holds nothing.
    fn ready(&self, due: &str, clock: &str) -> String {
        let leased = self.leased;
        format!(
            "{due} <= $1 AND {leased} NOT BETWEEN {clock} + 1 AND {clock} + {LONGEST_LEASE}
             AND (parked_at IS NULL OR parked_at NOT BETWEEN $1 - {PARKED_FOR} AND $1)"
        )
    }

    /// Returns the condition for a row to be taken that somebody waits for. It is found by
    /// who waits: the plus keeps its time from being looked for among what is due.
    fn ready_and_awaited(&self, clock: &str) -> String {
        match self.awaited {
            Some(awaited) => {
                let ready = self.ready(&format!("+{}", self.due), clock);
                format!("{awaited} > 0 AND {ready}")
            }
            None => format!("FALSE AND {}", self.ready(self.due, clock)),
        }
    }

    /// Returns the statement for what is due of each provider, and when the next is. It
    /// reads no more rows than are leased: a provider that hangs may have any number.
    fn standing(&self, clock: &str) -> String {
        let Self {
            table,
            due,
            provider,
            ..
        } = self;
        let (names, of) = (provider.names(table, due), provider.is("names.name"));
        let (ready, awaited) = (self.ready(due, clock), self.ready_and_awaited(clock));
        format!(
            "{names} SELECT names.name AS provider,
                 EXISTS (SELECT 1 FROM {table} WHERE {of} AND {ready}) AS ready,
                 EXISTS (SELECT 1 FROM {table} WHERE {of} AND {awaited}) AS awaited,
                 (SELECT MIN({due}) FROM {table} WHERE {of} AND {due} > $1) AS next
             FROM names WHERE names.name IS NOT NULL"
        )
    }

    /// Says what is due of each provider for which there is work.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn by_provider(&self, tx: &Tx<'_>, now: i64) -> Result<Vec<ProviderWork>> {
        let statement = self.standing(tx.lease_clock());
        tx.query(&statement, values![now], |row| {
            Ok(ProviderWork {
                provider: row.get("provider")?,
                is_due: row.get("ready")?,
                is_awaited: row.get("awaited")?,
                next: row.get("next")?,
            })
        })
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
