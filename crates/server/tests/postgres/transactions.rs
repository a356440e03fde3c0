//! Transactions at once, and statements that are refused.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};

use oneclick_server::store::{Result, Store, StoreError};

use crate::stage::database::{customers, insert, new_database, new_store, open};

/// Writes a customer whose time is the number of customers. The first time it is run, it
/// waits until the other has read as well.
async fn count_and_insert(
    store: Store,
    id: &'static str,
    both: Arc<Barrier>,
    runs: Arc<AtomicUsize>,
) {
    let first = Arc::new(AtomicBool::new(true));
    let written = store.write(move |tx| {
        runs.fetch_add(1, Ordering::SeqCst);
        let sql = "SELECT COUNT(*) FROM customers WHERE created_at >= $1";
        let count: i64 = tx.value(sql, &[0_i64.into()])?.unwrap();
        if first.swap(false, Ordering::SeqCst) {
            both.wait();
        }
        insert(tx, id, count)
    });
    written.await.unwrap();
}

#[tokio::test]
async fn a_transaction_that_another_was_in_the_way_of_is_run_again() {
    let url = new_database();
    let (store, other) = (open(&url).await.unwrap(), open(&url).await.unwrap());
    let (both, runs) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let one = |store: &Store, id| {
        count_and_insert(store.clone(), id, Arc::clone(&both), Arc::clone(&runs))
    };
    tokio::join!(one(&store, "c-1"), one(&other, "c-2"));
    assert!(runs.load(Ordering::SeqCst) >= 3, "{runs:?}");
    let times =
        store.read(|tx| tx.column::<i64>("SELECT created_at FROM customers ORDER BY 1", &[]));
    assert_eq!(times.await.unwrap(), [0, 1]);
}

#[tokio::test]
async fn a_unique_violation_undoes_its_statement_alone() {
    let store = new_store().await;
    let twice = store.write(|tx| {
        insert(tx, "twice", 1)?;
        let again = insert(tx, "twice", 2).unwrap_err();
        insert(tx, "after", 3)?;
        Ok::<_, StoreError>(again.is_unique())
    });
    assert!(twice.await.unwrap());
    assert_eq!(customers(&store).await, ["twice", "after"]);
}

#[tokio::test]
async fn what_one_transaction_does_wrong_undoes_no_other() {
    let store = new_store().await;
    let (good, refused, broken) = tokio::join!(
        store.write(|tx| insert(tx, "good", 1)),
        store.write(|tx| {
            insert(tx, "refused", 2)?;
            Err::<(), _>(StoreError::Missing)
        }),
        store.write(|tx| -> Result<()> {
            insert(tx, "broken", 3)?;
            panic!("a fault in a transaction")
        }),
    );
    good.unwrap();
    assert!(matches!(refused, Err(StoreError::Missing)));
    assert!(matches!(broken, Err(StoreError::Database(_))));
    assert_eq!(customers(&store).await, ["good"]);
    store.write(|tx| insert(tx, "after", 4)).await.unwrap();
}

#[tokio::test]
async fn a_reading_writes_nothing_and_goes_on_after_a_statement_that_is_refused() {
    let store = new_store().await;
    let read = store.read(|tx| {
        let written = insert(tx, "c-1", 1);
        let answer: Option<i64> = tx.value("SELECT COUNT(*) FROM customers", &[])?;
        Ok::<_, StoreError>((written.is_err(), answer))
    });
    assert_eq!(read.await.unwrap(), (true, Some(0)));
}

#[tokio::test]
async fn a_zero_in_a_text_stops_nothing() {
    let store = new_store().await;
    store.write(|tx| insert(tx, "a\0b", 1)).await.unwrap();
    assert_eq!(customers(&store).await, ["a\u{fffd}b"]);
}
