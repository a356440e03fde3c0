//! Captures, cancels and refunds.
//!
//! Every change is a compare-and-set on the version; its event stands with the
//! attempt's, written by the caller in the same transaction.

mod schedule;

use oneclick_providers::{AttemptReference, OperationKind};
use oneclick_rules::PaymentId;

pub use crate::store::operations::schedule::{
    FOLLOW_UPS, FollowedUp, expedite, expedite_all_open, note_follow_up,
};

use crate::model::operation::{Before, Operation, kind_word};
use crate::operations::OperationState;
use crate::store::orders::{amount_column, read_amount};
use crate::store::{Result, Row, StoreError, Tx, values};

/// A change of an operation.
#[derive(Clone, Debug)]
pub struct OperationChange<'a> {
    /// The new state.
    pub to: OperationState,
    /// The provider's id of it, where it is now known.
    pub provider_operation_id: Option<&'a str>,
    /// When the provider is asked next; `None` for never again.
    pub look_up_at: Option<i64>,
}

fn kind_of(word: &str) -> Option<OperationKind> {
    [
        OperationKind::Capture,
        OperationKind::Cancel,
        OperationKind::Refund,
    ]
    .into_iter()
    .find(|kind| kind_word(*kind) == word)
}

pub(super) fn read(row: &Row<'_>) -> Result<Operation> {
    let text = |column| row.get::<&str>(column);
    let sum = |column| {
        let minor: i64 = row.get(column)?;
        u64::try_from(minor).map_err(|_| StoreError::Corrupt(column))
    };
    Ok(Operation {
        id: row.get("id")?,
        attempt: PaymentId::parse(text("attempt_id")?)
            .map_err(|_| StoreError::Corrupt("attempt_id"))?,
        provider_payment_id: row.get("provider_payment_id")?,
        kind: kind_of(text("kind")?).ok_or(StoreError::Corrupt("kind"))?,
        amount: read_amount(row)?,
        reference: AttemptReference::parse(text("reference")?)
            .ok_or(StoreError::Corrupt("reference"))?,
        state: OperationState::parse(text("state")?).ok_or(StoreError::Corrupt("state"))?,
        by: row.get("by_whom")?,
        description: row.get("description")?,
        before: Before {
            captured: sum("before_captured")?,
            refunded: sum("before_refunded")?,
            refunds: serde_json::from_str(text("before_refunds")?)
                .map_err(|_| StoreError::Corrupt("before_refunds"))?,
        },
        provider_operation_id: row.get("provider_operation_id")?,
        created_at: row.get("created_at")?,
        version: row.get("version")?,
        look_up_at: row.get("look_up_at")?,
        expedites: row.get("expedites")?,
        look_ups: row.get("look_ups")?,
        unmoved_since: row.get("unmoved_since")?,
        pending_since: row.get("pending_since")?,
    })
}

const INSERT: &str = "INSERT INTO operations (id, attempt_id, provider_payment_id, kind, amount, currency, reference,
        state, by_whom, description, before_captured, before_refunded, before_refunds, created_at, updated_at, version,
        look_up_at, provider_operation_id, pending_since, provider)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16, $17, $18,
        (SELECT provider FROM attempts WHERE id = $2))";

/// Writes the intent of an operation.
///
/// # Errors
/// Fails if the database is unreachable; a unique violation where another operation
/// of the payment is not resolved.
pub fn insert(tx: &Tx<'_>, operation: &Operation) -> Result<()> {
    write(tx, INSERT, operation).map(drop)
}

/// Writes what moved at the provider without us; `false` where it is known.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn insert_found(tx: &Tx<'_>, operation: &Operation) -> Result<bool> {
    let statement = format!("{INSERT} ON CONFLICT DO NOTHING");
    Ok(write(tx, &statement, operation)? == 1)
}

/// Writes a row; how many there are of it then.
fn write(tx: &Tx<'_>, statement: &str, operation: &Operation) -> Result<usize> {
    let minor = |sum: u64| i64::try_from(sum).unwrap_or(i64::MAX);
    tx.execute(
        statement,
        values![
            &operation.id,
            operation.attempt.as_str(),
            &operation.provider_payment_id,
            kind_word(operation.kind),
            amount_column(operation.amount),
            operation.amount.currency().as_str(),
            operation.reference.as_str(),
            operation.state.as_str(),
            &operation.by,
            &operation.description,
            minor(operation.before.captured),
            minor(operation.before.refunded),
            serde_json::json!(operation.before.refunds).to_string(),
            operation.created_at,
            operation.version,
            operation.look_up_at,
            &operation.provider_operation_id,
            operation.pending_since
        ],
    )
}

/// Changes the operation if nobody has changed it since it was read; `None`
/// where somebody was first. While somebody waits for it, the sooner follow-up
/// wins.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn change(
    tx: &Tx<'_>,
    operation: &Operation,
    change: &OperationChange<'_>,
    now: i64,
) -> Result<Option<Operation>> {
    let sql = "UPDATE operations SET state = $1, provider_operation_id = COALESCE($2, provider_operation_id),
             look_up_at = CASE WHEN $3 IS NOT NULL AND expedites > expedites_answered
                 THEN MIN(COALESCE(look_up_at, $3), $3) ELSE $3 END,
             updated_at = $4, version = version + 1,
             pending_since = CASE WHEN $1 = 'pending' THEN COALESCE(pending_since, $4) ELSE pending_since END
         WHERE id = $5 AND version = $6 RETURNING *";
    tx.row(
        sql,
        values![
            change.to.as_str(),
            change.provider_operation_id,
            change.look_up_at,
            now,
            &operation.id,
            operation.version
        ],
        read,
    )
}

/// Returns the operation with this id.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn find(tx: &Tx<'_>, id: &str) -> Result<Option<Operation>> {
    tx.row("SELECT * FROM operations WHERE id = $1", values![id], read)
}

/// Returns the attempt's operations, the oldest first: all of them or none, since what
/// one of them moved counts.
///
/// # Errors
/// Fails if the database is unreachable, or one cannot be read.
pub fn of_attempt(tx: &Tx<'_>, attempt: &PaymentId) -> Result<Vec<Operation>> {
    tx.query(
        "SELECT * FROM operations WHERE attempt_id = $1 ORDER BY created_at, id",
        values![attempt.as_str()],
        read,
    )
}
