//! A database that was failed over or restored, as its timeline tells.

use oneclick_rules::Mode;
use oneclick_server::store::recovery::{Recovery, begin, find};
use oneclick_server::store::{AfterFailover, OlderSchema, PostgresTarget, Result, Store};

use crate::stage::database::{beside, new_database, open};

/// Opens the store of a database that was on another timeline before.
async fn open_elsewhere(url: &str, after: AfterFailover) -> Store {
    beside(url, "UPDATE deployment SET timeline = 'another'");
    let target = PostgresTarget::parse(url, None).unwrap();
    let target = target.with_after_failover(after);
    let store = Store::connect(&target, Mode::Test, OlderSchema::Migrate, true);
    store.await.unwrap()
}

async fn recovery(store: &Store) -> Recovery {
    store.read(find).await.unwrap()
}

#[tokio::test]
async fn a_store_on_another_timeline_is_closed_unless_it_is_to_stay_open() {
    let url = new_database();
    let store = open(&url).await.unwrap();
    assert_eq!(recovery(&store).await.closed_since, None);
    assert_eq!(
        recovery(&open(&url).await.unwrap()).await.closed_since,
        None
    );
    let stays = open_elsewhere(&url, AfterFailover::Open).await;
    assert_eq!(recovery(&stays).await.closed_since, None);
    // It is noted: one that closes finds nothing new.
    assert_eq!(
        recovery(&open(&url).await.unwrap()).await.closed_since,
        None
    );
    let closed = open_elsewhere(&url, AfterFailover::Closed).await;
    let since = recovery(&closed).await.closed_since.unwrap();
    let hours = (jiff::Timestamp::now().as_millisecond() - since) / 3_600_000;
    assert_eq!(
        hours, 1,
        "it takes itself to lack what happened since {since}"
    );
    assert_eq!(recovery(&store).await.closed_since, Some(since));
}

#[tokio::test]
async fn it_says_so_before_the_first_statement_of_a_connection() {
    let url = new_database();
    drop(open(&url).await.unwrap());
    let store = open_elsewhere(&url, AfterFailover::Closed).await;
    let written = store.write(|tx| -> Result<_> { Ok(find(tx)?.closed_since) });
    assert!(written.await.unwrap().is_some());
}

#[tokio::test]
async fn a_second_fail_over_keeps_the_recovery_of_the_first_from_opening_the_store() {
    let url = new_database();
    drop(open(&url).await.unwrap());
    let store = open_elsewhere(&url, AfterFailover::Closed).await;
    let began = store.write(|tx| -> Result<_> {
        assert!(begin(tx, 9_000)?);
        find(tx)
    });
    let first = began.await.unwrap();
    let second = recovery(&open_elsewhere(&url, AfterFailover::Closed).await).await;
    assert!(second.number > first.number, "{first:?} {second:?}");
    assert!(
        second.closed_since < first.closed_since,
        "{first:?} {second:?}"
    );
}
