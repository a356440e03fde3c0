//! What a store may have lost: whether it is closed, and for which orders the providers
//! were asked since.

mod person;
#[cfg(test)]
mod tests;

use oneclick_rules::{OrderReference, PaymentId};

pub use crate::store::recovery::person::{RecoveryEventKind, left_out, note};

use crate::store::{Result, Row, StoreError, Tx, values};

/// How long after a recovery an order that was not known before is asked for before its
/// first charge, milliseconds: it may be one that was lost.
const ASKED_FOR: i64 = 3 * 86_400_000;
/// How many numbers of an order are asked for behind the last one that it may have used,
/// and left free then: a lost attempt that no provider has listed yet may still turn up
/// under its reference, which is nobody else's.
pub const AHEAD: i64 = 5;
/// How long before a store went back an order was last touched that may have been paid
/// since, milliseconds. Older ones are asked for before they are charged.
const TOUCHED_WITHIN: i64 = 3 * 86_400_000;
/// How long before a store went back a payment changed last that may have changed again
/// since, milliseconds.
const CHANGED_WITHIN: i64 = 31 * 86_400_000;

/// Says whether a store is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// How often it has noticed that it was closed.
    pub number: i64,
    /// Since when it may lack what happened, Unix milliseconds; `None` while it is open.
    pub closed_since: Option<i64>,
    /// When that was noticed, Unix milliseconds.
    pub closed_at: Option<i64>,
}

/// A time of which what happened was lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostTime {
    /// From when on, Unix milliseconds.
    pub since: i64,
    /// When the store was opened again, Unix milliseconds.
    pub until: i64,
}

/// Says whether an order may be charged, as far as it is known what the store has lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// It may.
    Ready,
    /// The providers have to be asked for attempts of it first.
    Unasked,
    /// The store is closed.
    Closed,
}

/// Reads how the store stands.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>) -> Result<Recovery> {
    let sql = "SELECT recoveries, closed_since, closed_at FROM deployment";
    let read = |row: &Row<'_>| {
        Ok(Recovery {
            number: row.get("recoveries")?,
            closed_since: row.get("closed_since")?,
            closed_at: row.get("closed_at")?,
        })
    };
    tx.row(sql, &[], read)?.ok_or(StoreError::Missing)
}

/// Tells whether the store is closed: nothing may be sent that moves money, and nothing
/// given up as never sent.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn is_closed(tx: &Tx<'_>) -> Result<bool> {
    Ok(find(tx)?.closed_since.is_some())
}

/// Says whether the order may be charged.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn readiness(tx: &Tx<'_>, order: &OrderReference, now: i64) -> Result<Readiness> {
    if is_closed(tx)? {
        return Ok(Readiness::Closed);
    }
    let is_ready = unasked(tx, order, now)?.is_empty();
    Ok(if is_ready {
        Readiness::Ready
    } else {
        Readiness::Unasked
    })
}

/// Lists what was lost in which the order may have been paid, as far as no provider was
/// asked since: all of it if the order was there before, however late that is, and for a
/// while after if it was not. The order is in the store.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn unasked(tx: &Tx<'_>, order: &OrderReference, now: i64) -> Result<Vec<LostTime>> {
    tx.query(
        "SELECT lost_times.since, lost_times.until FROM lost_times JOIN orders ON orders.reference = $1
         WHERE lost_times.recovery > orders.recovery
             AND (orders.created_at < lost_times.until OR lost_times.until > $2)
         ORDER BY lost_times.since",
        values![order.as_str(), now - ASKED_FOR],
        |row| {
            Ok(LostTime {
                since: row.get("since")?,
                until: row.get("until")?,
            })
        },
    )
}

/// Lists what was lost and not asked for, as [`unasked`] does, of any of these orders.
///
/// # Errors
/// Fails if the database is unreachable, or a reference is none.
pub fn unasked_of(tx: &Tx<'_>, orders: &[String], now: i64) -> Result<Vec<LostTime>> {
    let mut all = Vec::new();
    for order in orders {
        let order = OrderReference::known(order).map_err(|_| StoreError::Corrupt("reference"))?;
        for loss in unasked(tx, &order, now)? {
            if !all.contains(&loss) {
                all.push(loss);
            }
        }
    }
    Ok(all)
}

/// Closes the store, or says that it may lack more: what was noted as asked for is asked
/// for again then.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn close(tx: &Tx<'_>, since: i64) -> Result<()> {
    tx.execute(
        "UPDATE deployment SET closed_since = $1,
             recoveries = recoveries + CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END
         WHERE closed_since IS NULL OR closed_since > $1",
        values![since],
    )
    .map(drop)
}

