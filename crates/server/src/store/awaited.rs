//! Notes which look-ups somebody waits for: they go before background work.

use oneclick_rules::{OrderReference, PaymentId};

use crate::store::{Result, Tx, values};

/// Notes that somebody waits for the look-up of the order's attempts.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_order(tx: &Tx<'_>, order: &OrderReference, now: i64) -> Result<()> {
    tx.change(
        "UPDATE attempts SET awaited_at = $1
         WHERE order_reference = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
        values![now, order.as_str()],
    )
}

/// Notes that somebody waits for the look-up of the attempt and of its operations.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_attempt(tx: &Tx<'_>, attempt: &PaymentId, now: i64) -> Result<()> {
    tx.change(
        "UPDATE attempts SET awaited_at = $1
         WHERE id = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
        values![now, attempt.as_str()],
    )?;
    note_operations(tx, attempt, now)
}

/// Notes that somebody waits for what became of the attempt's operations.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_operations(tx: &Tx<'_>, attempt: &PaymentId, now: i64) -> Result<()> {
    tx.change(
        "UPDATE operations SET awaited_at = $1
         WHERE attempt_id = $2 AND look_up_at IS NOT NULL AND awaited_at IS NULL",
        values![now, attempt.as_str()],
    )
}
