//! Takes away what was kept for its time alone: a few rows in each transaction, found by
//! an index, and nothing waits for a row of its own. What a payment that is open, in
//! review or only just over needs stays, whatever the times say.
//!
//! Orders with their customers' ids, attempts and their events, operations, duplicates,
//! idempotency keys and consents are never taken away: an order is its first customer's
//! for ever.

#[cfg(test)]
mod tests;

use core::iter::repeat;

use crate::model::state::under_way;
use crate::store::{Result, Row, Tx, Value, values};

/// How many rows are taken away by one transaction: payments wait behind it.
const PAGE: usize = 10;

/// After how long a customer whose data is still needed is looked at again, milliseconds.
const NEEDED_FOR: i64 = 7 * 86_400_000;

/// Says what is kept for its time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetainedKind {
    /// Sessions that ended.
    Sessions,
    /// What is known of customers.
    Customers,
    /// What is known of deleted cards.
    DeletedCards,
    /// Webhooks that the merchant has taken.
    Webhooks,
}

impl RetainedKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Sessions,
        Self::Customers,
        Self::DeletedCards,
        Self::Webhooks,
    ];

    /// Returns its name in the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Customers => "customers",
            Self::DeletedCards => "deleted cards",
            Self::Webhooks => "webhooks",
        }
    }

    /// Returns the statement that finds `$2` rows kept since `$1` or before.
    pub(super) fn finding(self) -> &'static str {
        match self {
            Self::Sessions => SESSIONS,
            Self::Customers => CUSTOMERS,
            Self::DeletedCards => CARDS,
            Self::Webhooks => WEBHOOKS,
        }
    }
}

/// Finds sessions that ended by `$1`, of whose order nothing is open, was changed since, or
/// is still to be saved.
const SESSIONS: &str = concat!(
    "SELECT id FROM sessions WHERE expires_at <= $1 AND cleared_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM attempts WHERE attempts.order_reference = sessions.order_reference
             AND (attempts.updated_at > $1 OR attempts.save_at IS NOT NULL
                 OR attempts.state = 'needs_review' OR attempts.state IN ",
    under_way!(),
    "))
     ORDER BY expires_at LIMIT $2"
);

/// Finds customers of whom something is kept since `$1` or before, and whether it is
/// needed: by a stored card, or by a payment that is open.
const CUSTOMERS: &str = concat!(
    "SELECT id, EXISTS (SELECT 1 FROM cards WHERE cards.customer_id = customers.id AND deleted_at IS NULL)
         OR EXISTS (SELECT 1 FROM orders JOIN attempts ON attempts.order_reference = orders.reference
             WHERE orders.customer_id = customers.id
                 AND (attempts.state = 'needs_review' OR attempts.state IN ",
    under_way!(),
    ")) AS needed
     FROM customers WHERE kept_since <= $1 AND kept_since IS NOT NULL ORDER BY kept_since LIMIT $2"
);

const CARDS: &str = "SELECT id FROM cards WHERE deleted_at <= $1 AND deleted_at IS NOT NULL
         AND (expiry_year IS NOT NULL OR initial_transaction IS NOT NULL) ORDER BY deleted_at LIMIT $2";

const WEBHOOKS: &str =
    "SELECT id FROM webhooks WHERE state = 'delivered' AND created_at <= $1 AND ended_at <= $1
     ORDER BY created_at, id LIMIT $2";

/// Tells whether anything of a kind was kept since `before` or longer.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_over(tx: &Tx<'_>, kind: RetainedKind, before: i64) -> Result<bool> {
    let found = tx.row(kind.finding(), values![before, 1], |_| Ok(()))?;
    Ok(found.is_some())
}

/// Takes away a page of what was kept since `before` or longer; returns how many rows
/// that were.
///
/// - Sessions that were never paid with, with the counts of their requests. Of those with
///   a payment: addresses, description, and what the provider gave for the shopper's way
///   there, the page's address and a card's account that was prepared and not used.
/// - E-mail, names and phone of customers without a stored card, and the customer if
///   nothing else is known of them.
/// - The expiry of deleted cards and the provider's id of their first payment. Brand and
///   last four digits stay, as the payments by them do.
/// - Webhooks that the merchant had taken, with what a person did to have them sent. The
///   numbers of the later ones go on.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn take_away(tx: &Tx<'_>, kind: RetainedKind, before: i64, now: i64) -> Result<usize> {
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let found = |row: &Row<'_>| {
        let is_needed = kind == RetainedKind::Customers && row.get("needed")?;
        Ok((row.get::<String>("id")?, is_needed))
    };
    let page = tx.query(kind.finding(), values![before, most], found)?;
    let ids = |needed: bool| {
        let of = page.iter().filter(move |(_, is)| *is == needed);
        of.map(|(id, _)| id).collect::<Vec<_>>()
    };
    let over = ids(false);
    match kind {
        RetainedKind::Sessions => {
            change(tx, DELETE_SUBMISSIONS, &over, None)?;
            change(tx, CLEAR_ATTEMPTS, &over, None)?;
            change(tx, DELETE_SESSIONS, &over, None)?;
            change(tx, CLEAR_SESSIONS, &over, Some(now))?;
        }
        RetainedKind::Customers => {
            change(tx, PUT_OFF_CUSTOMERS, &ids(true), Some(before + NEEDED_FOR))?;
            change(tx, CLEAR_CUSTOMERS, &over, None)?;
            change(tx, DELETE_CUSTOMERS, &over, None)?;
        }
        RetainedKind::DeletedCards => change(tx, CLEAR_CARDS, &over, None)?,
        RetainedKind::Webhooks => {
            change(tx, DELETE_WEBHOOK_EVENTS, &over, None)?;
            change(tx, DELETE_WEBHOOKS, &over, None)?;
        }
    }
    Ok(over.len())
}

