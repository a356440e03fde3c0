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

fn lost_time(since: i64, until: i64) -> LostTime {
    LostTime { since, until }
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
        assert!(!open(tx, second.number, 4_000, 9_004)?);
        orders::insert(tx, &order("N-1"), 1)?;
        let lost = unasked(tx, &order("N-1").reference, 9_005)?;
        assert_eq!(lost, [lost_time(4_000, 9_003)]);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_order_is_asked_for_every_loss_that_it_was_not_asked_for() {
    let (_folder, store) = opened().await;
    write(&store, |tx| {
        let before = order("before");
        orders::insert(tx, &before, 0)?;
        let all =
            [(1, 2), (3, 4), (30, 31)].map(|(since, until)| lost_time(since * DAY, until * DAY));
        let mut numbers = Vec::new();
        for one in all {
            let present = closed(tx, one.since, one.until)?;
            assert!(open(tx, present.number, one.since, one.until)?);
            numbers.push(present.number);
        }
        let between = order("between");
        orders::insert(tx, &between, 5 * DAY)?;
        let lost = |order: &Order| unasked(tx, &order.reference, 99 * DAY);
        assert_eq!(lost(&before)?, all);
        // It came after the first two, and long after.
        assert_eq!(lost(&between)?, all[2..]);
        note_asked(tx, &before.reference, numbers[0], 1 + AHEAD)?;
        assert_eq!(lost(&before)?, all[1..]);
        note_asked(tx, &before.reference, numbers[2], 1 + AHEAD)?;
        assert_eq!(lost(&before)?, []);
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
