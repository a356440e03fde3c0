//! Lists what is sealed, over all tables: for a change of the vault's key.

use oneclick_rules::{CardId, PaymentId};

use crate::model::attempt::Attempt;
use crate::model::card::Card;
use crate::model::saving::Prepared;
use crate::store::{Result, Row, Tx, attempts, cards, values};

/// Returns the ids of the keys that sealed what may still have to be opened.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn keys(tx: &Tx<'_>) -> Result<Vec<String>> {
    tx.column(
        "SELECT token_key FROM cards WHERE token_sealed <> ''
         UNION SELECT prepared_key FROM attempts WHERE prepared_key IS NOT NULL
         UNION SELECT key_id FROM fingerprint_key",
        &[],
    )
}

/// Cards sealed with another key than `key`, the removed ones too, in order of
/// their ids: up to `most` after `after`. With the id of each, also of one that
/// cannot be read.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn other_cards(
    tx: &Tx<'_>,
    key: &str,
    after: &str,
    most: i64,
) -> Result<Vec<(String, Result<Card>)>> {
    let each = |row: &Row<'_>| Ok((row.get("id")?, cards::read(row)));
    let sql = "SELECT * FROM cards WHERE token_key <> $1 AND token_sealed <> '' AND id > $2 ORDER BY id LIMIT $3";
    tx.query(sql, values![key, after, most], each)
}

/// Attempts for which something was prepared, sealed with another key than
/// `key`: up to `most` after `after`. With the id of each, also of one that
/// cannot be read.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn other_attempts(
    tx: &Tx<'_>,
    key: &str,
    after: &str,
    most: i64,
) -> Result<Vec<(String, Result<Attempt>)>> {
    let each = |row: &Row<'_>| Ok((row.get("id")?, attempts::read(row)));
    tx.query(
        "SELECT * FROM attempts WHERE prepared_key <> $1 AND id > $2 ORDER BY id LIMIT $3",
        values![key, after, most],
        each,
    )
}

/// Puts a card's token, sealed anew, in the place of what was read.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn put_token(tx: &Tx<'_>, id: &CardId, before: &str, sealed: &Prepared) -> Result<()> {
    tx.change(
        "UPDATE cards SET token_key = $1, token_sealed = $2 WHERE id = $3 AND token_sealed = $4",
        values![&sealed.key, &sealed.sealed, id.as_str(), before],
    )
}

/// Puts what was prepared, sealed anew, in the place of what was read.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn put_prepared(tx: &Tx<'_>, id: &PaymentId, before: &str, sealed: &Prepared) -> Result<()> {
    let sql = "UPDATE attempts SET prepared_key = $1, prepared_sealed = $2 WHERE id = $3 AND prepared_sealed = $4";
    tx.change(
        sql,
        values![&sealed.key, &sealed.sealed, id.as_str(), before],
    )
}

/// Reads the key of the fingerprints.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn fingerprint_key(tx: &Tx<'_>) -> Result<Option<Prepared>> {
    tx.row("SELECT key_id, sealed FROM fingerprint_key", &[], |row| {
        Ok(Prepared {
            key: row.get("key_id")?,
            sealed: row.get("sealed")?,
        })
    })
}

/// Writes the key of the fingerprints, the first or the same one sealed anew.
///
/// # Errors
/// Fails if the database is unreachable.
pub fn put_fingerprint_key(tx: &Tx<'_>, sealed: &Prepared) -> Result<()> {
    tx.change(
        "INSERT INTO fingerprint_key (only_row, key_id, sealed) VALUES (1, $1, $2)
         ON CONFLICT (only_row) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed",
        values![&sealed.key, &sealed.sealed],
    )
}
