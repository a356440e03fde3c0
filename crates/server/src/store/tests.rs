//! The store under many callers.

use std::time::Duration;

use crate::metrics::store::StoreMetrics;
use crate::store::sqlite::connection::{self, Purpose};
use crate::store::sqlite::writer::Writer;
use crate::store::*;

/// Returns an empty store, and the folder that it stands in.
pub(in crate::store) async fn empty() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap();
    (folder, store)
}

/// Notes a customer.
fn insert(tx: &Tx<'_>, id: &str) -> Result<usize> {
    let sql = "INSERT INTO customers (id, created_at) VALUES ($1, 1)";
    tx.execute(sql, values![id])
}

async fn customers(store: &Store) -> Vec<String> {
    let all = store.read(|tx| tx.column("SELECT id FROM customers ORDER BY id", &[]));
    all.await.unwrap()
}

#[tokio::test]
async fn a_store_in_memory_is_refused() {
    for name in [":memory:", ""] {
        let opened = Store::open(Path::new(name), Mode::Test, OlderSchema::Migrate).await;
        let refused = format!("{:#}", opened.unwrap_err());
        assert!(refused.contains("no file that keeps"), "{refused}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_store_on_a_file_system_in_memory_is_refused() {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap();
    let in_memory =
        |line: &str| line.split(' ').nth(1) == Some("/dev/shm") && line.contains("tmpfs");
    if !mounts.lines().any(in_memory) {
        return;
    }
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let opened = Store::open(&file, Mode::Test, OlderSchema::Migrate).await;
    let refused = format!("{:#}", opened.unwrap_err());
    assert!(refused.contains("in memory (tmpfs)"), "{refused}");
}

#[tokio::test]
async fn a_transaction_ends_also_if_its_caller_goes_away() {
    let (_folder, store) = empty().await;
    for number in 0..50 {
        let mut writing = Box::pin(store.write(move |tx| insert(tx, &format!("c-{number}"))));
        // Handed over, and not waited for.
        let handed = std::future::poll_fn(|context| {
            std::task::Poll::Ready(writing.as_mut().poll(context).is_ready())
        });
        handed.await;
        drop(writing);
    }
    store.write(|tx| insert(tx, "last")).await.unwrap();
    assert_eq!(customers(&store).await.len(), 51);
}

#[tokio::test]
async fn what_one_transaction_does_wrong_undoes_no_other() {
    let (_folder, store) = empty().await;
    let (good, refused, broken, twice) = tokio::join!(
        store.write(|tx| insert(tx, "good")),
        store.write(|tx| {
            insert(tx, "refused")?;
            Err::<(), _>(StoreError::Missing)
        }),
        store.write(|tx| -> Result<()> {
            insert(tx, "broken")?;
            panic!("a fault in a transaction")
        }),
        store.write(|tx| {
            insert(tx, "twice")?;
            let again = insert(tx, "twice").unwrap_err();
            Ok::<_, StoreError>(again.is_unique())
        }),
    );
    good.unwrap();
    assert!(matches!(refused, Err(StoreError::Missing)));
    assert!(matches!(broken, Err(StoreError::Database(_))));
    assert!(twice.unwrap(), "the statement alone is undone");
    assert_eq!(customers(&store).await, ["good", "twice"]);
    store.write(|tx| insert(tx, "after")).await.unwrap();
}

#[tokio::test]
async fn a_reading_writes_nothing() {
    let (_folder, store) = empty().await;
    store.read(|tx| insert(tx, "c-1")).await.unwrap_err();
    assert!(customers(&store).await.is_empty());
}

#[tokio::test]
async fn a_missing_value_is_told_with_its_statement() {
    let (_folder, store) = empty().await;
    let sql = "SELECT id FROM customers WHERE id = $1 AND email = $2";
    let read = store.read(move |tx| tx.value::<String>(sql, values!["c-1"]));
    let told = read.await.unwrap_err().to_string();
    assert!(told.contains("no value for $2"), "{told}");
}

#[tokio::test]
async fn a_command_is_not_refused_because_others_had_the_lock_before_it() {
    let (folder, _store) = empty().await;
    let file = folder.path().join("oneclick.sqlite");
    let other = connection::connect(&file, Purpose::Write).unwrap();
    connection::begin(&other, Patience::REQUEST).unwrap();
    let request = Writer::start(&file, Patience(Duration::ZERO), &StoreMetrics::default()).unwrap();
    let refused = request.run(|tx| insert(tx, "c-1")).await;
    assert!(matches!(refused, Err(StoreError::Locked)));
    let command = Writer::start(&file, Patience::COMMAND, &StoreMetrics::default()).unwrap();
    let waiting = tokio::spawn(async move { command.run(|tx| insert(tx, "c-1")).await });
    other.execute_batch("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_every_payment_reads_is_found_by_an_index() {
    let (_folder, store) = empty().await;
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
        let detail = |row: &Row<'_>| row.get::<String>("detail");
        let steps = store.read(move |tx| tx.query(&plan, &[], detail)).await;
        for step in steps.unwrap() {
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
                tokio::spawn(
                    async move { Store::open(&file, Mode::Test, OlderSchema::Migrate).await },
                )
            })
            .collect();
        for store in opened {
            store.await.unwrap().unwrap();
        }
    }
}
