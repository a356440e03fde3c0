use oneclick_rules::Mode;

use super::Queue;
use crate::store::{Store, attempts, cards, operations};

#[tokio::test]
async fn what_every_pass_of_the_worker_reads_is_found_by_the_time_it_is_due() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test).await.unwrap();
    every_statement(&store, attempts::LOOK_UPS).await;
    every_statement(&store, attempts::SAVES).await;
    every_statement(&store, attempts::REVERSALS).await;
    every_statement(&store, cards::DELETIONS).await;
    every_statement(&store, operations::FOLLOW_UPS).await;
}

async fn every_statement<T>(store: &Store, queue: &Queue<T>) {
    let due = queue.due;
    for statement in [
        queue.asking(),
        queue.taking(true),
        queue.taking(false),
        queue.looking_ahead(),
    ] {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let steps = sqlx::query(&plan).fetch_all(store.reader()).await.unwrap();
        let steps: Vec<String> = steps
            .iter()
            .map(|step| sqlx::Row::get(step, "detail"))
            .collect();
        let told = format!("{statement}: {steps:#?}");
        assert!(steps.iter().any(|step| step.contains(due)), "{told}");
        let wide = |step: &String| step.starts_with("SCAN") || step.contains("(provider=?)");
        assert!(!steps.iter().any(wide), "{told}");
    }
}
