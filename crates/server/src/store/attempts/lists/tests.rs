use oneclick_rules::Mode;

use super::*;
use crate::store::{OlderSchema, Store};

#[tokio::test]
async fn a_list_for_a_person_finds_its_rows_by_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap();
    for (statement, indexes) in [(
        FOR_REVIEW,
        &[
            "attempts_open",
            "operations_open",
            "duplicates_for_review",
            "attempts_ended",
        ][..],
    )] {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let detail = |row: &Row<'_>| row.get::<String>("detail");
        let steps = store.read(move |tx| tx.query(&plan, values![0, "", 51], detail));
        let steps = steps.await.unwrap();
        // A partial index is read from its first row to its last: it has no other.
        let is_wide = |step: &&String| step.starts_with("SCAN ") && !step.contains(" USING ");
        assert_eq!(steps.iter().find(is_wide), None, "{steps:#?}");
        for index in indexes {
            let is_used = steps.iter().any(|step| step.contains(index));
            assert!(is_used, "{index}: {steps:#?}");
        }
    }
}
