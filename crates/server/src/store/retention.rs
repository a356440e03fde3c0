//! Takes away what was kept for its time alone: a few rows in each transaction, found by
//! an index. What a payment that is open, in review or only just over needs stays,
//! whatever the times say.
//!
//! Orders that were ever tried, attempts and their events, operations, duplicates,
//! idempotency keys and consents are never taken away.

use crate::model::state::under_way;
use crate::store::{Result, Row, Tx, values};

/// How many rows are looked at in one transaction.
const BATCH: u8 = 100;
/// After how long a customer whose data is still needed is looked at again, milliseconds.
const NEEDED_FOR: i64 = 7 * 86_400_000;

/// Says what one transaction has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many rows it has taken away or emptied.
    pub gone: usize,
    /// Whether there may be more.
    pub more: bool,
}

impl Swept {
    fn of(gone: usize, looked_at: usize) -> Self {
        let more = looked_at >= usize::from(BATCH);
        Self { gone, more }
    }
}

/// Finds sessions that ended by `$1`, of whose order nothing is open, was changed since, or
/// is still to be saved. Whether one of its order's payments is the session's.
const SESSIONS: &str = concat!(
    "SELECT id, order_reference,
         EXISTS (SELECT 1 FROM attempts WHERE attempts.session_id = sessions.id) AS tried
     FROM sessions WHERE expires_at <= $1 AND cleared_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM attempts WHERE attempts.order_reference = sessions.order_reference
             AND (attempts.updated_at > $1 OR attempts.save_at IS NOT NULL
                 OR attempts.state = 'needs_review' OR attempts.state IN ",
    under_way!(),
    "))
     ORDER BY expires_at LIMIT $2"
);

/// Deletes sessions that ended by `before` and were never paid with, with the counts of
/// their requests and, if it was never tried, their order. Of those with a payment it takes
/// away addresses, description, and what the provider gave for the shopper's way there:
/// the page's address, and a card's account that was prepared and not used.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn clear_sessions(tx: &Tx<'_>, before: i64, now: i64) -> Result<Swept> {
    let session = |row: &Row<'_>| {
        let id: String = row.get("id")?;
        let order: String = row.get("order_reference")?;
        Ok((id, order, row.get::<bool>("tried")?))
    };
    let ended = tx.query(SESSIONS, values![before, i64::from(BATCH)], session)?;
    for (id, order, tried) in &ended {
        tx.change("DELETE FROM submissions WHERE session_id = $1", values![id])?;
        if *tried {
            tx.change(
                "UPDATE sessions SET billing = NULL, shipping = NULL, description = NULL, cleared_at = $1
                 WHERE id = $2",
                values![now, id],
            )?;
            tx.change(
                "UPDATE attempts SET redirect_url = NULL, redirect_expires_at = NULL, prepared_key = NULL,
                     prepared_sealed = NULL,
                     save_state = CASE save_state WHEN 'requested' THEN 'failed' ELSE save_state END
                 WHERE session_id = $1",
                values![id],
            )?;
        } else {
            tx.change("DELETE FROM sessions WHERE id = $1", values![id])?;
            tx.change(
                "DELETE FROM orders WHERE reference = $1
                     AND NOT EXISTS (SELECT 1 FROM sessions WHERE order_reference = $1)
                     AND NOT EXISTS (SELECT 1 FROM attempts WHERE order_reference = $1)",
                values![order],
            )?;
        }
    }
    Ok(Swept::of(ended.len(), ended.len()))
}

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

/// Takes away e-mail, names and phone of customers who were not told of since `before`
/// and have no stored card, and the customer if nothing else is known of them.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn clear_customers(tx: &Tx<'_>, before: i64) -> Result<Swept> {
    let customer = |row: &Row<'_>| Ok((row.get::<String>("id")?, row.get::<bool>("needed")?));
    let found = tx.query(CUSTOMERS, values![before, i64::from(BATCH)], customer)?;
    for (id, needed) in &found {
        if *needed {
            tx.change(
                "UPDATE customers SET kept_since = $1 WHERE id = $2",
                values![before + NEEDED_FOR, id],
            )?;
            continue;
        }
        tx.change(
            "UPDATE customers SET email = NULL, first_name = NULL, last_name = NULL, phone = NULL, kept_since = NULL
             WHERE id = $1",
            values![id],
        )?;
        tx.change(
            "DELETE FROM customers WHERE id = $1
                 AND NOT EXISTS (SELECT 1 FROM orders WHERE customer_id = $1)
                 AND NOT EXISTS (SELECT 1 FROM cards WHERE customer_id = $1)
                 AND NOT EXISTS (SELECT 1 FROM limit_resets WHERE customer_id = $1)",
            values![id],
        )?;
    }
    let gone = found.iter().filter(|(_, needed)| !needed).count();
    Ok(Swept::of(gone, found.len()))
}

const CARDS: &str =
    "UPDATE cards SET expiry_month = NULL, expiry_year = NULL, initial_transaction = NULL
     WHERE id IN (SELECT id FROM cards WHERE deleted_at <= $1 AND deleted_at IS NOT NULL
         AND (expiry_year IS NOT NULL OR initial_transaction IS NOT NULL) ORDER BY deleted_at LIMIT $2)";

/// Takes away the expiry of cards that were deleted by `before`, and the provider's id of
/// their first payment. Brand and last four digits stay, as the payments by them do.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn clear_cards(tx: &Tx<'_>, before: i64) -> Result<Swept> {
    let gone = tx.execute(CARDS, values![before, i64::from(BATCH)])?;
    Ok(Swept::of(gone, gone))
}

const WEBHOOKS: &str =
    "SELECT id FROM webhooks WHERE state = 'delivered' AND created_at <= $1 AND ended_at <= $1
     ORDER BY created_at, id LIMIT $2";

/// Deletes webhooks that the merchant had taken by `before`, with what a person did to
/// have them sent. The numbers of the later ones go on.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn delete_webhooks(tx: &Tx<'_>, before: i64) -> Result<Swept> {
    let taken: Vec<String> = tx.column(WEBHOOKS, values![before, i64::from(BATCH)])?;
    for id in &taken {
        tx.change(
            "DELETE FROM webhook_events WHERE webhook_id = $1",
            values![id],
        )?;
        tx.change("DELETE FROM webhooks WHERE id = $1", values![id])?;
    }
    Ok(Swept::of(taken.len(), taken.len()))
}

/// Lists the statements that find what goes.
#[cfg(test)]
pub(super) fn statements() -> [&'static str; 4] {
    [SESSIONS, CUSTOMERS, CARDS, WEBHOOKS]
}
