//! The lines in which webhooks wait, each payment's and each card's its own: the first
//! one is sent by lease, the others wait behind it.

use crate::model::webhook::{Webhook, WebhookLine, WebhookState};
use crate::store::queue::{Queue, QueueProvider};
use crate::store::webhooks::read;
use crate::store::{Result, Row, Tx, values};

/// Whom deliveries ask, as others ask a provider.
pub const THE_MERCHANT: &str = "the merchant";

/// Lines whose first webhook is to be sent.
pub const DELIVERIES: &Queue<WebhookLine> = &Queue {
    table: "webhook_lines",
    key: &["subject"],
    due: "due_at",
    leased: "lease_until",
    owner: "lease_owner",
    provider: QueueProvider::One(THE_MERCHANT),
    awaited: None,
    urgent: None,
    noted: "",
    read: read_line,
};

pub(in crate::store) fn read_line(row: &Row<'_>) -> Result<WebhookLine> {
    Ok(WebhookLine {
        subject: row.get("subject")?,
        done: row.get("done_sequence")?,
    })
}

/// Returns the webhook that is to be sent first; `None` if there is none.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn next_of(tx: &Tx<'_>, line: &WebhookLine) -> Result<Option<Webhook>> {
    tx.row(NEXT, values![&line.subject], read)
}

/// The statement that reads the first webhook of a line.
pub(super) const NEXT: &str = "SELECT webhooks.* FROM webhooks
     JOIN webhook_lines ON webhook_lines.subject = webhooks.subject
     WHERE webhooks.subject = $1 AND webhooks.sequence = webhook_lines.done_sequence + 1
         AND webhook_lines.held_at IS NULL";
/// The statement that finds the first webhook of a line that is not done.
pub(super) const FIRST: &str = "SELECT webhooks.sequence, webhooks.state FROM webhooks
     JOIN webhook_lines ON webhook_lines.subject = webhooks.subject
     WHERE webhooks.subject = $1 AND webhooks.sequence > webhook_lines.done_sequence
         AND webhooks.state IN ('pending', 'parked')
     ORDER BY webhooks.sequence LIMIT 1";

/// Lets the next webhook of a line go, one of it being done: one that is parked holds the
/// line. Those between, delivered before, are passed over.
fn advance(tx: &Tx<'_>, subject: &str, now: i64) -> Result<()> {
    let first = |row: &Row<'_>| Ok((row.get::<i64>("sequence")?, row.get::<String>("state")?));
    let first = tx.row(FIRST, values![subject], first)?;
    let Some((sequence, state)) = first else {
        let sql =
            "UPDATE webhook_lines SET done_sequence = last_sequence, due_at = NULL, held_at = NULL
             WHERE subject = $1";
        return tx.change(sql, values![subject]);
    };
    let is_held = state == WebhookState::Parked.as_str();
    tx.change(
        "UPDATE webhook_lines SET done_sequence = $2 - 1, due_at = $3, held_at = $4 WHERE subject = $1",
        values![
            subject,
            sequence,
            (!is_held).then_some(now),
            is_held.then_some(now)
        ],
    )
}

/// Notes that a webhook is delivered or skipped, and lets the next one go; `false` if it
/// was one of the two.
pub(super) fn end(tx: &Tx<'_>, webhook: &Webhook, to: WebhookState, now: i64) -> Result<bool> {
    let tried = (to == WebhookState::Delivered).then_some(now);
    let done = tx.execute(
        "UPDATE webhooks SET state = $2, ended_at = $3, last_tried_at = COALESCE($4, last_tried_at),
             first_tried_at = COALESCE(first_tried_at, $4)
         WHERE id = $1 AND state IN ('pending', 'parked')",
        values![&webhook.id, to.as_str(), now, tried],
    )?;
    if done == 1 {
        advance(tx, &webhook.subject, now)?;
    }
    Ok(done == 1)
}

/// Notes that the merchant has taken a webhook, and lets the next one go; `false` if
/// that was known, or a person has skipped it. One that a person has meanwhile had sent again
/// behind others of its line comes in its turn: this answer was to the time before.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_delivered(tx: &Tx<'_>, webhook: &Webhook, now: i64) -> Result<bool> {
    // Changed, so that nobody else changes it meanwhile.
    let first = tx.execute(
        "UPDATE webhook_lines SET done_sequence = done_sequence
         WHERE subject = $1 AND done_sequence = $2 - 1",
        values![&webhook.subject, webhook.sequence],
    )?;
    Ok(first == 1 && end(tx, webhook, WebhookState::Delivered, now)?)
}

/// Has one that was delivered or skipped sent once more, in its place: before those of its
/// line that are still to be sent.
pub(super) fn rewind(tx: &Tx<'_>, webhook: &Webhook, now: i64) -> Result<()> {
    tx.change(
        "UPDATE webhook_lines SET done_sequence = $2 - 1, due_at = $3, held_at = NULL
         WHERE subject = $1 AND done_sequence >= $2",
        values![&webhook.subject, webhook.sequence, now],
    )
}

/// Tells whether a webhook is the first of its line that is not done.
pub(super) fn is_first(tx: &Tx<'_>, webhook: &Webhook) -> Result<bool> {
    let done = "SELECT done_sequence FROM webhook_lines WHERE subject = $1";
    let done: Option<i64> = tx.value(done, values![&webhook.subject])?;
    Ok(done == Some(webhook.sequence - 1))
}

/// A try that failed.
#[derive(Clone, Debug)]
pub struct Failed<'a> {
    /// Why, in few words.
    pub why: &'a str,
    /// When the next one is due, Unix milliseconds; `None` parks it.
    pub next: Option<i64>,
}

/// Notes a try that failed, unless the webhook is done meanwhile.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_failed(tx: &Tx<'_>, webhook: &Webhook, failed: &Failed<'_>, now: i64) -> Result<bool> {
    let held = failed.next.is_none().then_some(now);
    let done = tx.execute(
        "UPDATE webhook_lines SET due_at = $3, held_at = $4
         WHERE subject = $1 AND done_sequence = $2 - 1 AND held_at IS NULL",
        values![&webhook.subject, webhook.sequence, failed.next, held],
    )?;
    if done == 0 {
        return Ok(false);
    }
    tx.change(
        "UPDATE webhooks SET state = CASE WHEN $1 = 1 THEN 'parked' ELSE 'pending' END, tries = tries + 1,
             first_tried_at = COALESCE(first_tried_at, $2), last_tried_at = $2, last_failure = $3
         WHERE id = $4",
        values![held.is_some(), now, failed.why, &webhook.id],
    )?;
    Ok(true)
}

/// Makes a webhook due at `at`, also one that was parked, if it is the first of its line.
/// The others wait.
pub(super) fn plan_first(tx: &Tx<'_>, webhook: &Webhook, at: i64) -> Result<()> {
    tx.change(
        "UPDATE webhook_lines SET due_at = $3, held_at = NULL
         WHERE subject = $1 AND done_sequence = $2 - 1",
        values![&webhook.subject, webhook.sequence, at],
    )
}
