//! What the merchant is told: written in the transaction of the change that it tells of.

mod line;
mod person;

pub(super) use crate::store::webhooks::line::read_line;
pub use crate::store::webhooks::line::{
    DELIVERIES, Failed, next_of, note_delivered, note_failed, plan,
};
pub use crate::store::webhooks::person::{Person, WebhookEvent, events, redeliver, skip};

use crate::model::webhook::body::{WebhookBody, WebhookData};
use crate::model::webhook::{Webhook, WebhookState};
use crate::store::{Result, Row, StoreError, Tx, Value, values};

/// Notes whether this deployment tells the merchant anything: if not, nothing is
/// written. Returns whether that is new.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_sending(tx: &Tx<'_>, sends: bool) -> Result<bool> {
    let changed = tx.execute(
        "UPDATE deployment SET sends_webhooks = $1 WHERE sends_webhooks <> $1",
        values![sends],
    )?;
    Ok(changed > 0)
}

/// Writes a webhook behind those of its subject, if this deployment sends any.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn append(
    tx: &Tx<'_>,
    subject: &str,
    kind: &str,
    data: &WebhookData<'_>,
    now: i64,
) -> Result<()> {
    let sending = "SELECT mode FROM deployment WHERE sends_webhooks = 1";
    let Some(mode) = tx.value::<String>(sending, &[])? else {
        return Ok(());
    };
    // Whoever delivers changes the same row: neither overlooks the other.
    let sequence = tx.value::<i64>(
        "INSERT INTO webhook_lines (subject, last_sequence, done_sequence, due_at) VALUES ($1, 1, 0, $2)
         ON CONFLICT (subject) DO UPDATE SET last_sequence = webhook_lines.last_sequence + 1,
             due_at = CASE WHEN webhook_lines.due_at IS NULL AND webhook_lines.held_at IS NULL
                 THEN excluded.due_at ELSE webhook_lines.due_at END
         RETURNING last_sequence",
        values![subject, now],
    )?;
    let sequence = sequence.ok_or(StoreError::Missing)?;
    let at = jiff::Timestamp::from_millisecond(now)
        .map_err(|error| StoreError::Unwritable(error.to_string()))?;
    let body = WebhookBody {
        kind,
        timestamp: at.to_string(),
        mode: &mode,
        sequence,
        data,
    };
    let body =
        serde_json::to_string(&body).map_err(|error| StoreError::Unwritable(error.to_string()))?;
    tx.execute(
        "INSERT INTO webhooks (id, subject, sequence, type, body, state, created_at)
         VALUES ($1, $2, $3, $4, $5, 'pending', $6)",
        values![
            format!("wh_{subject}_{sequence}"),
            subject,
            sequence,
            kind,
            body,
            now
        ],
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> Result<Webhook> {
    Ok(Webhook {
        id: row.get("id")?,
        subject: row.get("subject")?,
        sequence: row.get("sequence")?,
        kind: row.get("type")?,
        body: row.get("body")?,
        state: WebhookState::parse(row.get("state")?).ok_or(StoreError::Corrupt("state"))?,
        created_at: row.get("created_at")?,
        tries: row.get("tries")?,
        first_tried_at: row.get("first_tried_at")?,
        last_tried_at: row.get("last_tried_at")?,
        last_failure: row.get("last_failure")?,
    })
}

/// Returns the webhook with this id.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Webhook>> {
    tx.row("SELECT * FROM webhooks WHERE id = $1", values![id], read)
}

/// The statement that lists a state's webhooks after one of them.
const LIST: &str = "SELECT * FROM webhooks WHERE state = $1 AND (created_at, id) > ($2, $3)
     ORDER BY created_at, id LIMIT $4";

/// Lists webhooks of a state, the oldest first, those after `after` alone, at most `most`.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn list(
    tx: &Tx<'_>,
    state: WebhookState,
    after: Option<&Webhook>,
    most: i64,
) -> Result<Vec<Webhook>> {
    let (at, id) = after.map_or((Value::from(-1), ""), |after| {
        (Value::from(after.created_at), after.id.as_str())
    });
    let values = [state.as_str().into(), at, id.into(), most.into()];
    tx.query(LIST, &values, read)
}

/// Lists the statements that are run for every webhook, and for a list.
#[cfg(test)]
pub(super) fn statements() -> [&'static str; 3] {
    [line::NEXT, line::ADVANCE, LIST]
}
