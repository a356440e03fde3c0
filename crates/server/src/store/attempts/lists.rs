//! Attempts, listed by pages for a person.

use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::store::attempts::read;
use crate::store::readable::kept;
use crate::store::{Result, Row, Tx, values};

/// A place in a list by time: behind the row of this time and id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPlace {
    /// Unix milliseconds.
    pub at: i64,
    /// Its id.
    pub id: String,
}

impl ListPlace {
    /// Returns the place before the oldest.
    pub fn first() -> Self {
        Self {
            at: -1,
            id: String::new(),
        }
    }

    /// Returns the place behind the newest.
    pub fn last() -> Self {
        Self {
            at: i64::MAX,
            id: String::new(),
        }
    }
}

/// Some attempts of a list.
#[derive(Clone, Debug)]
pub struct AttemptPage {
    /// Those that can be read.
    pub attempts: Vec<Attempt>,
    /// Where the next page begins, if there is more.
    pub next: Option<ListPlace>,
}

/// The states of the index `attempts_open`.
macro_rules! open {
    () => {
        "('created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review')"
    };
}

/// The states of the index `attempts_ended`: all others.
macro_rules! ended {
    () => {
        "('authorised', 'captured', 'cancelled', 'refunded', 'declined', 'failed', 'expired', 'not_found', 'duplicate')"
    };
}

/// The attempts that a person has to see to, each by an index: in review themselves or with an
/// operation that is, or with money beyond the one charge that the engine cannot give back and
/// nobody has decided about.
///
/// The lists of states are those of indexes: SQLite takes an index of some rows only for a
/// condition that has its own.
const FOR_REVIEW: &str = concat!(
    "SELECT * FROM attempts WHERE id IN (
         SELECT id FROM attempts WHERE state = 'needs_review' AND state IN ",
    open!(),
    "    UNION SELECT attempt_id FROM operations WHERE state = 'needs_review'
             AND state IN ('created', 'sent', 'unknown', 'needs_review', 'pending')
         UNION SELECT attempt_id FROM duplicates
             WHERE reverse_at IS NULL AND reversed_at IS NULL AND kept_at IS NULL
         UNION SELECT attempts.id FROM attempts WHERE state = 'duplicate' AND state IN ",
    ended!(),
    "        AND NOT EXISTS (SELECT 1 FROM duplicates WHERE duplicates.attempt_id = attempts.id))
     AND (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3"
);

/// Returns the statement that lists the attempts in a state, the newest first. The state stands
/// in it, since a database takes an index of some rows only where it knows that it is one.
fn of_state(state: State) -> String {
    let word = state.as_str();
    let others = if state.is_open() { open!() } else { ended!() };
    format!(
        "SELECT * FROM attempts WHERE state = '{word}' AND state IN {others}
             AND (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3"
    )
}

/// Lists the attempts in a state, the newest first, at most `most`: those before the place
/// alone. One that cannot be read hides no other.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn in_state(tx: &Tx<'_>, state: State, from: &ListPlace, most: usize) -> Result<AttemptPage> {
    page(tx, &of_state(state), from, most)
}

/// Lists the attempts that a person has to see to, the oldest first, at most `most`: those
/// behind the place alone. One that cannot be read hides no other:
/// [`unreadable`](crate::store::unreadable::unreadable) lists it.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn for_review(tx: &Tx<'_>, from: &ListPlace, most: usize) -> Result<AttemptPage> {
    page(tx, FOR_REVIEW, from, most)
}

/// Reads a page by such a statement, and whether there is more behind it.
fn page(tx: &Tx<'_>, sql: &str, from: &ListPlace, most: usize) -> Result<AttemptPage> {
    let asked = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let rows = tx.query(sql, values![from.at, &from.id, asked], |row| {
        Ok((place(row).ok(), kept("attempts", row, read)))
    })?;
    let shown = rows.get(..most).filter(|_| rows.len() > most);
    let next = shown.and_then(|shown| shown.iter().rev().find_map(|(place, _)| place.clone()));
    let attempts = rows.into_iter().take(most);
    let attempts = attempts.filter_map(|(_, attempt)| attempt).collect();
    Ok(AttemptPage { attempts, next })
}

fn place(row: &Row<'_>) -> Result<ListPlace> {
    Ok(ListPlace {
        at: row.get("created_at")?,
        id: row.get("id")?,
    })
}

#[cfg(test)]
mod tests;
