use oneclick_rules::Mode;

use super::*;
use crate::store::{OlderSchema, Store, Value};

#[tokio::test]
async fn what_is_open_is_counted_by_indexes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap();
    for (statement, index) in [
        (PAYMENTS, "attempts_open"),
        (OPERATIONS, "operations_open"),
        (WEBHOOKS, "webhooks_by_state"),
        (OLDEST_WEBHOOK, "webhooks_by_state"),
    ] {
        let plan = format!("EXPLAIN QUERY PLAN {statement}");
        let every: Vec<Value<'_>> = (0..4).map(Value::from).collect();
        let detail = |row: &Row<'_>| row.get::<String>("detail");
        let steps = store.read(move |tx| tx.query(&plan, &every, detail));
        let steps = steps.await.unwrap();
        let by_index = format!("USING COVERING INDEX {index}");
        let is_so = steps.iter().any(|step| step.contains(&by_index));
        assert!(is_so, "{statement}: {steps:#?}");
    }
}

#[test]
fn the_states_that_are_counted_are_those_that_are_open() {
    for state in State::ALL {
        let counted = PAYMENTS.contains(&format!("'{}'", state.as_str()));
        assert_eq!(counted, state.is_open(), "{state:?}");
    }
    for state in OperationState::ALL {
        let counted = OPERATIONS.contains(&format!("'{}'", state.as_str()));
        let is_open = state.is_unresolved() || state == OperationState::Pending;
        assert_eq!(counted, is_open, "{state:?}");
    }
}

#[test]
fn an_age_is_reached_at_its_end() {
    let shown: Vec<&str> = Age::ALL.into_iter().map(Age::as_str).collect();
    assert_eq!(shown, ["0m", "1m", "10m", "1h", "1d"]);
    for age in shown {
        assert!(PAYMENTS.contains(&format!("'{age}'")), "{age}");
    }
}
