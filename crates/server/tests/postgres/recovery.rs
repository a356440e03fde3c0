//! A standby that lost its last commits: closed, recovered and opened.

use oneclick_rules::{Amount, Currency, OrderReference};
use oneclick_server::model::order::Order;
use oneclick_server::store::Result;
use oneclick_server::store::orders;
use oneclick_server::store::recovery::{LostTime, begin, close, find, is_closed, open, unasked};

use crate::stage::database::new_store;

fn order() -> Order {
    Order {
        reference: OrderReference::known("N-1").unwrap(),
        customer: None,
        amount: Amount::new(995, Currency::parse("EUR").unwrap()).unwrap(),
    }
}

#[tokio::test]
async fn it_opens_only_as_it_stood_when_the_recovery_began() {
    let store = new_store().await;
    let closing = store.write(|tx| -> Result<_> {
        close(tx, 5_000)?;
        assert!(begin(tx, 9_000)?);
        let first = find(tx)?;
        close(tx, 4_000)?;
        assert!(!begin(tx, 9_001)?);
        Ok((first, find(tx)?))
    });
    let (first, second) = closing.await.unwrap();
    assert!(second.number > first.number, "{first:?} {second:?}");
    let opening = store.write(move |tx| -> Result<_> {
        assert!(!open(tx, first.number, 5_000, 9_002)?);
        assert!(open(tx, second.number, 4_000, 9_002)?);
        close(tx, 8_000)?;
        begin(tx, 9_003)?;
        assert!(is_closed(tx)?);
        let third = find(tx)?;
        assert!(open(tx, third.number, 8_000, 9_004)?);
        assert!(!is_closed(tx)?);
        orders::insert(tx, &order(), 1)?;
        unasked(tx, &order().reference, 9_005)
    });
    let all = [(4_000, 9_002), (8_000, 9_004)].map(|(since, until)| LostTime { since, until });
    assert_eq!(opening.await.unwrap(), all);
}
