use oneclick_rules::{Amount, Currency, Mode, OrderReference};

use crate::model::order::Order;
use crate::store::attempts::next_number;
use crate::store::recovery::*;
use crate::store::{OlderSchema, Store, orders};

const DAY: i64 = 86_400_000;

async fn write<T: Send + 'static>(
    store: &Store,
    change: impl Fn(&Tx<'_>) -> Result<T> + Clone + Send + 'static,
) -> T {
    store.write(change).await.unwrap()
}

/// Closes the store and notes it; how it stands then.
fn closed(tx: &Tx<'_>, since: i64, now: i64) -> Result<Recovery> {
    close(tx, since)?;
    begin(tx, now)?;
    find(tx)
}

fn order(name: &str) -> Order {
    Order {
        reference: OrderReference::known(name).unwrap(),
        customer: None,
        amount: Amount::new(995, Currency::parse("EUR").unwrap()).unwrap(),
    }
}

async fn opened() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test, OlderSchema::Migrate).await;
    (folder, store.unwrap())
}

#[tokio::test]
async fn it_opens_only_as_it_stood_when_the_recovery_began() {
    let (_folder, store) = opened().await;
    write(&store, |tx| {
        let first = closed(tx, 5_000, 9_000)?;
        let second = closed(tx, 4_000, 9_001)?;
        assert!(second.number > first.number, "{first:?} {second:?}");
        assert_eq!(closed(tx, 6_000, 9_002)?, second);
        assert!(!open(tx, first.number, 5_000, 9_003)?);
        assert!(!open(tx, first.number, 4_000, 9_003)?);
        assert!(!open(tx, second.number, 5_000, 9_003)?);
        assert!(open(tx, second.number, 4_000, 9_003)?);
        assert_eq!(find(tx)?.lost, Some((4_000, 9_003)));
        assert!(!open(tx, second.number, 4_000, 9_004)?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_second_loss_keeps_the_first_one_while_orders_are_asked_for() {
    let (_folder, store) = opened().await;
    write(&store, |tx| {
        for (since, now, lost) in [
            (DAY, 2 * DAY, DAY),
            (3 * DAY, 4 * DAY, DAY),
            (9 * DAY, 10 * DAY, 9 * DAY),
        ] {
            let present = closed(tx, since, now)?;
            assert!(open(tx, present.number, since, now)?);
            assert_eq!(find(tx)?.lost, Some((lost, now)));
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_order_from_before_is_asked_for_however_late_and_no_number_is_given_out_again() {
    let (_folder, store) = opened().await;
    write(&store, |tx| {
        let (before, after, late) = (order("before"), order("after"), order("late"));
        orders::insert(tx, &before, DAY)?;
        assert_eq!(next_number(tx, &before.reference)?, 1);
        let present = closed(tx, 2 * DAY, 3 * DAY)?;
        assert!(open(tx, present.number, 2 * DAY, 3 * DAY)?);
        orders::insert(tx, &after, 4 * DAY)?;
        orders::insert(tx, &late, 99 * DAY)?;
        let at = |order: &Order, now| readiness(tx, &order.reference, now);
        assert_eq!(at(&before, 99 * DAY)?, Readiness::Unasked);
        assert_eq!(at(&after, 4 * DAY)?, Readiness::Unasked);
        assert_eq!(at(&late, 99 * DAY)?, Readiness::Ready);
        note_asked(tx, &before.reference, present.number, 1 + AHEAD)?;
        assert_eq!(at(&before, 99 * DAY)?, Readiness::Ready);
        for order in [before, after, late] {
            assert_eq!(next_number(tx, &order.reference)?, 1 + AHEAD);
        }
        Ok(())
    })
    .await;
}
