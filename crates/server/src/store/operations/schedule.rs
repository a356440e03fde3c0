//! Plans when operations are followed up, by lease.

use oneclick_rules::PaymentId;

use crate::model::operation::Operation;
use crate::store::operations::read;
use crate::store::queue::{Queue, QueueProvider};
use crate::store::spacing::soonest;
use crate::store::{Result, Tx, values};

/// Operations to follow up.
pub const FOLLOW_UPS: &Queue<Operation> = &Queue {
    table: "operations",
    key: &["id"],
    due: "look_up_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: QueueProvider::Column("provider"),
    awaited: Some("awaited_at"),
    urgent: None,
    noted: ", awaited_at = NULL",
    read,
};

/// A follow-up that was made. Times in Unix milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct FollowedUp {
    /// When it was made.
    pub at: i64,
    /// Since when the balance has shown no difference.
    pub unmoved_since: Option<i64>,
    /// When the next is due by itself.
    pub next: i64,
    /// How many of those who asked for one this one answers.
    pub answered: i64,
    /// By when those who have asked since are answered by another, at the latest.
    pub retry: i64,
}

/// Notes a follow-up and when the next is due, if the operation is still open.
/// No event: nothing changed.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_follow_up(tx: &Tx<'_>, id: &str, made: FollowedUp) -> Result<()> {
    tx.change(
        "UPDATE operations SET looked_up_at = $1, look_ups = look_ups + 1, unmoved_since = $2,
             look_up_at = CASE WHEN look_up_at IS NULL THEN NULL
                 WHEN expedites > MAX(expedites_answered, $4) THEN MIN($3, $5) ELSE $3 END,
             expedites_answered = MAX(expedites_answered, $4)
         WHERE id = $6",
        values![
            made.at,
            made.unmoved_since,
            made.next,
            made.answered,
            made.retry,
            id
        ],
    )
}

/// Has the attempt's open operations followed up now, but not closer to the
/// last time than `spacing` milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn expedite(tx: &Tx<'_>, attempt: &PaymentId, spacing: i64, now: i64) -> Result<()> {
    tx.change(
        concat!(
            "UPDATE operations SET expedites = expedites + 1, look_up_at = MIN(look_up_at, ",
            soonest!(),
            ") WHERE attempt_id = $3 AND look_up_at IS NOT NULL AND state IN ('unknown', 'pending')"
        ),
        values![now, spacing, attempt.as_str()],
    )
}

/// Has every open operation followed up soon: what a start does, since whoever
/// waited for them may be gone.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn expedite_all_open(tx: &Tx<'_>, spacing: i64, now: i64) -> Result<()> {
    tx.change(
        "UPDATE operations SET look_up_at = MIN(look_up_at, $1) WHERE look_up_at IS NOT NULL",
        values![now + spacing],
    )
}
