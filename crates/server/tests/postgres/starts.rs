//! What a start refuses.

use std::time::{Duration, Instant};

use oneclick_rules::Mode;
use oneclick_server::store::{OlderSchema, PostgresTarget, Store, postgres};

use crate::cluster::{alone, cluster};
use crate::stage::database::{beside, new_database, open};

async fn refused(url: &str) -> String {
    format!("{:#}", open(url).await.unwrap_err())
}

#[tokio::test]
async fn a_database_that_does_not_sync_its_commits_is_refused() {
    let url = new_database();
    let (_, name) = url.rsplit_once('/').unwrap();
    beside(
        &url,
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    );
    let told = refused(&url).await;
    assert!(told.contains("synchronous_commit = off"), "{told}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let url = new_database();
    open(&url).await.unwrap();
    beside(&url, "UPDATE schema_version SET version = version + 1");
    let told = refused(&url).await;
    assert!(told.contains("newer than this program's"), "{told}");
}

#[tokio::test]
async fn a_database_of_the_other_mode_is_refused() {
    let url = new_database();
    open(&url).await.unwrap();
    let target = PostgresTarget::parse(&url, None).unwrap();
    let live = Store::connect(&target, Mode::Live, OlderSchema::Migrate, true).await;
    let told = format!("{:#}", live.unwrap_err());
    assert!(told.contains("was made in test mode"), "{told}");
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_without_its_password() {
    let url = new_database().replace("postgres@", "postgres:hunter2-hunter2@");
    let (before, _) = url.rsplit_once('/').unwrap();
    let told = refused(&format!("{before}/elsewhere")).await;
    assert!(
        told.contains("elsewhere") && told.contains("does not exist"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
    let target = PostgresTarget::parse(&url, None).unwrap();
    assert!(!format!("{target:?} {target}").contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn servers_that_start_at_once_share_a_new_database() {
    let url = new_database();
    let opened: Vec<_> = (0..4)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { open(&url).await })
        })
        .collect();
    for store in opened {
        store.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn what_the_store_asks_of_a_database_can_be_tried() {
    let url = new_database();
    let target = PostgresTarget::parse(&url, None).unwrap();
    for (point, done) in postgres::check(&target).await.unwrap() {
        done.unwrap_or_else(|error| panic!("{point}: {error:#}"));
    }
    let (_, name) = url.rsplit_once('/').unwrap();
    beside(
        &url,
        &format!("ALTER DATABASE {name} SET synchronous_commit = off"),
    );
    let tried = postgres::check(&target).await.unwrap();
    let missing: Vec<_> = tried.iter().filter(|(_, done)| done.is_err()).collect();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert!(missing[0].0.contains("syncs its commits"), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_waits_for_another_s_migration_however_long_it_takes() {
    let url = new_database();
    open(&url).await.unwrap();
    // What a migration holds.
    let lock = "SELECT pg_advisory_xact_lock(x'6f6e65636c69636b'::bigint)";
    beside(&url, &format!("BEGIN; {lock}"));
    let starting = tokio::spawn({
        let url = url.clone();
        async move { open(&url).await }
    });
    // Longer than any other statement waits.
    let (_, name) = url.rsplit_once('/').unwrap();
    let waits = format!(
        "SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'
         AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '2 seconds'"
    );
    // On another connection: within a transaction the view stays as it was read first.
    let all = cluster().url("postgres");
    let does_wait = || {
        let waits = waits.clone();
        let waiting = alone(&all, move |client| client.query(&waits, &[]));
        !waiting.unwrap().is_empty()
    };
    let until = Instant::now() + Duration::from_mins(1);
    while !does_wait() {
        assert!(!starting.is_finished(), "{:?}", starting.await);
        assert!(Instant::now() < until, "it does not wait");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    beside(&url, "COMMIT");
    starting.await.unwrap().unwrap();
}
