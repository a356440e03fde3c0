//! An upgrade loses nothing.

mod keys;

use std::path::Path;

use oneclick_rules::{Mode, OrderReference, RedirectKind};

use crate::store::attempts::{self, ListPlace};
use crate::store::queue::{FirstTaken, Turn};
use crate::store::sqlite::connection::{self as sqlite, Patience, Purpose};
use crate::store::sqlite::migrations;
use crate::store::{OlderSchema, Store, Tx, tokens};

/// What the first version wrote: an order paid by a card, with its history.
const FIRST: &str = "
    INSERT INTO deployment (only_row, mode) VALUES (1, 'test');
    INSERT INTO customers (id, email, created_at) VALUES ('c-77', 'ada@example.com', 1);
    INSERT INTO orders (reference, customer_id, amount, currency, created_at) VALUES ('N-1', 'c-77', 995, 'EUR', 1);
    INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, three_d_secure, capture, cvc, guest, mode, created_at, expires_at)
        VALUES ('cs_aaaaaaaaaaaaaaaaaaaaaaaa', 'h', 'N-1', 995, 'EUR', 'http://localhost/', 0, 1, 'never', 0, 'test', 1, 2);
    INSERT INTO cards (id, customer_id, provider, token_key, token_sealed, fingerprint, brand, last_four, expiry_month, expiry_year, uses, consent_text, consent_language, consent_at, usual, created_at)
        VALUES ('card_aaaaaaaaaaaaaaaaaaaaaaaa', 'c-77', 'smart2pay', 'k', 's', 'f', 'visa', '4242', 12, 2031, 'one_click', 't', 'sv', 1, 1, 1);
    INSERT INTO attempts (id, order_reference, session_id, card_id, provider, reference, return_reference, state, amount, currency, idempotency_key, fingerprint, cvc_given, provider_payment, created_at, updated_at, version)
        VALUES ('pay_aaaaaaaaaaaaaaaaaaaaaaaa', 'N-1', 'cs_aaaaaaaaaaaaaaaaaaaaaaaa', 'card_aaaaaaaaaaaaaaaaaaaaaaaa', 'smart2pay', 'abcdefghijklmnopqrstuvwxyz', 'r', 'captured', 995, 'EUR', 'key-key-key-key-key', 'f', 1, '7', 1, 2, 2);
    INSERT INTO events (attempt_id, number, at, kind, to_state, by_whom, detail) VALUES ('pay_aaaaaaaaaaaaaaaaaaaaaaaa', 1, 1, 'intent', 'created', 'shopper', '');
    INSERT INTO surpluses (provider, provider_payment, attempt_id, found_at) VALUES ('smart2pay', '8', 'pay_aaaaaaaaaaaaaaaaaaaaaaaa', 3);
    INSERT INTO submissions (session_id, at) VALUES ('cs_aaaaaaaaaaaaaaaaaaaaaaaa', 1);
";

/// Gives the token of a former card, whose fingerprint was its customer's alone, one of
/// its own, with the attempts and the lock that its card had.
fn adopts_its_tokens(tx: &Tx<'_>) {
    let former = tokens::former(tx).unwrap();
    let [card] = former.as_slice() else {
        panic!("{} cards", former.len());
    };
    assert_eq!(card.fingerprint, "former:f");
    for statement in [
        "UPDATE cards SET locked_at = 5",
        "UPDATE attempts SET state = 'unknown'",
    ] {
        tx.execute(statement, &[]).unwrap();
    }
    tokens::adopt(tx, card, "print").unwrap();
    assert!(tokens::former(tx).unwrap().is_empty());
    let locked = tokens::locked_at(tx, "smart2pay", "print");
    assert_eq!(locked.unwrap(), Some(5));
    let customer = oneclick_rules::CustomerId::parse("c-77").unwrap();
    let all = crate::store::cards::of_customer(tx, &customer).unwrap();
    let tries = crate::store::limits::cvc_tries(tx, &all[0], 1);
    assert_eq!(tries.unwrap().counted, 1);
    let consents = tx.value(
        "SELECT COUNT(*) FROM consents WHERE consent_text = 't'",
        &[],
    );
    assert_eq!(consents.unwrap(), Some(1_i64));
}

