//! The database beside the providers' ledgers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use oneclick_sandbox::Entry;
use oneclick_server::store::{Store, StoreError};
use serde_json::{Value, json};

/// A storm whose books are compared.
pub trait AuditedStorm {
    /// What the providers have booked.
    fn entries(&self) -> Vec<Entry>;
    /// Notes where the books differ.
    fn note_difference(&self, what: String);
    /// Whether an order's provider has by itself turned a decline into a success, or taken
    /// the money twice.
    fn has_taken_by_itself(&self, _order: &str) -> bool {
        false
    }
}

/// States of an attempt whose outcome is open.
const OPEN: &str = "('created', 'sent', 'unknown', 'action_required', 'processing')";

/// An attempt as the database has it.
#[derive(Debug)]
struct BookedAttempt {
    id: String,
    order: String,
    reference: String,
    /// The provider's id.
    payment: Option<String>,
    state: String,
    amount: u64,
    /// Whether the shopper's bank has taken the money back.
    taken_back: bool,
    /// What is known to be refunded of it, minor units.
    refunded: u64,
    /// Whether one of its operations waits for a person.
    operation_waits: bool,
}

/// What the end of a world comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BooksBalance {
    pub payments: u64,
    pub charged_twice: u64,
    pub charged_but_not_known: u64,
    pub known_but_not_charged: u64,
    pub without_final_answer: u64,
    pub webhooks_missing: u64,
    pub webhooks_out_of_order: u64,
    pub needs_review: u64,
    pub duplicates_reversed: u64,
    /// What else must never happen.
    pub wrong: u64,
}

impl BooksBalance {
    pub fn is_clean(&self) -> bool {
        [
            self.charged_twice,
            self.charged_but_not_known,
            self.known_but_not_charged,
            self.without_final_answer,
            self.webhooks_missing,
            self.webhooks_out_of_order,
            self.needs_review,
            self.wrong,
        ]
        .iter()
        .all(|count| *count == 0)
    }

    pub fn add(&mut self, other: &Self) {
        self.payments += other.payments;
        self.charged_twice += other.charged_twice;
        self.charged_but_not_known += other.charged_but_not_known;
        self.known_but_not_charged += other.known_but_not_charged;
        self.without_final_answer += other.without_final_answer;
        self.webhooks_missing += other.webhooks_missing;
        self.webhooks_out_of_order += other.webhooks_out_of_order;
        self.needs_review += other.needs_review;
        self.duplicates_reversed += other.duplicates_reversed;
        self.wrong += other.wrong;
    }

    /// The last line's members but the faults and the seconds.
    pub fn json(&self) -> Value {
        json!({
            "payments": self.payments,
            "charged_twice": self.charged_twice,
            "charged_but_not_known": self.charged_but_not_known,
            "known_but_not_charged": self.known_but_not_charged,
            "without_final_answer": self.without_final_answer,
            "webhooks_missing": self.webhooks_missing,
            "webhooks_out_of_order": self.webhooks_out_of_order,
            "needs_review": self.needs_review,
            "duplicates_reversed": self.duplicates_reversed,
            "otherwise_wrong": self.wrong,
        })
    }
}

/// How many outcomes and operations are open, new cards not saved yet, duplicates not
/// reversed, webhooks not taken.
pub async fn count_open(store: &Store) -> Result<i64> {
    let statement = format!(
        "SELECT (SELECT COUNT(*) FROM attempts WHERE state IN {OPEN} OR save_state = 'due')
            + (SELECT COUNT(*) FROM duplicates WHERE reversed_at IS NULL AND kept_at IS NULL)
            + (SELECT COUNT(*) FROM operations WHERE state IN ('created', 'sent', 'unknown', 'pending'))
            + (SELECT COUNT(*) FROM webhook_lines WHERE done_sequence < last_sequence)"
    );
    let open = store.read(move |tx| tx.value::<i64>(&statement, &[])).await;
    let open: Result<Option<i64>, StoreError> = open;
    Ok(open?.unwrap_or_default())
}

