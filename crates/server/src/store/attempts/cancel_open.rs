//! That a provider is asked to end what is open on its page, and by how many
//! at once: one.

use oneclick_rules::PaymentId;

use crate::store::{Result, Tx, values};

/// Notes that the provider is asked now, Unix milliseconds, unless somebody
/// asked since `since` and has no answer yet; whether it was noted.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_cancel_asked(tx: &Tx<'_>, id: &PaymentId, since: i64, now: i64) -> Result<bool> {
    // A clock somewhat ahead, another server's or this one's before a step, is
    // believed; one further ahead than anybody waits is not.
    let sql = "UPDATE attempts SET cancel_asked_at = $1
         WHERE id = $2 AND (cancel_asked_at IS NULL OR cancel_asked_at NOT BETWEEN $3 AND 2 * $1 - $3)";
    let noted = tx.execute(sql, values![now, id.as_str(), since])?;
    Ok(noted == 1)
}

/// Notes that whoever asked the provider has an answer, or will have none.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_cancel_answered(tx: &Tx<'_>, id: &PaymentId) -> Result<()> {
    tx.change(
        "UPDATE attempts SET cancel_asked_at = NULL WHERE id = $1",
        values![id.as_str()],
    )
}
