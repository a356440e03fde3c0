//! An attempt's history: append-only.

use oneclick_rules::PaymentId;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, SqliteConnection};

use super::{Attempt, Change};
use crate::engine::state::State;

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

/// Writes the event of a change, numbered by the version that it made.
pub(super) async fn insert_event(
    store: &mut SqliteConnection,
    attempt: &Attempt,
    from: Option<State>,
    change: &Change<'_>,
    to: State,
    now: i64,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO events (attempt_id, number, at, kind, from_state, to_state, by_whom, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(attempt.id.as_str())
    .bind(attempt.version)
    .bind(now)
    .bind(change.kind)
    .bind(from.map(State::as_str))
    .bind(to.as_str())
    .bind(change.by)
    .bind(change.detail)
    .execute(store)
    .await?;
    Ok(())
}

/// The attempt's history, the oldest first.
///
/// # Errors
/// Where the store does not answer.
pub async fn events(store: &mut SqliteConnection, id: &PaymentId) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query("SELECT * FROM events WHERE attempt_id = $1 ORDER BY number")
        .bind(id.as_str())
        .fetch_all(store)
        .await?;
    let event = |row: &SqliteRow| {
        Ok(Event {
            at: row.try_get("at")?,
            kind: row.try_get("kind")?,
            from: row.try_get("from_state")?,
            to: row.try_get("to_state")?,
            by: row.try_get("by_whom")?,
            detail: row.try_get("detail")?,
        })
    };
    rows.iter().map(event).collect()
}

/// The state in which the attempt came into review; `None` where it is not there.
///
/// # Errors
/// Where the store does not answer.
pub async fn before_review(
    store: &mut SqliteConnection,
    attempt: &Attempt,
) -> sqlx::Result<Option<State>> {
    if attempt.state != State::NeedsReview {
        return Ok(None);
    }
    let from: Option<String> = sqlx::query_scalar(
        "SELECT from_state FROM events WHERE attempt_id = $1 AND to_state = $2 AND from_state <> $2
         ORDER BY number DESC LIMIT 1",
    )
    .bind(attempt.id.as_str())
    .bind(State::NeedsReview.as_str())
    .fetch_optional(store)
    .await?;
    Ok(from.as_deref().and_then(State::parse))
}