/// Numbers the store's version in the table in which the first nine stood.
fn number_as_before(connection: &rusqlite::Connection) {
    let version = migrations::version(connection).unwrap();
    let sql = format!(
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, success BOOLEAN NOT NULL);
         WITH RECURSIVE numbers (number) AS (VALUES (1) UNION ALL SELECT number + 1 FROM numbers
             WHERE number < {version})
         INSERT INTO _sqlx_migrations SELECT number, TRUE FROM numbers;
         PRAGMA user_version = 0;"
    );
    connection.execute_batch(&sql).unwrap();
}

/// Returns a store that the first version wrote and `versions` versions brought up to
/// date, changed by `more`, and then this one.
async fn upgraded(folder: &Path, versions: usize, more: &'static str) -> Store {
    let file = folder.join("oneclick.sqlite");
    let connection = sqlite::connect(&file, Purpose::Write).unwrap();
    for (from, statements) in [(1, FIRST), (versions, more)] {
        sqlite::begin(&connection, Patience::REQUEST).unwrap();
        migrations::run(&connection, &migrations::SCRIPTS[..from]).unwrap();
        connection.execute_batch(statements).unwrap();
        connection.execute_batch("COMMIT").unwrap();
    }
    number_as_before(&connection);
    Store::open(&file, Mode::Test, OlderSchema::Migrate)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_the_first_version_wrote_is_still_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = upgraded(folder.path(), 1, "").await;
    let broken = store.write(|tx| {
        check_first(tx);
        tx.column::<String>("SELECT \"table\" FROM pragma_foreign_key_check", &[])
    });
    assert!(broken.await.unwrap().is_empty());
}

#[tokio::test]
async fn a_page_that_asks_for_a_security_code_is_still_one() {
    let folder = tempfile::tempdir().unwrap();
    let open = "UPDATE attempts SET redirect_kind = 'code_page'";
    let store = upgraded(folder.path(), 10, open).await;
    let order = OrderReference::parse("N-1").unwrap();
    let kept = store.read(move |tx| attempts::of_order(tx, &order)).await;
    let kinds: Vec<_> = kept.unwrap().iter().map(|one| one.redirect_kind).collect();
    assert_eq!(kinds, [RedirectKind::CvcPage]);
}

/// Checks the order, the card and the history that the first version wrote.
fn check_first(tx: &Tx<'_>) {
    let order = OrderReference::parse("N-1").unwrap();
    let kept = attempts::of_order(tx, &order).unwrap();
    let [attempt] = kept.as_slice() else {
        panic!("{} attempts", kept.len());
    };
    assert_eq!(attempt.provider_payment_id.as_deref(), Some("7"));
    let card = attempt.card.as_ref().unwrap();
    let customer = oneclick_rules::CustomerId::parse("c-77").unwrap();
    let card = crate::store::cards::find(tx, card, &customer).unwrap();
    assert!(card.is_some_and(|card| card.default));
    adopts_its_tokens(tx);
    let history = attempts::events(tx, &attempt.id).unwrap();
    assert_eq!(history.len(), 1);
}

#[tokio::test]
async fn what_a_version_without_owners_had_leased_goes_on_when_the_lease_ends() {
    let folder = tempfile::tempdir().unwrap();
    let leased = "UPDATE attempts SET look_up_at = 10, lease_until = 20";
    let store = upgraded(folder.path(), 3, leased).await;
    let turn = |now| Turn {
        owner: "this",
        provider: "smart2pay",
        first: FirstTaken::Urgent,
        most: 8,
        now,
        lease: 100,
    };
    for (now, taken) in [(19, 0), (20, 1), (119, 0)] {
        let turn = turn(now);
        let rows = store
            .write(move |tx| attempts::LOOK_UPS.take(tx, turn))
            .await;
        assert_eq!(rows.unwrap().len(), taken, "{now}");
    }
}