/// Changes a page's rows by one statement, `$11` being `time`.
fn change(tx: &Tx<'_>, sql: &str, ids: &[&String], time: Option<i64>) -> Result<()> {
    let Some(last) = ids.last() else {
        return Ok(());
    };
    // The last one stands in the places that are left: the statement is always the same.
    let ids = ids.iter().chain(repeat(last)).take(PAGE);
    let ids = ids.map(|id| Value::from(*id));
    let values: Vec<_> = ids.chain(time.map(Value::from)).collect();
    tx.change(sql, &values)
}

/// Lists the ids of a page in a statement.
macro_rules! page {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    };
}

const DELETE_SUBMISSIONS: &str = concat!("DELETE FROM submissions WHERE session_id IN ", page!());

const CLEAR_ATTEMPTS: &str = concat!(
    "UPDATE attempts SET redirect_url = NULL, redirect_expires_at = NULL, prepared_key = NULL,
         prepared_sealed = NULL
     WHERE session_id IN ",
    page!()
);

const DELETE_SESSIONS: &str = concat!(
    "DELETE FROM sessions WHERE id IN ",
    page!(),
    " AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.session_id = sessions.id)"
);

const CLEAR_SESSIONS: &str = concat!(
    "UPDATE sessions SET billing = NULL, shipping = NULL, description = NULL, cleared_at = $11
     WHERE id IN ",
    page!()
);

const PUT_OFF_CUSTOMERS: &str = concat!(
    "UPDATE customers SET kept_since = $11 WHERE id IN ",
    page!()
);

const CLEAR_CUSTOMERS: &str = concat!(
    "UPDATE customers SET email = NULL, first_name = NULL, last_name = NULL, phone = NULL, kept_since = NULL
     WHERE id IN ",
    page!()
);

const DELETE_CUSTOMERS: &str = concat!(
    "DELETE FROM customers WHERE id IN ",
    page!(),
    " AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = customers.id)
      AND NOT EXISTS (SELECT 1 FROM cards WHERE customer_id = customers.id)
      AND NOT EXISTS (SELECT 1 FROM limit_resets WHERE customer_id = customers.id)"
);

const CLEAR_CARDS: &str = concat!(
    "UPDATE cards SET expiry_month = NULL, expiry_year = NULL, initial_transaction = NULL WHERE id IN ",
    page!()
);

const DELETE_WEBHOOK_EVENTS: &str =
    concat!("DELETE FROM webhook_events WHERE webhook_id IN ", page!());

const DELETE_WEBHOOKS: &str = concat!("DELETE FROM webhooks WHERE id IN ", page!());

/// Lists the statements that find what goes, and that take it away.
#[cfg(test)]
pub(super) fn statements() -> impl Iterator<Item = &'static str> {
    let finding = RetainedKind::ALL.map(RetainedKind::finding);
    let changing = [
        DELETE_SUBMISSIONS,
        CLEAR_ATTEMPTS,
        DELETE_SESSIONS,
        CLEAR_SESSIONS,
        PUT_OFF_CUSTOMERS,
        CLEAR_CUSTOMERS,
        DELETE_CUSTOMERS,
        CLEAR_CARDS,
        DELETE_WEBHOOK_EVENTS,
        DELETE_WEBHOOKS,
    ];
    finding.into_iter().chain(changing)
}
