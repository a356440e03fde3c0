//! A connection that breaks at a commit: what was written is known, or nobody says so.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use oneclick_server::store::{Store, StoreError};
use postgres::{Client, NoTls};

use crate::cluster::Cluster;
use crate::stage::database::{beside, customers, insert, new_database, open};
use crate::stage::proxy::{Cut, Proxy};

/// A store behind a proxy, and the same beside it.
async fn behind() -> (Proxy, Store, Store, String) {
    let (proxy, database) = (Proxy::start(), new_database());
    let store = open(&proxy.url(&database)).await.unwrap();
    let other = open(&database).await.unwrap();
    (proxy, store, other, database)
}

/// Writes a customer; how often the transaction was run.
async fn write(store: &Store) -> (Result<usize, StoreError>, usize) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let written = store.write(move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        insert(tx, "c-1", 1)
    });
    (written.await, runs.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_commit_whose_answer_was_lost_is_found_and_not_run_again() {
    let (proxy, store, other, _) = behind().await;
    proxy.cut(Cut::After);
    let (written, runs) = write(&store).await;
    assert_eq!((written.unwrap(), runs), (1, 1));
    assert!(proxy.has_cut());
    assert_eq!(customers(&other).await, ["c-1"]);
}

#[tokio::test]
async fn a_commit_that_did_not_come_to_the_database_is_run_again() {
    let (proxy, store, other, _) = behind().await;
    proxy.cut(Cut::Before);
    let (written, runs) = write(&store).await;
    assert_eq!((written.unwrap(), runs), (1, 2));
    assert!(proxy.has_cut());
    assert_eq!(customers(&other).await, ["c-1"]);
}

#[tokio::test]
async fn a_commit_that_nobody_can_tell_of_is_not_said_to_have_failed() {
    let (proxy, store, other, _) = behind().await;
    proxy.cut(Cut::ForGood);
    let (written, runs) = write(&store).await;
    let error = written.unwrap_err();
    assert!(matches!(error, StoreError::Unknown), "{error}");
    assert!(
        !error.is_passing(),
        "nobody may say that nothing was written"
    );
    assert_eq!(runs, 1);
    assert_eq!(customers(&other).await, ["c-1"]);
}

/// Kills a process of the database, which goes on without what was not on its disk, and
/// writes another customer under the transaction's number that is free again.
fn crash_and_write(url: &str) {
    let mut client = Client::connect(url, NoTls).unwrap();
    let before = checkpoint(&mut client).unwrap();
    let row = client
        .query_one("SELECT pg_backend_pid()::text", &[])
        .unwrap();
    let process: String = row.get(0);
    let killed = Command::new("kill").args(["-9", &process]).status();
    assert!(killed.unwrap().success());
    let until = Instant::now() + Duration::from_mins(1);
    // It takes connections until it has noticed, and ends them then.
    let mut client = loop {
        assert!(Instant::now() < until, "the database has not recovered");
        let Ok(mut client) = Client::connect(url, NoTls) else {
            continue;
        };
        if checkpoint(&mut client).is_ok_and(|now| now != before) {
            break client;
        }
    };
    let other = "INSERT INTO customers (id, created_at) VALUES ('c-2', 2)";
    client.batch_execute(other).unwrap();
}

/// Returns what moves whenever the database recovers from a crash.
fn checkpoint(client: &mut Client) -> Result<String, postgres::Error> {
    let row = client.query_one(
        "SELECT checkpoint_lsn::text FROM pg_control_checkpoint()",
        &[],
    )?;
    row.try_get(0)
}

#[tokio::test]
async fn a_commit_lost_in_a_crash_is_not_taken_for_the_one_that_got_its_number() {
    let cluster = Cluster::start();
    let database = cluster.database("own");
    let crashing = database.clone();
    let crash = move || crash_and_write(&crashing);
    let proxy = Proxy::start_before(cluster.folder.clone(), crash);
    let store = open(&proxy.url(&database)).await.unwrap();
    proxy.cut(Cut::Crash);
    let (written, _) = write(&store).await;
    assert!(proxy.has_cut());
    let error = written.unwrap_err();
    assert!(matches!(error, StoreError::Unknown), "{error}");
    assert_eq!(customers(&store).await, ["c-2"]);
}

#[tokio::test]
async fn connections_that_the_database_has_ended_are_made_anew() {
    let (_proxy, store, other, database) = behind().await;
    write(&store).await.0.unwrap();
    let name = database.rsplit_once('/').unwrap().1;
    beside(
        &database.replace(name, "postgres"),
        &format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"),
    );
    assert_eq!(customers(&store).await, ["c-1"]);
    let again = store.write(|tx| insert(tx, "c-2", 2)).await;
    assert_eq!(again.unwrap(), 1);
    assert_eq!(customers(&other).await, ["c-1", "c-2"]);
}