/// What the second version wrote besides: two refunds under way, beside a third
/// of which nothing is known, and a surplus left to a person.
const SECOND: &str = "
    INSERT INTO movements (id, attempt_id, provider_payment, kind, amount, currency, reference, state, by_whom, before_captured, before_refunded, before_refunds, created_at, updated_at, version)
        VALUES ('mov_a', 'pay_aaaaaaaaaaaaaaaaaaaaaaaa', '7', 'refund', 5, 'EUR', 'abcdefghijklmnopqrstuvwxya', 'pending', 'merchant', 995, 0, '[]', 1, 9, 2),
               ('mov_b', 'pay_aaaaaaaaaaaaaaaaaaaaaaaa', '7', 'refund', 6, 'EUR', 'abcdefghijklmnopqrstuvwxyb', 'pending', 'merchant', 995, 0, '[]', 2, 9, 2),
               ('mov_c', 'pay_aaaaaaaaaaaaaaaaaaaaaaaa', '7', 'refund', 7, 'EUR', 'abcdefghijklmnopqrstuvwxyc', 'needs_review', 'merchant', 995, 0, '[]', 3, 9, 2);
    UPDATE surpluses SET give_back_at = NULL;
";

#[tokio::test]
async fn what_the_second_version_left_pending_is_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let store = upgraded(folder.path(), 2, SECOND).await;
    let checked = store.read(|tx| {
        let waiting = attempts::for_review(tx, &ListPlace::first(), 50).unwrap();
        let waiting = waiting.attempts;
        let [attempt] = waiting.as_slice() else {
            panic!("{} attempts", waiting.len());
        };
        let made = crate::store::operations::of_attempt(tx, &attempt.id);
        let seen: Vec<_> = made
            .unwrap()
            .iter()
            .map(|one| (one.pending_since, one.is_in_the_way()))
            .collect();
        assert_eq!(seen, [(Some(9), false), (Some(9), false), (None, true)]);
        let duplicates = attempts::duplicate_states(tx, &attempt.id);
        let expected = (
            String::from("8"),
            crate::model::duplicate::DuplicateState::NeedsReview,
        );
        assert_eq!(duplicates.unwrap(), [expected]);
        Ok::<_, crate::store::StoreError>(())
    });
    checked.await.unwrap();
}

