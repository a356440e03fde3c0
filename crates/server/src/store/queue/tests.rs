use crate::store::queue::{FirstTaken, Queue, Turn};
use crate::store::tests::empty;
use crate::store::{
    Result, Row, Store, StoreError, Tx, Value, attempts, cards, operations, retention, values,
    webhooks,
};

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
        queue.taking(FirstTaken::Awaited, "$1", ""),
        queue.taking(FirstTaken::Urgent, "$1", ""),
        queue.taking(FirstTaken::Oldest, "$1", ""),
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

/// Writes an attempt that was found again, in this state, to be looked up at this time.
fn insert(tx: &Tx<'_>, number: i64, state: &str, look_up_at: i64) -> Result<()> {
    let order = format!("N-{number}");
    tx.change(
        "INSERT INTO orders (reference, amount, currency, created_at) VALUES ($1, 995, 'EUR', 1)",
        values![&order],
    )?;
    tx.change(
        "INSERT INTO attempts (id, order_reference, card_use, provider, reference, return_token, state, amount,
             currency, cvc_given, created_at, updated_at, version, look_up_at, recovered_at)
         VALUES ($1, $2, 'one_click', 'finpay', $3, $1, $4, 995, 'EUR', 1, 1, 1, 1, $5, 1)",
        values![
            format!("pay_{number:022}"),
            &order,
            reference(number),
            state,
            look_up_at
        ],
    )
}

/// A reference for each number.
fn reference(number: i64) -> String {
    let digits = format!("{number:026}").into_bytes();
    digits
        .into_iter()
        .map(|digit| char::from(digit - b'0' + b'a'))
        .collect()
}

/// Takes this many look-ups; the states of their attempts.
async fn states_taken(store: &Store, first: FirstTaken, most: i64) -> Vec<&'static str> {
    let turn = Turn {
        owner: "srv_1",
        provider: "finpay",
        first,
        most,
        now: 1_000_000,
        lease: 60_000,
    };
    let taken = store.write(move |tx| attempts::LOOK_UPS.take(tx, turn));
    let taken = taken.await.unwrap();
    taken
        .iter()
        .map(|leased| leased.row.state.as_str())
        .collect()
}

#[tokio::test]
async fn what_nobody_knows_goes_before_what_is_only_watched_and_keeps_it_from_nothing() {
    let (_folder, store) = empty().await;
    let written = store.write(|tx| {
        for number in 0..20 {
            insert(tx, number, "captured", number)?;
        }
        for number in 20..24 {
            insert(tx, number, "unknown", 900_000 + number)?;
        }
        Ok::<_, StoreError>(())
    });
    written.await.unwrap();
    let first = states_taken(&store, FirstTaken::Urgent, 3).await;
    assert_eq!(first, ["unknown"; 3]);
    let second = states_taken(&store, FirstTaken::Oldest, 2).await;
    assert_eq!(second, ["captured"; 2]);
    let mut third = states_taken(&store, FirstTaken::Urgent, 3).await;
    third.sort_unstable();
    assert_eq!(third, ["captured", "captured", "unknown"]);
}
