//! What the merchant was told beside the database.

use anyhow::Result;
use oneclick_server::store::{Store, StoreError};
use serde_json::Value;

use crate::books::AuditedStorm;
use crate::inbox::{TakenWebhook, WebhookInbox};

/// What the merchant is to know by the end.
struct ToBeTold {
    /// Each payment with its state.
    payments: Vec<(String, String)>,
    /// Each payment or card with the number of its webhooks.
    lines: Vec<(String, usize)>,
}

/// Counts what the merchant was not told, by the states of the payments as well as by
/// what was written to be told.
pub async fn missing(
    audited: &impl AuditedStorm,
    inbox: &WebhookInbox,
    store: &Store,
) -> Result<u64> {
    let read = store.read(|tx| {
        let payments = tx.query("SELECT id, state FROM attempts ORDER BY id", &[], |row| {
            Ok((row.get("id")?, row.get("state")?))
        })?;
        let lines = tx.query(
            "SELECT subject, last_sequence FROM webhook_lines ORDER BY subject",
            &[],
            |row| {
                let last: i64 = row.get("last_sequence")?;
                Ok((
                    row.get("subject")?,
                    usize::try_from(last).unwrap_or_default(),
                ))
            },
        )?;
        Ok::<_, StoreError>(ToBeTold { payments, lines })
    });
    let told = read.await?;
    let mut missing = 0;
    for (subject, written) in &told.lines {
        let taken = inbox.of(subject).len();
        if taken < *written {
            audited.note_difference(format!("{subject}: {taken} of {written} webhooks"));
            missing += u64::try_from(written - taken)?;
        }
    }
    for (payment, state) in &told.payments {
        let taken = inbox.of(payment);
        if !says(&taken, state) {
            let kinds: Vec<&str> = taken.iter().map(|one| one.kind.as_str()).collect();
            audited.note_difference(format!(
                "{payment} is {state}, and the merchant was told {kinds:?}"
            ));
            missing += 1;
        }
    }
    Ok(missing)
}

/// Whether the last that was told of a payment is how it is.
fn says(taken: &[TakenWebhook], state: &str) -> bool {
    let last = taken
        .last()
        .and_then(|one| one.payment.get("attempt_state"));
    match state {
        // Nothing is told of these: their outcome is open.
        "created" | "sent" | "unknown" | "action_required" | "processing" => true,
        _ => last.and_then(Value::as_str) == Some(state),
    }
}
