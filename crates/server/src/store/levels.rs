//! Counts what is open, for whoever watches the server. By indexes alone, on a connection that
//! reads: it keeps no payment waiting.

use crate::model::operation_state::OperationState;
use crate::model::state::State;
use crate::model::webhook::WebhookState;
use crate::store::{Result, Row, StoreError, Tx, values};

/// The age that something has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Less than a minute.
    New,
    /// A minute, and not the next.
    Minute,
    /// Ten minutes, and not the next.
    TenMinutes,
    /// An hour, and not the next.
    Hour,
    /// A day.
    Day,
}

impl Age {
    const ALL: [Self; 5] = [
        Self::New,
        Self::Minute,
        Self::TenMinutes,
        Self::Hour,
        Self::Day,
    ];

    /// Returns its name.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::New => "0m",
            Self::Minute => "1m",
            Self::TenMinutes => "10m",
            Self::Hour => "1h",
            Self::Day => "1d",
        }
    }
}

/// How many of one provider, state and age are open.
#[derive(Clone, Debug)]
pub(crate) struct OpenPayments {
    pub(crate) provider: String,
    pub(crate) state: State,
    pub(crate) age: Age,
    pub(crate) count: i64,
}

/// How many operations of one state and age are open.
#[derive(Clone, Debug)]
pub(crate) struct OpenOperations {
    pub(crate) state: OperationState,
    pub(crate) age: Age,
    pub(crate) count: i64,
}

/// What a store tells of what is open.
#[derive(Clone, Debug)]
pub(crate) struct StoreLevels {
    /// Whether payments are refused until the store is recovered.
    pub(crate) is_closed: bool,
    pub(crate) payments: Vec<OpenPayments>,
    pub(crate) operations: Vec<OpenOperations>,
    /// For how many seconds work of a kind for a provider is due.
    pub(crate) lags: Vec<(&'static str, String, i64)>,
    /// How many webhooks are pending, and how many are parked.
    pub(crate) webhooks: Vec<(WebhookState, i64)>,
    /// The age of the oldest that is pending, seconds.
    pub(crate) oldest_webhook: i64,
}

macro_rules! by_age {
    ($what:literal, $from:literal) => {
        concat!(
            "SELECT ",
            $what,
            ", CASE WHEN created_at > $1 THEN '0m' WHEN created_at > $2 THEN '1m' WHEN created_at > $3 THEN '10m'
                 WHEN created_at > $4 THEN '1h' ELSE '1d' END AS age, COUNT(*) AS open FROM ",
            $from,
            " GROUP BY ",
            $what,
            ", age"
        )
    };
}

/// The states are those of the indexes `attempts_open` and `operations_open`.
pub(super) const PAYMENTS: &str = by_age!(
    "state, provider",
    "attempts WHERE state IN ('created', 'sent', 'unknown', 'action_required', 'processing', 'needs_review')"
);
pub(super) const OPERATIONS: &str = by_age!(
    "state",
    "operations WHERE state IN ('created', 'sent', 'unknown', 'needs_review', 'pending')"
);
pub(super) const WEBHOOKS: &str = "SELECT COUNT(*) FROM webhooks WHERE state = $1";
pub(super) const OLDEST_WEBHOOK: &str = "SELECT MIN(created_at) FROM webhooks WHERE state = $1";

fn age(row: &Row<'_>) -> Result<Age> {
    let word = row.get::<String>("age")?;
    let known = Age::ALL.into_iter().find(|age| age.as_str() == word);
    known.ok_or(StoreError::Corrupt("age"))
}

/// Counts the payments that are open.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn open_payments(tx: &Tx<'_>, now: i64) -> Result<Vec<OpenPayments>> {
    tx.query(PAYMENTS, &ends(now), |row| {
        let state = State::parse(&row.get::<String>("state")?);
        Ok(OpenPayments {
            provider: row.get("provider")?,
            state: state.ok_or(StoreError::Corrupt("state"))?,
            age: age(row)?,
            count: row.get("open")?,
        })
    })
}

/// Counts the operations that are open.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn open_operations(tx: &Tx<'_>, now: i64) -> Result<Vec<OpenOperations>> {
    tx.query(OPERATIONS, &ends(now), |row| {
        let state = OperationState::parse(&row.get::<String>("state")?);
        Ok(OpenOperations {
            state: state.ok_or(StoreError::Corrupt("state"))?,
            age: age(row)?,
            count: row.get("open")?,
        })
    })
}

/// Counts the webhooks of a state.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn webhooks(tx: &Tx<'_>, state: WebhookState) -> Result<i64> {
    let count = tx.value::<i64>(WEBHOOKS, values![state.as_str()])?;
    Ok(count.unwrap_or_default())
}

/// Returns when the oldest webhook was written that is pending, Unix milliseconds.
///
/// # Errors
/// Fails if the database is unreachable.
pub(crate) fn oldest_webhook(tx: &Tx<'_>) -> Result<Option<i64>> {
    let pending = WebhookState::Pending.as_str();
    let oldest = tx.value::<Option<i64>>(OLDEST_WEBHOOK, values![pending])?;
    Ok(oldest.flatten())
}

/// Returns when what has just reached each age began, Unix milliseconds.
fn ends(now: i64) -> [crate::store::Value<'static>; 4] {
    [60_000, 600_000, 3_600_000, 86_400_000].map(|age: i64| (now - age).into())
}

#[cfg(test)]
mod tests;
