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
    /// The payment or card of each webhook that was written, with the webhook's id.
    webhooks: Vec<(String, String)>,
    /// How many webhooks are not there that were counted, with their payment or card.
    unwritten: Vec<(String, u64)>,
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
        let written = "SELECT subject, id FROM webhooks ORDER BY subject, sequence";
        let webhooks = tx.query(written, &[], |row| {
            Ok((row.get("subject")?, row.get("id")?))
        })?;
        // A store that was restored goes on with numbers far above these.
        let counted = "SELECT webhook_lines.subject AS subject, last_sequence,
                COUNT(webhooks.id) AS written
            FROM webhook_lines LEFT JOIN webhooks ON webhooks.subject = webhook_lines.subject
            WHERE last_sequence < 1000000000
            GROUP BY webhook_lines.subject, last_sequence
            HAVING COUNT(webhooks.id) < last_sequence";
        let unwritten = tx.query(counted, &[], |row| {
            let [last, written]: [i64; 2] = [row.get("last_sequence")?, row.get("written")?];
            let missing = u64::try_from(last - written).unwrap_or_default();
            Ok((row.get("subject")?, missing))
        })?;
        Ok::<_, StoreError>(ToBeTold {
            payments,
            webhooks,
            unwritten,
        })
    });
    let told = read.await?;
    let mut missing = 0;
    for (subject, id) in &told.webhooks {
        if !inbox.has(subject, id) {
            audited.note_difference(format!(
                "{id} was written, and the merchant has not taken it"
            ));
            missing += 1;
        }
    }
    for (subject, count) in &told.unwritten {
        audited.note_difference(format!("{subject}: {count} webhooks were never written"));
        missing += count;
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