/// Notes that the store is closed, once: `false` if it is open, or that is known. The
/// webhooks go on above every number that a lost one may have had: seconds since 1970
/// pass faster than webhooks of one payment are written.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn begin(tx: &Tx<'_>, now: i64) -> Result<bool> {
    let begun = tx.execute(
        "UPDATE deployment SET closed_at = $1, recoveries = recoveries + 1,
             first_sequence = MAX(first_sequence + 1, $2)
         WHERE closed_since IS NOT NULL AND closed_at IS NULL",
        values![now, now / 1000],
    )?;
    if begun == 0 {
        return Ok(false);
    }
    let above = "(SELECT first_sequence FROM deployment)";
    let lines = format!(
        "UPDATE webhook_lines SET last_sequence = last_sequence + {above}, done_sequence = done_sequence + {above}"
    );
    tx.execute(&lines, &[])?;
    let waiting = format!(
        "UPDATE webhooks SET sequence = sequence + {above} WHERE state IN ('pending', 'parked')"
    );
    tx.execute(&waiting, &[])?;
    Ok(true)
}

/// Opens the store again, if it stands as it did when this recovery began, closed since
/// `since`; else `false`.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn open(tx: &Tx<'_>, number: i64, since: i64, now: i64) -> Result<bool> {
    let opened = tx.execute(
        "UPDATE deployment SET closed_since = NULL, closed_at = NULL
         WHERE closed_since = $1 AND recoveries = $2",
        values![since, number],
    )?;
    if opened == 0 {
        return Ok(false);
    }
    tx.execute(
        "INSERT INTO lost_times (recovery, since, until) VALUES ($1, $2, $3)",
        values![number, since, now.max(since)],
    )?;
    Ok(true)
}

/// Lists the orders that may have been paid since the store went back and for which
/// nobody has asked yet: those that nothing holds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn orders(tx: &Tx<'_>, number: i64, since: i64) -> Result<Vec<String>> {
    tx.column(
        "SELECT reference FROM orders WHERE recovery < $1
             AND (created_at >= $2
                 OR EXISTS (SELECT 1 FROM sessions WHERE order_reference = orders.reference AND created_at >= $2)
                 OR EXISTS (SELECT 1 FROM attempts WHERE order_reference = orders.reference AND updated_at >= $2))
             AND NOT EXISTS (SELECT 1 FROM attempts WHERE order_reference = orders.reference
                 AND state NOT IN ('declined', 'failed', 'expired', 'not_found', 'duplicate'))
         ORDER BY created_at",
        values![number, since - TOUCHED_WITHIN],
    )
}

/// Lists the attempts whose provider may know more than the store since it went back.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn attempts(tx: &Tx<'_>, since: i64) -> Result<Vec<PaymentId>> {
    let ids: Vec<String> = tx.column(
        "SELECT id FROM attempts WHERE updated_at >= $1
             OR state IN ('created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review', 'authorised')
         ORDER BY created_at",
        values![since - CHANGED_WITHIN],
    )?;
    payments(&ids)
}

fn payments(ids: &[String]) -> Result<Vec<PaymentId>> {
    let ids = ids.iter().map(|id| PaymentId::parse(id));
    ids.collect::<core::result::Result<_, _>>()
        .map_err(|_| StoreError::Corrupt("id"))
}

/// Lists the operations of which it is not known what became of them, and which are not
/// left to a person.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn operations(tx: &Tx<'_>) -> Result<Vec<String>> {
    tx.column(
        "SELECT id FROM operations WHERE state IN ('created', 'sent', 'unknown', 'pending')
         ORDER BY created_at",
        &[],
    )
}

/// Lists what was written and not sent when the copy was made: it may have been sent since.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn unsent(tx: &Tx<'_>) -> Result<(Vec<PaymentId>, Vec<String>)> {
    let ids: Vec<String> = tx.column("SELECT id FROM attempts WHERE state = 'created'", &[])?;
    let attempts = payments(&ids)?;
    let operations = tx.column("SELECT id FROM operations WHERE state = 'created'", &[])?;
    Ok((attempts, operations))
}

/// Notes that every provider was asked for lost attempts of the order, whose next one has
/// at least the number `first`.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_asked(tx: &Tx<'_>, order: &OrderReference, number: i64, first: i64) -> Result<()> {
    tx.execute(
        "UPDATE orders SET recovery = MAX(recovery, $1), first_number = MAX(first_number, $2)
         WHERE reference = $3",
        values![number, first, order.as_str()],
    )
    .map(drop)
}
