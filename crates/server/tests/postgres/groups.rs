//! Transactions that are committed together.

use std::thread;

use oneclick_server::store::{Result, Store, StoreError, Tx};

use crate::stage::database::{customers, insert, new_store};
use crate::stage::held::{handed, hold, queue};

async fn commits(store: &Store) -> i64 {
    let count = "SELECT COUNT(DISTINCT xmin::text) FROM customers";
    let counted = store.read(move |tx| tx.value::<i64>(count, &[]));
    counted.await.unwrap().unwrap()
}

#[tokio::test]
async fn what_waits_together_is_committed_together() {
    let store = new_store().await;
    let (let_go, mut waiting) = hold(&store).await;
    for number in 0..20 {
        let writer = store.clone();
        let insert = move |tx: &Tx<'_>| insert(tx, &format!("c-{number}"), number).map(drop);
        queue(&mut waiting, async move { writer.write(insert).await }).await;
    }
    let_go.send(()).unwrap();
    for written in waiting.join_all().await {
        written.unwrap();
    }
    assert_eq!(customers(&store).await.len(), 20);
    assert_eq!(commits(&store).await, 1);
}

#[tokio::test]
async fn what_fails_or_is_refused_undoes_nothing_of_those_that_were_run_with_it() {
    let store = new_store().await;
    let (let_go, mut waiting) = hold(&store).await;
    let insert_customer = |id: &'static str| move |tx: &Tx<'_>| insert(tx, id, 1).map(drop);
    let writer = store.clone();
    queue(&mut waiting, async move {
        writer.write(insert_customer("first")).await
    })
    .await;
    let writer = store.clone();
    queue(&mut waiting, async move {
        let refused = writer.write(|tx| {
            insert(tx, "refused", 2)?;
            Err::<(), _>(StoreError::Missing)
        });
        assert!(matches!(refused.await, Err(StoreError::Missing)));
        Ok(())
    })
    .await;
    let writer = store.clone();
    queue(&mut waiting, async move {
        let broken = writer.write(|tx| -> Result<()> {
            insert(tx, "broken", 3)?;
            panic!("a fault in a transaction")
        });
        assert!(matches!(broken.await, Err(StoreError::Database(_))));
        Ok(())
    })
    .await;
    let writer = store.clone();
    queue(&mut waiting, async move {
        let twice = writer.write(|tx| {
            insert(tx, "twice", 4)?;
            let again = insert(tx, "twice", 5).unwrap_err();
            Ok::<_, StoreError>(again.is_unique())
        });
        assert!(twice.await.unwrap(), "the statement alone is undone");
        Ok(())
    })
    .await;
    let writer = store.clone();
    queue(&mut waiting, async move {
        writer.write(insert_customer("last")).await
    })
    .await;
    let_go.send(()).unwrap();
    for written in waiting.join_all().await {
        written.unwrap();
    }
    assert_eq!(customers(&store).await, ["first", "last", "twice"]);
}

const INSERT: &str = "INSERT INTO customers (id, created_at) VALUES ($1, $2)";

#[tokio::test]
async fn what_a_statement_that_is_not_waited_for_is_refused_is_told_in_its_place() {
    let store = new_store().await;
    let told = store.write(|tx| {
        tx.change(INSERT, &["c-1".into(), 1.into()])?;
        let again = tx.change(INSERT, &["c-1".into(), 2.into()]);
        tx.change(INSERT, &["c-2".into(), 3.into()])?;
        Ok::<_, StoreError>(again.is_err_and(|error| error.is_unique()))
    });
    assert!(told.await.unwrap());
    assert_eq!(customers(&store).await, ["c-1", "c-2"]);
}

#[tokio::test]
async fn nothing_is_committed_behind_a_statement_that_could_not_be_sent() {
    let store = new_store().await;
    store
        .write(|tx| tx.change(INSERT, &["c-1".into(), 1.into()]))
        .await
        .unwrap();
    // It was prepared for a number.
    let written = store.write(|tx| {
        insert(tx, "c-2", 2)?;
        tx.change(INSERT, &["c-3".into(), "three".into()])
    });
    written.await.unwrap_err();
    assert_eq!(customers(&store).await, ["c-1"]);
}

/// What a fault of its own meets outside its transaction.
struct BreaksWhenDropped;

impl Drop for BreaksWhenDropped {
    fn drop(&mut self) {
        assert!(thread::panicking(), "a fault outside a transaction");
    }
}

#[tokio::test]
async fn a_fault_outside_a_transaction_ends_nothing_and_nobody_is_told_that_nothing_was_written() {
    let store = new_store().await;
    let (let_go, mut holding) = hold(&store).await;
    let leaving = handed(store.write(|tx| {
        insert(tx, "leaves", 1)?;
        Ok::<_, StoreError>(BreaksWhenDropped)
    }));
    // Nobody takes its answer, which is dropped by the thread that writes.
    drop(leaving.await);
    let beside = handed(store.write(|tx| insert(tx, "beside", 2))).await;
    let_go.send(()).unwrap();
    let error = beside.await.unwrap_err();
    assert!(matches!(error, StoreError::Unknown), "{error}");
    holding.join_next().await.unwrap().unwrap().unwrap();
    store.write(|tx| insert(tx, "after", 3)).await.unwrap();
    assert_eq!(customers(&store).await, ["leaves", "beside", "after"]);
}
