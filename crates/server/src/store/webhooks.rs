//! What the merchant is told: written in the transaction of the change that it tells of.

mod line;
mod person;

pub(super) use crate::store::webhooks::line::read_line;
pub use crate::store::webhooks::line::{
    DELIVERIES, Failed, THE_MERCHANT, next_of, note_delivered, note_failed,
};
pub use crate::store::webhooks::person::{
    Person, WebhookEvent, events, redeliver, redeliver_in_turn, skip,
};

use crate::model::webhook::body::{WebhookBody, WebhookData};
use crate::model::webhook::{Webhook, WebhookState};
use crate::store::{Result, Row, StoreError, Tx, values};
use crate::trace;

/// Says what a configuration says of webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WantedWebhooks {
    /// They are sent.
    Sent,
    /// From now on none is sent.
    Stopped,
    /// Nothing.
    Unsaid,
}

/// Says how a server stands to the others of its store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreed {
    /// They do the same.
    Yes,
    /// They are told to stop.
    Stops,
    /// They send webhooks, and this one does not say so: it may not run.
    No,
}

/// Notes whether this deployment tells the merchant anything: if not, nothing is
/// written, by no server. One that says nothing does not decide that for the others.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn note_sending(tx: &Tx<'_>, wanted: WantedWebhooks) -> Result<Agreed> {
    let note = |sends: bool| {
        let sql = "UPDATE deployment SET sends_webhooks = $1 WHERE sends_webhooks <> $1";
        tx.execute(sql, values![sends])
    };
    Ok(match wanted {
        WantedWebhooks::Sent => {
            note(true)?;
            Agreed::Yes
        }
        WantedWebhooks::Stopped if note(false)? > 0 => Agreed::Stops,
        WantedWebhooks::Stopped => Agreed::Yes,
        WantedWebhooks::Unsaid => {
            let sends = "SELECT 1 FROM deployment WHERE sends_webhooks = 1";
            match tx.value::<i64>(sends, &[])? {
                Some(_) => Agreed::No,
                None => Agreed::Yes,
            }
        }
    })
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
    // Whoever delivers changes the same row: neither overlooks the other.
    let line = tx.row(
        "INSERT INTO webhook_lines (subject, last_sequence, done_sequence, due_at)
         SELECT $1, first_sequence, first_sequence - 1, $2 FROM deployment WHERE sends_webhooks = 1
         ON CONFLICT (subject) DO UPDATE SET last_sequence = webhook_lines.last_sequence + 1,
             due_at = CASE WHEN webhook_lines.due_at IS NULL AND webhook_lines.held_at IS NULL
                 THEN excluded.due_at ELSE webhook_lines.due_at END
         RETURNING last_sequence, (SELECT mode FROM deployment) AS mode",
        values![subject, now],
        |row| Ok((row.get::<i64>("last_sequence")?, row.get::<String>("mode")?)),
    )?;
    let Some((sequence, mode)) = line else {
        return Ok(());
    };
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
    tx.change(
        "INSERT INTO webhooks (id, subject, sequence, type, body, state, created_at, trace_parent)
         VALUES ($1, $2, $3, $4, $5, 'pending', $6, $7)",
        values![
            format!("wh_{subject}_{sequence}"),
            subject,
            sequence,
            kind,
            body,
            now,
            trace::here().map(|place| place.to_string())
        ],
    )
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
        trace_parent: row.get("trace_parent")?,
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

/// Lists webhooks of a state, the oldest first, at most `most`: those behind the one with
/// this time and id alone.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn list(
    tx: &Tx<'_>,
    state: WebhookState,
    (at, id): (i64, &str),
    most: i64,
) -> Result<Vec<Webhook>> {
    tx.query(LIST, values![state.as_str(), at, id, most], read)
}

/// The statement that lists the webhooks of a subject after one of them.
const OF_SUBJECT: &str =
    "SELECT * FROM webhooks WHERE subject = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

/// Lists the webhooks of a payment or a card in their order, at most `most`: those behind
/// the one of this number alone.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn of_subject(tx: &Tx<'_>, subject: &str, after: i64, most: usize) -> Result<Vec<Webhook>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    tx.query(OF_SUBJECT, values![subject, after, most], read)
}

/// Lists the statements that are run for every webhook, and for a list.
#[cfg(test)]
pub(super) fn statements() -> [&'static str; 4] {
    [line::NEXT, line::FIRST, LIST, OF_SUBJECT]
}
