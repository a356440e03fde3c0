//! What a person has done with a webhook: sent again or skipped, each with its event.

use crate::model::webhook::{Webhook, WebhookState};
use crate::store::webhooks::line::{end, is_first, plan_first, rewind};
use crate::store::{Result, Row, Tx, values};

/// Who does something that stays on record, and why.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
}

/// What a person has done with a webhook.
#[derive(Clone, Debug)]
pub struct WebhookEvent {
    /// Unix milliseconds.
    pub at: i64,
    /// `redelivered` or `skipped`.
    pub kind: String,
    /// Who.
    pub by: String,
    /// Why.
    pub why: String,
}

/// Has a webhook sent again from now on, for as long as any is tried, also one that was
/// delivered or skipped; `false` if it is still to be sent behind another of its line.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn redeliver(tx: &Tx<'_>, webhook: &Webhook, person: &Person, now: i64) -> Result<bool> {
    let is_to_be_sent = matches!(webhook.state, WebhookState::Pending | WebhookState::Parked);
    if is_to_be_sent && !is_first(tx, webhook)? {
        return Ok(false);
    }
    redeliver_in_turn(tx, webhook, person, now)?;
    Ok(true)
}

/// Has a webhook sent again as [`redeliver`] does, or, if it is still to be sent behind
/// another of its line, once those before it are done: it is parked no longer.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn redeliver_in_turn(tx: &Tx<'_>, webhook: &Webhook, person: &Person, now: i64) -> Result<()> {
    match webhook.state {
        WebhookState::Pending | WebhookState::Parked => plan_first(tx, webhook, now)?,
        WebhookState::Delivered | WebhookState::Skipped => rewind(tx, webhook, now)?,
    }
    tx.change(
        "UPDATE webhooks SET state = 'pending', tries = 0, first_tried_at = NULL, ended_at = NULL WHERE id = $1",
        values![&webhook.id],
    )?;
    insert_event(tx, webhook, "redelivered", person, now)
}

/// Skips a webhook and lets the next one go; `false` if it is not the first of its line
/// that is to be sent.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn skip(tx: &Tx<'_>, webhook: &Webhook, person: &Person, now: i64) -> Result<bool> {
    if !is_first(tx, webhook)? || !end(tx, webhook, WebhookState::Skipped, now)? {
        return Ok(false);
    }
    insert_event(tx, webhook, "skipped", person, now)?;
    Ok(true)
}

/// Writes the event behind the webhook's others.
fn insert_event(
    tx: &Tx<'_>,
    webhook: &Webhook,
    kind: &str,
    person: &Person,
    now: i64,
) -> Result<()> {
    tx.change(
        "INSERT INTO webhook_events (webhook_id, number, at, kind, by_whom, why)
         SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM webhook_events WHERE webhook_id = $1",
        values![&webhook.id, now, kind, &person.by, &person.why],
    )
}

/// Lists what was done with a webhook, the oldest first.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn events(tx: &Tx<'_>, id: &str) -> Result<Vec<WebhookEvent>> {
    let event = |row: &Row<'_>| {
        Ok(WebhookEvent {
            at: row.get("at")?,
            kind: row.get("kind")?,
            by: row.get("by_whom")?,
            why: row.get("why")?,
        })
    };
    tx.query(
        "SELECT * FROM webhook_events WHERE webhook_id = $1 ORDER BY number",
        values![id],
        event,
    )
}