/// What the eighth version wrote besides: attempts, movements and events in every
/// state, by the names of then.
const EIGHTH: &str = "
    WITH RECURSIVE numbers (number) AS (VALUES (0) UNION ALL SELECT number + 1 FROM numbers WHERE number < 13)
    INSERT INTO orders (reference, customer_id, amount, currency, created_at)
        SELECT 'N-' || number, 'c-77', 995, 'EUR', 1 FROM numbers WHERE number <> 1;
    UPDATE attempts SET order_reference = 'N-0';
    UPDATE attempts SET look_up_at = 5, hurried_at = 4, expedites = 2, expedites_answered = 1, awaited_at = 3,
        keep_state = 'given_up', keep_uses = 'one_click', consent_text = 't', consent_language = 'sv', consent_at = 1;
    WITH RECURSIVE states (number, state, keep_state) AS (VALUES
        (1, 'created', 'wanted'), (2, 'sent', NULL), (3, 'unknown', NULL), (4, 'action_required', NULL),
        (5, 'processing', NULL), (6, 'needs_review', NULL), (7, 'authorised', 'kept'), (8, 'cancelled', NULL),
        (9, 'refunded', NULL), (10, 'not_taken', NULL), (11, 'expired', NULL), (12, 'abandoned', NULL),
        (13, 'surplus', NULL))
    INSERT INTO attempts (id, order_reference, session_id, card_use, provider, reference, return_reference, state,
            amount, currency, idempotency_key, fingerprint, cvc_given, created_at, updated_at, version,
            keep_state, keep_uses, consent_text, consent_language, consent_at)
        SELECT 'pay_' || number, 'N-' || number, 'cs_aaaaaaaaaaaaaaaaaaaaaaaa', 'one_click', 'smart2pay',
            'ref' || number, 'ret' || number, state, 995, 'EUR', 'key' || number, 'f', 0, 1, 1, 1,
            keep_state, IIF(keep_state IS NULL, NULL, 'one_click'), 't', 'sv', 1
        FROM states;
    INSERT INTO events (attempt_id, number, at, kind, from_state, to_state, by_whom, detail) VALUES
        ('pay_12', 1, 1, 'abandoned', 'unknown', 'abandoned', 'engine', ''),
        ('pay_13', 1, 1, 'surplus_given_back', 'surplus', 'surplus', 'engine', ''),
        ('pay_13', 2, 1, 'refund_done', 'surplus', 'surplus', 'engine', ''),
        ('pay_13', 3, 1, 'page_cancel_refused', 'surplus', 'surplus', 'engine', ''),
        ('pay_10', 1, 1, 'refund_not_taken', 'not_taken', 'not_taken', 'engine', ''),
        ('pay_7', 1, 1, 'card_kept', 'authorised', 'authorised', 'engine', '');
    INSERT INTO movements (id, attempt_id, provider_payment, kind, amount, currency, reference, state, by_whom,
            before_captured, before_refunded, before_refunds, provider_movement, created_at, updated_at, version)
        VALUES ('mov_1', 'pay_7', '7', 'refund', 5, 'EUR', 'm1', 'done', 'merchant', 995, 0, '[]', 'r-1', 1, 9, 2),
               ('mov_2', 'pay_7', '7', 'refund', 6, 'EUR', 'm2', 'refused', 'merchant', 995, 0, '[]', NULL, 2, 9, 2),
               ('mov_3', 'pay_7', '7', 'refund', 7, 'EUR', 'm3', 'not_taken', 'merchant', 995, 0, '[]', NULL, 3, 9, 2);
    UPDATE surpluses SET given_back_at = 6;
";

#[tokio::test]
async fn every_state_of_the_eighth_version_has_its_present_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = upgraded(folder.path(), 8, EIGHTH).await;
    let column = async |sql: &'static str| -> Vec<String> {
        store.read(move |tx| tx.column(sql, &[])).await.unwrap()
    };
    assert_eq!(
        column("SELECT state || COALESCE(' ' || save_state, '') FROM attempts ORDER BY rowid")
            .await,
        [
            "captured failed",
            "created requested",
            "sent",
            "unknown",
            "action_required",
            "processing",
            "needs_review",
            "authorised saved",
            "cancelled",
            "refunded",
            "failed",
            "expired",
            "not_found",
            "duplicate",
        ]
    );
    assert_eq!(
        column("SELECT kind || ' ' || from_state || ' ' || to_state FROM events WHERE number > 0 AND kind <> 'intent' ORDER BY rowid").await,
        [
            "not_found unknown not_found", "duplicate_reversed duplicate duplicate",
            "refund_succeeded duplicate duplicate", "page_cancel_declined duplicate duplicate",
            "refund_failed failed failed", "card_saved authorised authorised",
        ]
    );
    assert_eq!(
        column("SELECT id || ' ' || state || ' ' || COALESCE(provider_operation_id, '') FROM operations ORDER BY id").await,
        ["mov_1 succeeded r-1", "mov_2 declined ", "mov_3 failed "]
    );
    assert_eq!(
        column("SELECT provider_payment_id || ' ' || reversed_at FROM duplicates").await,
        ["8 6"]
    );
    let open = "SELECT look_up_at || ' ' || expedited_at || ' ' || expedites || ' ' || expedites_answered || ' ' || awaited_at
        FROM attempts WHERE look_up_at IS NOT NULL";
    assert_eq!(column(open).await, ["5 4 2 1 3"]);
    let broken = column("SELECT \"table\" FROM pragma_foreign_key_check").await;
    assert!(broken.is_empty(), "{broken:?}");
    let changed = store.write(|tx| tx.execute("UPDATE events SET kind = 'x'", &[]));
    assert!(changed.await.is_err(), "events are append-only again");
}
