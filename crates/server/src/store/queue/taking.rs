//! Takes what is due, by lease, in turns.

use crate::store::queue::{Lease, Leased, Queue};
use crate::store::{Result, Tx, values};

/// Says which of the work that is due is taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstTaken {
    /// What somebody waits for, and nothing else: the latest asked for, whose asker is the
    /// likeliest to be still there.
    Awaited,
    /// What is urgent, and then the rest: what was due longest.
    Urgent,
    /// What was due longest, urgent or not.
    Oldest,
}

/// Says which work is taken, how much of it, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// The process that takes it.
    pub owner: &'a str,
    /// The provider.
    pub provider: &'a str,
    /// What goes first.
    pub first: FirstTaken,
    /// The most rows.
    pub most: i64,
    /// Now, Unix milliseconds.
    pub now: i64,
    /// For how long, milliseconds.
    pub lease: i64,
}

impl<T> Queue<T> {
    /// Returns the statement that takes rows: a server that stands still while it takes
    /// some keeps no other from the rest. Of those that are urgent it takes no others.
    pub(super) fn taking(&self, first: FirstTaken, clock: &str, skipping_locked: &str) -> String {
        let Self {
            table,
            due,
            leased,
            owner,
            provider,
            noted,
            ..
        } = self;
        let key = self.key.join(", ");
        let of = provider.is("$4");
        let (ready, order) = match (first, self.awaited, self.urgent) {
            (FirstTaken::Awaited, Some(awaited), _) => {
                (self.ready_and_awaited(clock), format!("{awaited} DESC"))
            }
            (FirstTaken::Awaited, None, _) => (self.ready_and_awaited(clock), String::from(*due)),
            (FirstTaken::Urgent, _, Some(urgent)) => {
                (self.ready(urgent, clock), String::from(urgent))
            }
            (FirstTaken::Urgent, _, None) | (FirstTaken::Oldest, ..) => {
                (self.ready(due, clock), String::from(*due))
            }
        };
        format!(
            "UPDATE {table} SET {leased} = {clock} + $2, {owner} = $3, parked_at = NULL{noted} WHERE ({key}) IN (
                 SELECT {key} FROM {table} WHERE {of} AND {ready} ORDER BY {order} LIMIT $5
                 {skipping_locked})
             RETURNING *"
        )
    }

    /// Takes what is due. Parks what cannot be read.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub(crate) fn take(&self, tx: &Tx<'_>, turn: Turn<'_>) -> Result<Vec<Leased<T>>> {
        let mut taken = self.take_first(tx, turn)?;
        let left = turn.most - i64::try_from(taken.len()).unwrap_or(i64::MAX);
        if turn.first == FirstTaken::Urgent && self.urgent.is_some() && left > 0 {
            let rest = Turn {
                first: FirstTaken::Oldest,
                most: left,
                ..turn
            };
            taken.extend(self.take_first(tx, rest)?);
        }
        Ok(taken)
    }

    fn take_first(&self, tx: &Tx<'_>, turn: Turn<'_>) -> Result<Vec<Leased<T>>> {
        let Self { table, .. } = self;
        let statement = self.taking(turn.first, tx.lease_clock(), tx.skipping_locked());
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
}
