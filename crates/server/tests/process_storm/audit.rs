//! The end of a storm: what the database, the providers, the merchant and the shoppers
//! know, beside each other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use oneclick_server::store::{Store, StoreError};
use serde_json::Value;

use crate::books::{BooksBalance, compare};
use crate::process_fault::{ProcessFault, ProcessFaultCounts};
use crate::process_sabotage::ProcessSabotage;
use crate::process_storm::{ProcessStorm, lock};
use crate::sent_press::ShoppersBook;
use crate::webhook_books;

/// What a storm came to.
pub struct ProcessStormReport {
    pub balance: BooksBalance,
    pub faults: ProcessFaultCounts,
    /// What is wrong, each in a line.
    pub lines: Vec<String>,
    /// The faults of whole processes that there were to be.
    pub upsets: Vec<ProcessFault>,
    /// How long shoppers came and left.
    pub shopping: Duration,
}

/// Compares the books.
pub async fn audit(
    storm: &Arc<ProcessStorm>,
    database: &Store,
    book: &ShoppersBook,
) -> Result<ProcessStormReport> {
    if storm.sabotage == Some(ProcessSabotage::ForgetPayment) {
        forget_a_payment(database).await?;
    }
    let told_free = told_free(storm, database, book).await?;
    let mut balance = compare(storm, database, &told_free).await?;
    balance.webhooks_missing = webhook_books::missing(storm, &storm.inbox, database).await?;
    for payment in unsaved(database).await? {
        storm.wrong(format_args!(
            "{payment} succeeded, and its new card is not saved"
        ));
    }
    let too_early = storm.too_early();
    balance.webhooks_out_of_order = u64::try_from(too_early.len())?;
    let wrongs = storm.wrongs();
    balance.wrong = u64::try_from(wrongs.len())?;
    let mut faults = storm.faults();
    let counted = [
        (
            ProcessFault::NoConnection,
            "events WHERE detail LIKE '%no connection%'",
        ),
        (
            ProcessFault::AttemptLost,
            "attempts WHERE recovered_at IS NOT NULL",
        ),
    ];
    for (fault, which) in counted {
        let statement = format!("SELECT COUNT(*) FROM {which}");
        let count = database
            .read(move |tx| tx.value::<i64>(&statement, &[]))
            .await;
        let count: Result<Option<i64>, StoreError> = count;
        faults.add(fault, u64::try_from(count?.unwrap_or_default())?);
    }
    let mut lines = wrongs;
    lines.extend(storm.differences());
    lines.extend(too_early.iter().map(|id| format!("{id} came too early")));
    Ok(ProcessStormReport {
        balance,
        faults,
        lines,
        upsets: Vec::new(),
        shopping: Duration::ZERO,
    })
}

/// The payments of which shoppers were told that nothing was charged. One that was lost
/// with the store has another id since: the merchant was told its reference.
async fn told_free(
    storm: &ProcessStorm,
    database: &Store,
    book: &ShoppersBook,
) -> Result<Vec<String>> {
    let read = database.read(|tx| {
        tx.query("SELECT reference, id FROM attempts", &[], |row| {
            Ok::<(String, String), StoreError>((row.get("reference")?, row.get("id")?))
        })
    });
    let present: BTreeMap<String, String> = read.await?.into_iter().collect();
    let told = lock(&book.told_free).clone();
    let now = told.into_iter().map(|id| {
        let of = storm.inbox.of(&id);
        let last = of
            .last()
            .and_then(|told| told.payment.get("attempt_reference"));
        let reference = last.and_then(Value::as_str);
        let present = reference.and_then(|reference| present.get(reference));
        present.cloned().unwrap_or(id)
    });
    Ok(now.collect())
}

/// The payments that succeeded and whose new card was to be saved and is not.
async fn unsaved(database: &Store) -> Result<Vec<String>> {
    let read = database.read(|tx| {
        tx.column(
            "SELECT id FROM attempts WHERE save_state <> 'saved'
                AND state IN ('authorised', 'captured', 'cancelled', 'refunded') ORDER BY id",
            &[],
        )
    });
    let unsaved: Result<_, StoreError> = read.await;
    Ok(unsaved?)
}

async fn forget_a_payment(database: &Store) -> Result<()> {
    let forget = "UPDATE attempts SET state = 'failed' WHERE id =
        (SELECT MIN(id) FROM attempts WHERE state = 'captured')";
    let forgotten = database.write(|tx| tx.execute(forget, &[])).await;
    let forgotten: Result<_, StoreError> = forgotten;
    forgotten.context("a payment could not be forgotten")?;
    Ok(())
}
