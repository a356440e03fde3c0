//! A transaction of another server that holds rows and does not end.

use std::sync::{Arc, Mutex, mpsc};

use oneclick_server::store::{Store, StoreError, Tx};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::stage::database::{beside, customers, insert, new_database, open};
use crate::stage::held::{hold, queue};

const CHANGE: &str = "UPDATE customers SET created_at = 0 WHERE id = 'held'";

fn change(tx: &Tx<'_>) -> Result<usize, StoreError> {
    tx.execute(CHANGE, &[])
}

fn change_later(tx: &Tx<'_>) -> Result<usize, StoreError> {
    tx.change(CHANGE, &[]).map(|()| 1)
}

/// A store with a customer; its address.
async fn with_customer() -> (String, Store) {
    let url = new_database();
    let store = open(&url).await.unwrap();
    store.write(|tx| insert(tx, "held", 1)).await.unwrap();
    (url, store)
}

#[tokio::test]
async fn what_waits_for_another_server_keeps_nothing_else_waiting() {
    let (url, store) = with_customer().await;
    beside(&url, &format!("BEGIN; {CHANGE}"));
    let (let_go, mut waiting) = hold(&store).await;
    let mut blocked = JoinSet::new();
    for number in 0..20_i64 {
        let writer = store.clone();
        let insert = move |tx: &Tx<'_>| insert(tx, &format!("c-{number}"), number).map(drop);
        queue(&mut waiting, async move { writer.write(insert).await }).await;
        if number % 10 == 5 {
            // As patient as a command: how long the test takes is not asked here.
            let writer = store.clone();
            let change = if number == 5 { change } else { change_later };
            queue(
                &mut blocked,
                async move { writer.write_patiently(change).await },
            )
            .await;
        }
    }
    let_go.send(()).unwrap();
    for written in waiting.join_all().await {
        written.unwrap();
    }
    for number in 20..25 {
        let insert = move |tx: &Tx<'_>| insert(tx, &format!("c-{number}"), number);
        store.write(insert).await.unwrap();
    }
    assert!(blocked.try_join_next().is_none(), "the rows are held");
    beside(&url, "ROLLBACK");
    for changed in blocked.join_all().await {
        assert_eq!(changed.unwrap(), 1);
    }
    assert_eq!(customers(&store).await.len(), 26);
}

#[tokio::test]
async fn who_waits_for_a_server_that_stands_still_is_served_in_time() {
    let (url, store) = with_customer().await;
    let other = open(&url).await.unwrap();
    let (let_go, held) = mpsc::channel::<()>();
    let (begun, begins) = oneshot::channel();
    let held = Arc::new(Mutex::new((Some(held), Some(begun))));
    let standing = tokio::spawn(async move {
        let stand_still = move |tx: &Tx<'_>| {
            change(tx)?;
            let mut held = held.lock().unwrap();
            let _ = held.1.take().map(|begun| begun.send(()));
            let _ = held.0.take().map(|held| held.recv());
            change(tx)
        };
        other.write_patiently(stand_still).await
    });
    begins.await.unwrap();
    store.write(change).await.unwrap();
    let_go.send(()).unwrap();
    // It begins again.
    standing.await.unwrap().unwrap();
}
