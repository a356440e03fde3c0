//! Brings the tables up to date: numbered scripts, forward only, each run once.

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::PostgresConnection;
use crate::store::tx::{Tx, values};

/// The scripts in their order, numbered as SQLite's are. The first two make at once what
/// SQLite's first twelve made one by one; from then on both run the same ones, where
/// they can.
pub(super) const SCRIPTS: &[(i64, &str)] = &[
    (
        12,
        include_str!("../../../migrations/postgres/0012_base.sql"),
    ),
    (
        12,
        include_str!("../../../migrations/postgres/0012_payments.sql"),
    ),
    (13, include_str!("../../../migrations/0013_webhooks.sql")),
];

/// Returns the number of the last script that the database has run; 0 for a new one.
pub(super) fn version(tx: &Tx<'_>) -> Result<usize> {
    let version = tx.value::<i64>("SELECT version FROM schema_version", &[])?;
    usize::try_from(version.unwrap_or_default()).map_err(|_| StoreError::Corrupt("version"))
}

/// Runs the scripts that the database has not run yet, inside the caller's transaction.
pub(super) fn run(connection: &PostgresConnection) -> Result<()> {
    connection.batch(
        "CREATE TABLE IF NOT EXISTS schema_version (
             only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
             version  BIGINT NOT NULL
         );
         INSERT INTO schema_version (only_row, version) VALUES (1, 0) ON CONFLICT DO NOTHING",
    )?;
    let tx = Tx::on(connection);
    let done: i64 = tx
        .value("SELECT version FROM schema_version", &[])?
        .ok_or(StoreError::Missing)?;
    let newest = SCRIPTS.last().map_or(0, |(number, _)| *number);
    if done > newest {
        let why = format!("it is of version {done}, newer than this server's {newest}");
        return Err(StoreError::Database(why));
    }
    for (number, script) in SCRIPTS.iter().filter(|(number, _)| *number > done) {
        connection.batch(script)?;
        tx.execute("UPDATE schema_version SET version = $1", values![*number])?;
    }
    Ok(())
}
