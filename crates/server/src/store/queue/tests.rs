use crate::store::queue::Queue;
use crate::store::tests::empty;
use crate::store::{Row, Store, Value, attempts, cards, operations, retention, webhooks};

#[tokio::test]
async fn what_every_pass_of_the_worker_reads_is_found_by_the_time_it_is_due() {
    let (_folder, store) = empty().await;
    every_statement(&store, attempts::LOOK_UPS).await;
    every_statement(&store, attempts::SAVES).await;
    every_statement(&store, attempts::REVERSALS).await;
    every_statement(&store, cards::DELETIONS).await;
    every_statement(&store, operations::FOLLOW_UPS).await;
    every_statement(&store, webhooks::DELIVERIES).await;
}

#[tokio::test]
async fn what_webhooks_and_retention_read_and_change_is_found_by_an_index() {
    let (_folder, store) = empty().await;
    let retention = retention::statements();
    for statement in webhooks::statements().into_iter().chain(retention) {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let every: Vec<Value<'_>> = (0..11).map(Value::from).collect();
        let detail = |row: &Row<'_>| row.get::<String>("detail");
        let read = store.read(move |tx| tx.query(&plan, &every, detail));
        let steps = read.await.unwrap();
        let told = format!("{statement}: {steps:#?}");
        assert!(steps.iter().any(|step| step.contains("SEARCH")), "{told}");
        let slow = |step: &String| step.starts_with("SCAN") || step.contains("TEMP B-TREE");
        assert!(!steps.iter().any(slow), "{told}");
    }
}

async fn every_statement<T>(store: &Store, queue: &Queue<T>) {
    for statement in [
        queue.standing("$1"),
        queue.lagging("$1"),
        queue.taking(true, "$1", ""),
        queue.taking(false, "$1", ""),
    ] {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let every: Vec<Value<'_>> = (0..5).map(Value::from).collect();
        let detail = |row: &Row<'_>| row.get::<String>("detail");
        let read = store.read(move |tx| tx.query(&plan, &every, detail));
        let steps = read.await.unwrap();
        let told = format!("{statement}: {steps:#?}");
        let table = format!(" {} ", queue.table);
        assert!(steps.iter().any(|step| step.contains(&table)), "{told}");
        let is_wide = |step: &String| {
            (step.starts_with("SCAN") && step.contains(&table)) || step.contains("(provider=?)")
        };
        assert!(!steps.iter().any(is_wide), "{told}");
    }
}
