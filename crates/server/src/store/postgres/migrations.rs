//! Brings the tables up to date: numbered scripts, forward only, each run once.

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::PostgresConnection;
use crate::store::schema::Migrated;
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
    (14, include_str!("../../../migrations/0014_retention.sql")),
    (
        15,
        include_str!("../../../migrations/0015_attempt_numbers.sql"),
    ),
    (16, include_str!("../../../migrations/0016_recovery.sql")),
    (
        17,
        include_str!("../../../migrations/postgres/0017_recovered_attempts.sql"),
    ),
    (
        18,
        include_str!("../../../migrations/0018_duplicates_of_attempt.sql"),
    ),
    (19, include_str!("../../../migrations/0019_sweeper.sql")),
    (20, include_str!("../../../migrations/0020_lost_times.sql")),
    (21, include_str!("../../../migrations/0021_timeline.sql")),
    (22, include_str!("../../../migrations/0022_pay_page.sql")),
    (23, include_str!("../../../migrations/0023_open.sql")),
    (24, include_str!("../../../migrations/0024_operator.sql")),
    (
        25,
        include_str!("../../../migrations/0025_due_by_provider.sql"),
    ),
    (26, include_str!("../../../migrations/0026_urgent.sql")),
    (27, include_str!("../../../migrations/0027_traces.sql")),
];

/// Returns the number of the last script that the database has run; 0 for a new one.
pub(super) fn version(tx: &Tx<'_>) -> Result<usize> {
    let version = tx.value::<i64>("SELECT version FROM schema_version", &[])?;
    usize::try_from(version.unwrap_or_default()).map_err(|_| StoreError::Corrupt("version"))
}

/// Makes the table of the version where it is missing; returns what is to be run.
pub(super) fn begin(connection: &PostgresConnection) -> Result<Migrated> {
    connection.batch(
        "CREATE TABLE IF NOT EXISTS schema_version (
             only_row BIGINT PRIMARY KEY CHECK (only_row = 1),
             version  BIGINT NOT NULL
         );
         INSERT INTO schema_version (only_row, version) VALUES (1, 0) ON CONFLICT DO NOTHING",
    )?;
    let newest = SCRIPTS.last().map_or(0, |(number, _)| *number);
    Ok(Migrated {
        from: version(&Tx::on(connection))?,
        to: usize::try_from(newest).map_err(|_| StoreError::Corrupt("version"))?,
    })
}

/// Runs the scripts that the database has not run yet, inside the caller's transaction.
pub(super) fn run(connection: &PostgresConnection, migrated: Migrated) -> Result<()> {
    let tx = Tx::on(connection);
    let is_new = |number: i64| usize::try_from(number).is_ok_and(|number| number > migrated.from);
    for (number, script) in SCRIPTS.iter().filter(|(number, _)| is_new(*number)) {
        connection.batch(script)?;
        tx.execute("UPDATE schema_version SET version = $1", values![*number])?;
    }
    Ok(())
}
