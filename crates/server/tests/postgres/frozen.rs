//! A database that takes connections and answers nothing any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use oneclick_server::store::{Store, StoreError};

use crate::cluster::Cluster;
use crate::stage::database::{customers, insert, open};

/// How long anybody is kept waiting for it at most, on a loaded machine.
const LONGEST: Duration = Duration::from_mins(1);

/// A store, and what freezes its database, once.
struct FrozenDatabase {
    cluster: Arc<Cluster>,
    url: String,
    store: Store,
    began: Instant,
}

impl FrozenDatabase {
    async fn start() -> Self {
        let cluster = Arc::new(Cluster::start());
        let url = cluster.database("own");
        let store = open(&url).await.unwrap();
        Self {
            cluster,
            url,
            store,
            began: Instant::now(),
        }
    }

    fn freeze(&self) -> impl Fn() + Clone + Send + 'static {
        let (cluster, frozen) = (Arc::clone(&self.cluster), Arc::new(AtomicBool::new(false)));
        move || {
            if !frozen.swap(true, Ordering::SeqCst) {
                cluster.signal("STOP");
            }
        }
    }

    fn ends_in_time(&self) {
        let taken = self.began.elapsed();
        assert!(taken < LONGEST, "it took {taken:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_a_commit_of_a_frozen_database_is_told_that_nobody_knows() {
    let database = FrozenDatabase::start().await;
    let freeze = database.freeze();
    let written = database.store.write(move |tx| {
        insert(tx, "c-1", 1)?;
        freeze();
        Ok::<_, StoreError>(())
    });
    let error = written.await.unwrap_err();
    assert!(matches!(error, StoreError::Unknown), "{error}");
    // What reads has done nothing.
    let sql = "SELECT id FROM customers";
    let read = database.store.read(|tx| tx.column::<String>(sql, &[]));
    let error = read.await.unwrap_err();
    assert!(error.is_passing(), "{error}");
    database.store.close().await;
    database.ends_in_time();
    database.cluster.signal("CONT");
    let store = open(&database.url).await.unwrap();
    // The commit was on its way: it is carried out, unless the session is ended before for
    // its standing still. Whichever it is, it holds nothing up.
    store.write(|tx| insert(tx, "c-2", 2)).await.unwrap();
    let written = customers(&store).await;
    assert!(written.ends_with(&[String::from("c-2")]), "{written:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_a_statement_of_a_frozen_database_is_told_that_nothing_was_written() {
    let database = FrozenDatabase::start().await;
    let freeze = database.freeze();
    let written = database.store.write(move |tx| {
        insert(tx, "c-1", 1)?;
        freeze();
        insert(tx, "c-2", 2)
    });
    let error = written.await.unwrap_err();
    assert!(error.is_passing(), "{error}");
    database.ends_in_time();
    database.cluster.signal("CONT");
    let store = &database.store;
    store.write(|tx| insert(tx, "c-3", 3)).await.unwrap();
    assert_eq!(customers(store).await, ["c-3"]);
}
