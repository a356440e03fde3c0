//! A database that stops syncing its commits.

use crate::cluster::{Cluster, alone};
use crate::stage::database::{customers, insert, open};

#[tokio::test]
async fn a_database_without_fsync_is_refused_at_a_start_and_at_each_transaction() {
    let cluster = Cluster::start();
    let url = cluster.database("own");
    let store = open(&url).await.unwrap();
    store.write(|tx| insert(tx, "c-1", 1)).await.unwrap();
    cluster.configure("ALTER SYSTEM SET fsync = off");
    until_it_is(&cluster, "off").await;
    let refused = store.write(|tx| insert(tx, "c-2", 2)).await.unwrap_err();
    assert!(refused.is_passing(), "{refused}");
    let told = format!("{:#}", open(&url).await.unwrap_err());
    assert!(told.contains("fsync = off"), "{told}");
    cluster.configure("ALTER SYSTEM RESET fsync");
    until_it_is(&cluster, "on").await;
    store.write(|tx| insert(tx, "c-3", 3)).await.unwrap();
    assert_eq!(customers(&store).await, ["c-1", "c-3"]);
}

/// Waits until new connections see it; those that there are see it at their next message.
async fn until_it_is(cluster: &Cluster, value: &str) {
    let url = cluster.url("postgres");
    let seen = || {
        alone(&url, |client| {
            let row = client.query_one("SELECT current_setting('fsync')", &[]);
            row.unwrap().get::<_, String>(0)
        })
    };
    let until = std::time::Instant::now() + std::time::Duration::from_mins(1);
    while seen() != value {
        assert!(std::time::Instant::now() < until, "fsync stays");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn nobody_turns_the_syncing_of_commits_off_under_a_connection() {
    let cluster = Cluster::start();
    let url = cluster.database("own");
    let store = open(&url).await.unwrap();
    store.write(|tx| insert(tx, "c-1", 1)).await.unwrap();
    cluster.configure("ALTER SYSTEM SET synchronous_commit = off");
    let show = "SELECT current_setting('synchronous_commit')";
    let setting = store.write(move |tx| tx.value::<String>(show, &[]));
    assert_eq!(setting.await.unwrap().as_deref(), Some("on"));
}
