//! The idempotency keys of before.

use oneclick_rules::OrderReference;

use super::upgraded;
use crate::store::idempotency_keys::{self, Key, Scope};

/// What the ninth version wrote besides: a charge by the merchant, whose key stood
/// in a table of its own, and keys of operations of the first payment.
const NINTH: &str = "
    INSERT INTO orders (reference, customer_id, amount, currency, created_at) VALUES ('N-2', 'c-77', 995, 'EUR', 1);
    INSERT INTO attempts (id, order_reference, card_id, card_use, provider, reference, return_token, state, amount,
            currency, idempotency_key, fingerprint, cvc_given, created_at, updated_at, version)
        VALUES ('pay_bbbbbbbbbbbbbbbbbbbbbbbb', 'N-2', 'card_aaaaaaaaaaaaaaaaaaaaaaaa', 'merchant_scheduled',
            'smart2pay', 'abcdefghijklmnopqrstuvwxyb', 'r2', 'sent', 995, 'EUR', 'pay_bbbbbbbbbbbbbbbbbbbbbbbb',
            'charge-print', 0, 4, 4, 2);
    INSERT INTO merchant_keys (operation, key, fingerprint, subject, created_at) VALUES
        ('charge', 'key-key-key-key-key', 'charge-print', 'pay_bbbbbbbbbbbbbbbbbbbbbbbb', 4),
        ('refund', 'key-key-key-key-key', 'refund-print', 'op_1', 5),
        ('cancel', 'key-key-key-key-key', 'cancel-print', 'pay_aaaaaaaaaaaaaaaaaaaaaaaa', 6);
";

#[tokio::test]
async fn every_key_of_the_ninth_version_still_answers_with_what_it_made() {
    let folder = tempfile::tempdir().unwrap();
    let store = upgraded(folder.path(), 9, NINTH).await;
    let order = |reference| OrderReference::parse(reference).unwrap();
    let (first, second) = (order("N-1"), order("N-2"));
    let found: crate::store::Result<_> = store
        .read(move |tx| {
            let kept = |scope, key| idempotency_keys::find(tx, scope, key).unwrap();
            let all = [
                Scope::Shopper(&first),
                Scope::Merchant("charge"),
                Scope::Merchant("refund"),
                Scope::Merchant("cancel"),
            ]
            .map(|scope| kept(scope, "key-key-key-key-key").unwrap());
            // No shopper's key, and none of another order or request.
            assert!(kept(Scope::Shopper(&second), "pay_bbbbbbbbbbbbbbbbbbbbbbbb").is_none());
            assert!(kept(Scope::Shopper(&second), "key-key-key-key-key").is_none());
            assert!(kept(Scope::Merchant("capture"), "key-key-key-key-key").is_none());
            Ok(all.map(|kept| (kept.fingerprint, kept.subject)))
        })
        .await;
    let expected = [
        ("f", "pay_aaaaaaaaaaaaaaaaaaaaaaaa"),
        ("charge-print", "pay_bbbbbbbbbbbbbbbbbbbbbbbb"),
        ("refund-print", "op_1"),
        ("cancel-print", "pay_aaaaaaaaaaaaaaaaaaaaaaaa"),
    ];
    assert_eq!(
        found.unwrap(),
        expected.map(|(print, made)| (String::from(print), String::from(made)))
    );
    let column = async |sql: &'static str| -> Vec<String> {
        store.read(move |tx| tx.column(sql, &[])).await.unwrap()
    };
    let attempts =
        column("SELECT id || ' ' || state || ' ' || version FROM attempts ORDER BY rowid");
    assert_eq!(
        attempts.await,
        [
            "pay_aaaaaaaaaaaaaaaaaaaaaaaa captured 2",
            "pay_bbbbbbbbbbbbbbbbbbbbbbbb sent 2"
        ]
    );
    let broken = column("SELECT \"table\" FROM pragma_foreign_key_check").await;
    assert!(broken.is_empty(), "{broken:?}");
    // The order is still held by one attempt alone.
    let second = "INSERT INTO attempts (id, order_reference, card_id, card_use, provider, reference, return_token,
            state, amount, currency, cvc_given, created_at, updated_at, version)
        SELECT 'pay_c', order_reference, card_id, card_use, provider, 'c', 'c', 'created', amount, currency, 0, 1, 1, 1
        FROM attempts WHERE order_reference = 'N-2'";
    let twice = store.write(move |tx| tx.execute(second, &[])).await;
    assert!(twice.is_err_and(|error: crate::store::StoreError| error.is_unique()));
    // A key is bound once.
    let order = order("N-1");
    let twice = store.write(move |tx| {
        let key = Key {
            scope: Scope::Shopper(&order),
            key: "key-key-key-key-key",
            fingerprint: "another",
        };
        idempotency_keys::insert(tx, &key, "pay_c", 1)
    });
    assert!(twice.await.is_err_and(|error| error.is_unique()));
}
