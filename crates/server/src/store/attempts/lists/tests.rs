use super::*;
use crate::store::Store;
use crate::store::tests::empty;

/// Returns how SQLite finds the rows of a list.
async fn plan(store: &Store, statement: &str) -> Vec<String> {
    let plan = format!("EXPLAIN QUERY PLAN {statement}");
    let detail = |row: &Row<'_>| row.get::<String>("detail");
    let steps = store.read(move |tx| tx.query(&plan, values![0, "", 51], detail));
    steps.await.unwrap()
}

#[tokio::test]
async fn a_list_for_a_person_finds_its_rows_by_indexes() {
    let (_folder, store) = empty().await;
    let mut lists = vec![(
        String::from(FOR_REVIEW),
        vec![
            "attempts_open",
            "operations_open",
            "duplicates_for_review",
            "attempts_ended",
        ],
    )];
    lists.extend(State::ALL.iter().map(|state| {
        let index = if state.is_open() {
            "attempts_open"
        } else {
            "attempts_ended"
        };
        (of_state(*state), vec![index])
    }));
    for (statement, indexes) in lists {
        let steps = plan(&store, &statement).await;
        // A partial index is read from its first row to its last: it has no other.
        let is_wide = |step: &&String| step.starts_with("SCAN ") && !step.contains(" USING ");
        assert_eq!(steps.iter().find(is_wide), None, "{steps:#?}");
        for index in indexes {
            let is_used = steps.iter().any(|step| step.contains(index));
            assert!(is_used, "{index}: {steps:#?}");
        }
        // What has ended is much: no page of it is sorted.
        let is_sorted = steps
            .iter()
            .any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
        assert!(!is_sorted || !statement.contains("DESC") || statement.contains("needs_review"));
    }
}

/// Writes the attempt of an order of its own, which is `letter`'s.
fn insert(tx: &Tx<'_>, letter: char, state: State, created_at: i64) -> Result<()> {
    let many = |count| String::from(letter).repeat(count);
    tx.change(
        "INSERT INTO orders (reference, amount, currency, created_at, first_number)
         VALUES ($1, 1, 'EUR', 1, 1)",
        values![&many(1)],
    )?;
    tx.change(
        "INSERT INTO attempts (id, order_reference, card_use, provider, reference, return_token, state,
             amount, currency, cvc_given, created_at, updated_at, version, recovered_at)
         VALUES ($1, $2, 'one_click', 'smart2pay', $3, $3, $4, 1, 'EUR', 0, $5, $5, 1, 1)",
        values![
            &format!("pay_{}A", many(21)),
            &many(1),
            &many(26),
            state.as_str(),
            created_at
        ],
    )
}

/// Reads a list by pages of two; the orders, and how many pages there were.
async fn paged(
    store: &Store,
    mut from: ListPlace,
    read: impl Fn(&Tx<'_>, &ListPlace) -> Result<AttemptPage> + Copy + Send + 'static,
) -> (String, usize) {
    let (mut orders, mut pages) = (String::new(), 0);
    loop {
        pages += 1;
        let page = store.read(move |tx| read(tx, &from)).await.unwrap();
        orders.extend(
            page.attempts
                .iter()
                .map(|attempt| attempt.order.to_string()),
        );
        match page.next {
            Some(next) => from = next,
            None => return (orders, pages),
        }
    }
}

#[tokio::test]
async fn pages_have_every_attempt_once_and_one_that_is_unreadable_hides_none() {
    for (state, in_order, pages) in [
        (State::Captured, "edba", 3),
        (State::Processing, "edba", 3),
        (State::NeedsReview, "abde", 3),
    ] {
        let (_folder, store) = empty().await;
        let filling = move |tx: &Tx<'_>| -> Result<()> {
            for (letter, at) in [('a', 1), ('b', 2), ('c', 2), ('d', 2), ('e', 3)] {
                insert(tx, letter, state, at)?;
            }
            tx.change(
                "UPDATE attempts SET currency = 'EUX' WHERE order_reference = 'c'",
                &[],
            )
        };
        store.write(filling).await.unwrap();
        let read = if state == State::NeedsReview {
            paged(&store, ListPlace::first(), |tx, from| {
                for_review(tx, from, 2)
            })
            .await
        } else {
            paged(&store, ListPlace::last(), move |tx, from| {
                in_state(tx, state, from, 2)
            })
            .await
        };
        assert_eq!(read, (String::from(in_order), pages), "{state:?}");
    }
}

#[test]
fn every_state_is_open_or_has_ended() {
    for state in State::ALL {
        let word = format!("'{}'", state.as_str());
        assert_eq!(open!().contains(&word), state.is_open(), "{state:?}");
        assert_eq!(ended!().contains(&word), !state.is_open(), "{state:?}");
    }
}
