//! The store under many callers.

use std::future::poll_fn;
use std::task::Poll;

use super::*;

#[tokio::test]
async fn a_store_in_memory_is_refused() {
    for name in [":memory:", "file::memory:?cache=shared"] {
        let opened = Store::open(Path::new(name), Mode::Test).await;
        let refused = opened.unwrap_err().to_string();
        assert!(refused.contains("no file that keeps"), "{refused}");
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_while_it_begins_leaves_the_lock_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test).await.unwrap();
    // Gone after so many steps on the way; what the store's thread has done by then
    // differs from time to time.
    for steps in (1..6).cycle().take(200) {
        let mut beginning = Box::pin(store.begin());
        let mut left = steps;
        poll_fn(|context| {
            left -= 1;
            let done = beginning.as_mut().poll(context).is_ready();
            if done || left == 0 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
        drop(beginning);
        let begun = store.begin().await;
        begun.unwrap().rollback().await.unwrap();
    }
}

#[tokio::test]
async fn a_command_is_not_refused_because_others_had_the_lock_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let opened = Store::open(&file, Mode::Test).await.unwrap();
    // As passed over as ten seconds are with many others.
    let options = SqliteConnectOptions::new().filename(&file);
    let options = options.busy_timeout(Duration::from_millis(1));
    let pool = connect(options).await.unwrap();
    let requests = Store {
        pool,
        ..opened.clone()
    }
    .for_requests();
    let command = Store {
        patience: PATIENCE,
        ..requests.clone()
    };
    let held = opened.begin().await.unwrap();
    assert!(is_locked(&requests.begin().await.unwrap_err()));
    let mut waiting = Box::pin(command.begin());
    let a_while = Duration::from_millis(100);
    assert!(
        tokio::time::timeout(a_while, &mut waiting).await.is_err(),
        "it was answered while another had the lock"
    );
    held.commit().await.unwrap();
    waiting.await.unwrap();
}

#[tokio::test]
async fn what_every_payment_reads_is_found_by_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test).await.unwrap();
    for statement in [
        "SELECT * FROM cards WHERE customer_id = 'c' AND removed_at IS NULL",
        "SELECT COUNT(*) FROM attempts JOIN orders ON orders.reference = attempts.order_reference
         WHERE orders.customer_id = 'c'",
        "SELECT * FROM attempts WHERE order_reference = 'o'",
        "SELECT COUNT(*) FROM attempts JOIN orders ON orders.reference = attempts.order_reference
         WHERE orders.reference = 'o' OR orders.customer_id = 'c'",
        "SELECT 1 FROM cards WHERE provider = 'p' AND fingerprint = 'f'",
        "SELECT COUNT(*) FROM token_uses JOIN attempts ON attempts.id = token_uses.attempt_id
         WHERE token_uses.provider = 'p' AND token_uses.fingerprint = 'f'",
        "UPDATE attempts SET lease_until = 0 WHERE lease_owner = 'o'",
        "UPDATE attempts SET save_lease_until = 0 WHERE save_lease_owner = 'o'",
        "UPDATE cards SET lease_until = 0 WHERE lease_owner = 'o'",
        "UPDATE operations SET lease_until = 0 WHERE lease_owner = 'o'",
        "UPDATE duplicates SET lease_until = 0 WHERE lease_owner = 'o'",
    ] {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let steps = sqlx::query(&plan).fetch_all(store.reader()).await.unwrap();
        for step in steps {
            let step: String = sqlx::Row::get(&step, "detail");
            assert!(!step.starts_with("SCAN"), "{statement}: {step}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_at_once_share_a_new_store() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("oneclick.sqlite");
        let opened: Vec<_> = (0..4)
            .map(|_| {
                let file = file.clone();
                tokio::spawn(async move { Store::open(&file, Mode::Test).await })
            })
            .collect();
        for store in opened {
            store.await.unwrap().unwrap();
        }
    }
}
