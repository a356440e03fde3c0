//! An attempt's history: append-only, and what the merchant is told of it.

use oneclick_rules::PaymentId;

use crate::metrics::store::PaymentLabels;
use crate::model::attempt::Attempt;
use crate::model::state::State;
use crate::model::webhook::body::WebhookData;
use crate::model::webhook::told::types;
use crate::store::attempts::Change;
use crate::store::{Result, Row, Tx, values, webhooks};

/// One line of an attempt's history.
#[derive(Clone, Debug)]
pub struct Event {
    /// Unix milliseconds.
    pub at: i64,
    /// What happened.
    pub kind: String,
    /// The state before; `None` for the first.
    pub from: Option<String>,
    /// The state after.
    pub to: String,
    /// Who or what said so.
    pub by: String,
    /// In the provider's words or the person's.
    pub detail: String,
}

/// Writes the event of a change, numbered by the version that it made, and the webhooks
/// that tell the merchant of it.
pub(super) fn insert_event(
    tx: &Tx<'_>,
    attempt: &Attempt,
    from: Option<State>,
    change: &Change<'_>,
    to: State,
    now: i64,
) -> Result<()> {
    tx.change(
        "INSERT INTO events (attempt_id, number, at, kind, from_state, to_state, by_whom, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            attempt.id.as_str(),
            attempt.version,
            now,
            change.kind,
            from.map(State::as_str),
            to.as_str(),
            change.by,
            change.detail
        ],
    )?;
    if from != Some(to) {
        tx.note_payment(PaymentLabels::of(attempt, to, change));
    }
    let data = WebhookData::of_payment(attempt, change.concern);
    for kind in types(change.concern, from, attempt) {
        webhooks::append(tx, attempt.id.as_str(), kind, &data, now)?;
    }
    Ok(())
}

/// Returns the attempt's history, the oldest first.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn events(tx: &Tx<'_>, id: &PaymentId) -> Result<Vec<Event>> {
    let event = |row: &Row<'_>| {
        Ok(Event {
            at: row.get("at")?,
            kind: row.get("kind")?,
            from: row.get("from_state")?,
            to: row.get("to_state")?,
            by: row.get("by_whom")?,
            detail: row.get("detail")?,
        })
    };
    tx.query(
        "SELECT * FROM events WHERE attempt_id = $1 ORDER BY number",
        values![id.as_str()],
        event,
    )
}

/// Returns the state in which the attempt came into review; `None` where it is not there.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn before_review(tx: &Tx<'_>, attempt: &Attempt) -> Result<Option<State>> {
    if attempt.state != State::NeedsReview {
        return Ok(None);
    }
    let from: Option<String> = tx.value(
        "SELECT from_state FROM events WHERE attempt_id = $1 AND to_state = $2 AND from_state <> $2
         ORDER BY number DESC LIMIT 1",
        values![attempt.id.as_str(), State::NeedsReview.as_str()],
    )?;
    Ok(from.as_deref().and_then(State::parse))
}