/// Compares what the database knows with what the providers booked.
pub async fn compare(
    audited: &impl AuditedStorm,
    store: &Store,
    told_free: &[String],
) -> Result<BooksBalance> {
    let read = store.read(|tx| {
        let attempts = tx.query(
 "SELECT attempts.*, CAST(COALESCE((SELECT SUM(operations.amount) FROM operations
                     WHERE attempt_id = attempts.id AND operations.kind = 'refund' AND operations.state = 'succeeded'
                         AND operations.provider_payment_id = attempts.provider_payment_id), 0) AS BIGINT) AS refunded,
                 (SELECT COUNT(*) FROM operations
                     WHERE attempt_id = attempts.id AND operations.state = 'needs_review') AS waiting
                 FROM attempts ORDER BY created_at, id",
            &[],
            |row| {
                let dispute: Option<&str> = row.get("dispute")?;
                let taken_back = matches!(dispute, Some("lost" | "charged_back"));
                let minor = |column| {
                    let minor: i64 = row.get(column)?;
                    Ok::<_, StoreError>(u64::try_from(minor).unwrap_or_default())
                };
                Ok(BookedAttempt {
                    amount: minor("amount")?,
                    refunded: minor("refunded")?,
                    operation_waits: minor("waiting")? > 0,
                    taken_back,
                    id: row.get("id")?,
                    order: row.get("order_reference")?,
                    reference: row.get("reference")?,
                    payment: row.get("provider_payment_id")?,
                    state: row.get("state")?,
                })
            },
        )?;
        let reversed = "SELECT COUNT(*) FROM duplicates WHERE reversed_at IS NOT NULL";
        let reversed = tx.value::<i64>(reversed, &[])?.unwrap_or_default();
        Ok::<_, StoreError>((attempts, reversed))
    });
    let (attempts, reversed) = read.await?;
    let told_free: BTreeSet<&String> = told_free.iter().collect();
    let mut entries: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for entry in audited.entries() {
        let of_reference = entries.entry(entry.reference.clone()).or_default();
        of_reference.push(entry);
    }
    let mut balance = BooksBalance {
        duplicates_reversed: u64::try_from(reversed)?,
        ..BooksBalance::default()
    };
    let mut charges: BTreeMap<&str, u64> = BTreeMap::new();
    for attempt in &attempts {
        let booked = entries.remove(&attempt.reference).unwrap_or_default();
        judge(audited, &mut balance, attempt, &booked);
        // Only where somebody else moved it may money have gone there and back.
        let excused = audited.has_taken_by_itself(&attempt.order);
        let counts = |entry: &&Entry| is_kept(entry) || (entry.charged && !excused);
        let taken = booked.iter().filter(counts).count();
        *charges.entry(&attempt.order).or_default() += u64::try_from(taken)?;
        let free = told_free.contains(&attempt.id) && !excused;
        if free && taken > 0 {
            wrong(audited, attempt, "was told as free, and is charged");
            balance.charged_but_not_known += 1;
        }
    }
    for (order, charges) in &charges {
        if *charges > 1 {
            audited.note_difference(format!("{order}: charged {charges} times"));
            balance.charged_twice += 1;
        }
    }
    for entry in entries.into_values().flatten().filter(|one| one.charged) {
        audited.note_difference(format!("{} is in no database", entry.reference));
        balance.charged_but_not_known += 1;
    }
    Ok(balance)
}

/// Whether money moved, and not all of it was given back.
fn is_kept(entry: &Entry) -> bool {
    entry.charged && entry.refunded < entry.amount
}

fn wrong(audited: &impl AuditedStorm, attempt: &BookedAttempt, what: &str) {
    let BookedAttempt {
        id,
        order,
        reference,
        state,
        ..
    } = attempt;
    audited.note_difference(format!("{order}: {id} {reference} {state} {what}"));
}

/// Compares one attempt with what was booked of it.
fn judge(
    audited: &impl AuditedStorm,
    balance: &mut BooksBalance,
    attempt: &BookedAttempt,
    booked: &[Entry],
) {
    let charged = booked.iter().any(is_kept);
    let known = matches!(attempt.state.as_str(), "authorised" | "captured") && !attempt.taken_back;
    // Without an operation where only that all of it is back was told.
    let refunded = match (attempt.state.as_str(), attempt.refunded) {
        ("refunded", 0) => attempt.amount,
        (_, refunded) => refunded,
    };
    let own = |entry: &&Entry| {
        // The second one of two has operations of its own, which gave it back.
        booked.len() == 1 || attempt.payment.as_deref() == Some(entry.id.as_str())
    };
    for entry in booked.iter().filter(own) {
        // Each in its own units.
        let [known, there] = [refunded * entry.amount, entry.refunded * attempt.amount];
        if known < there {
            wrong(audited, attempt, "was refunded more than is known");
            balance.known_but_not_charged += 1;
        } else if known > there {
            wrong(audited, attempt, "was refunded less than is known");
            balance.charged_but_not_known += 1;
        }
    }
    match (charged, known) {
        (true, false) if attempt.state != "needs_review" => {
            wrong(audited, attempt, "is charged");
            balance.charged_but_not_known += 1;
        }
        (false, true) => {
            wrong(audited, attempt, "is not charged");
            balance.known_but_not_charged += 1;
        }
        _ => {}
    }
    if attempt.operation_waits {
        wrong(audited, attempt, "has an operation that waits for a person");
        balance.needs_review += 1;
    }
    match attempt.state.as_str() {
        "needs_review" => {
            wrong(audited, attempt, "waits for a person");
            balance.needs_review += 1;
        }
        "created" | "sent" | "unknown" | "action_required" | "processing" => {
            wrong(audited, attempt, "has no outcome");
            balance.without_final_answer += 1;
        }
        // Money that moved twice is wrong also where it was given back.
        "duplicate" if !audited.has_taken_by_itself(&attempt.order) => {
            wrong(audited, attempt, "was a second charge");
            balance.charged_twice += 1;
        }
        _ => {}
    }
}
