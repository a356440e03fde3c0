//! A file filled with payments that were made long ago.

use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;

/// How many are written in one transaction.
const TOGETHER: usize = 50_000;

/// One of everything that a payment leaves, each with ids of its own as random as the
/// server's. What the tables forbid is refused here too.
const STATEMENTS: &str = "
    INSERT INTO customers (id, email, created_at, kept_since)
        SELECT 'c-' || id, 'ada@example.com', at, at FROM filling;
    INSERT INTO orders (reference, customer_id, amount, currency, created_at)
        SELECT 'filled-' || id, 'c-' || id, 995, 'EUR', at FROM filling;
    INSERT INTO sessions (id, token_hash, order_reference, amount, currency, return_url, three_d_secure, capture,
            cvc, guest, mode, created_at, expires_at)
        SELECT 'cs_' || id, hash, 'filled-' || id, 995, 'EUR', 'http://localhost:8080/', 0, 1, 'required', 0, 'test',
            at, at + 3600000 FROM filling;
    INSERT INTO cards (id, customer_id, provider, token_key, token_sealed, fingerprint, brand, last_four,
            expiry_month, expiry_year, uses, consent_text, consent_language, consent_at, is_default, created_at)
        SELECT 'card_' || id, 'c-' || id, 'smart2pay', 'one', hash, hash, 'visa', '4242', 5, 2029, 'one_click',
            'keep-1', 'sv', at, 1, at FROM filling;
    INSERT INTO consents (card_id, consent_text, consent_language, consent_at, uses, recorded_at)
        SELECT 'card_' || id, 'keep-1', 'sv', at, 'one_click', at FROM filling;
    INSERT INTO attempts (id, order_reference, session_id, card_id, card_use, provider, reference, return_token,
            state, amount, currency, cvc_given, provider_payment_id, created_at, updated_at, version)
        SELECT 'pay_' || id, 'filled-' || id, 'cs_' || id, 'card_' || id, 'one_click', 'smart2pay', 'f' || id,
            'r' || id, 'captured', 995, 'EUR', 1, 'f' || number, at, at, 3 FROM filling;
    INSERT INTO events (attempt_id, number, at, kind, from_state, to_state, by_whom, detail)
        SELECT 'pay_' || id, 1, at, 'intent', NULL, 'created', 'shopper', '' FROM filling
        UNION ALL SELECT 'pay_' || id, 2, at, 'sent', 'created', 'sent', 'engine', '' FROM filling
        UNION ALL SELECT 'pay_' || id, 3, at, 'captured', 'sent', 'captured', 'answer', '' FROM filling;
    INSERT INTO token_uses (attempt_id, provider, fingerprint)
        SELECT 'pay_' || id, 'smart2pay', hash FROM filling;
    INSERT INTO idempotency_keys (caller, scope, key, fingerprint, subject, created_at)
        SELECT 'shopper', 'filled-' || id, 'k' || id, hash, 'pay_' || id, at FROM filling;";

/// Writes so many payments into the file of a server that does not run.
pub fn fill(file: &Path, payments: usize) -> Result<()> {
    let connection = Connection::open(file)?;
    // Nothing here has to outlive a crash.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;",
    )?;
    for first in (0..payments).step_by(TOGETHER) {
        let last = payments.min(first + TOGETHER);
        connection.execute_batch(&format!(
            "BEGIN IMMEDIATE;
             CREATE TEMP TABLE filling AS
                 WITH RECURSIVE numbers (number) AS (
                     VALUES ({first} + 1) UNION ALL SELECT number + 1 FROM numbers WHERE number < {last})
                 SELECT number, lower(hex(randomblob(11))) AS id, lower(hex(randomblob(32))) AS hash,
                     1700000000000 + number AS at FROM numbers;
             {STATEMENTS}
             DROP TABLE filling;
             COMMIT;"
        ))?;
    }
    connection.execute_batch("ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")?;
    Ok(())
}
