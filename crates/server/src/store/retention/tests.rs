use oneclick_rules::Mode;

use crate::store::retention::*;
use crate::store::{OlderSchema, Store, StoreError};

/// Session `$1` of order `$2`, which ended at `$3` and a bit.
const SESSION: &str =
    "INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, three_d_secure,
         capture, cvc, guest, mode, created_at, expires_at)
     VALUES ($1, $1, $2, 995, 'EUR', 'https://shop.example/', 1, 1, 'never', 0, 'test', $3, $3 + 1)";

async fn count(store: &Store, sql: &'static str) -> i64 {
    let count = store.read(move |tx| tx.value::<i64>(sql, &[]));
    count.await.unwrap().unwrap()
}

#[tokio::test]
async fn a_page_is_ten_rows_and_an_order_stays_its_customer_s() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let store = Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap();
    let filled = store.write(|tx| {
        for number in 0..25 {
            let (session, order) = (format!("cs_{number}"), format!("R-{number}"));
            let customer = format!("c-{number}");
            tx.execute(
                "INSERT INTO customers (id, email, created_at, kept_since) VALUES ($1, 'a@example.com', 1, 1)",
                values![&customer],
            )?;
            tx.execute(
                "INSERT INTO orders (reference, customer_id, amount, currency, created_at)
                 VALUES ($1, $2, 995, 'EUR', 1)",
                values![&order, &customer],
            )?;
            tx.execute(SESSION, values![&session, &order, number])?;
            tx.execute(
                "INSERT INTO submissions (session_id, at) VALUES ($1, 1)",
                values![&session],
            )?;
        }
        Ok::<_, StoreError>(())
    });
    filled.await.unwrap();
    let sweep = async |kind| {
        let gone = store.write(move |tx| take_away(tx, kind, 1_000, 2_000));
        gone.await.unwrap()
    };
    for (kind, told, left) in [
        (RetainedKind::Sessions, "SELECT COUNT(*) FROM sessions", 0),
        (
            RetainedKind::Customers,
            "SELECT COUNT(*) FROM customers WHERE email IS NOT NULL",
            0,
        ),
    ] {
        for gone in [10, 10, 5, 0] {
            let is_over = store.read(move |tx| is_over(tx, kind, 1_000)).await;
            assert_eq!((is_over.unwrap(), sweep(kind).await), (gone > 0, gone));
        }
        assert_eq!(count(&store, told).await, left, "{kind:?}");
    }
    assert_eq!(count(&store, "SELECT COUNT(*) FROM submissions").await, 0);
    let owned = "SELECT COUNT(*) FROM orders JOIN customers ON customers.id = orders.customer_id";
    assert_eq!(count(&store, owned).await, 25);
}
