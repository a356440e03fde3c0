//! Brings a store up to date: numbered scripts, forward only, each run once.

use rusqlite::Connection;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::dialect;

/// The scripts in their order; the first is number 1.
pub(in crate::store) const SCRIPTS: &[&str] = &[
    include_str!("../../../migrations/0001_first.sql"),
    include_str!("../../../migrations/0002_every_provider.sql"),
    include_str!("../../../migrations/0003_expedited_look_ups.sql"),
    include_str!("../../../migrations/0004_leases_by_owner.sql"),
    include_str!("../../../migrations/0005_movements_found.sql"),
    include_str!("../../../migrations/0006_tokens.sql"),
    include_str!("../../../migrations/0007_open_pages.sql"),
    include_str!("../../../migrations/0008_limit_resets.sql"),
    include_str!("../../../migrations/0009_names.sql"),
    include_str!("../../../migrations/0010_idempotency_keys.sql"),
    include_str!("../../../migrations/0011_cvc_page.sql"),
    include_str!("../../../migrations/0012_shoppers_cards.sql"),
    include_str!("../../../migrations/0013_webhooks.sql"),
    include_str!("../../../migrations/0014_retention.sql"),
    include_str!("../../../migrations/0015_attempt_numbers.sql"),
    include_str!("../../../migrations/0016_recovery.sql"),
    include_str!("../../../migrations/0017_recovered_attempts.sql"),
    include_str!("../../../migrations/0018_duplicates_of_attempt.sql"),
    include_str!("../../../migrations/0019_sweeper.sql"),
    include_str!("../../../migrations/0020_lost_times.sql"),
    include_str!("../../../migrations/0021_timeline.sql"),
    include_str!("../../../migrations/0022_pay_page.sql"),
    include_str!("../../../migrations/0023_open.sql"),
    include_str!("../../../migrations/0024_operator.sql"),
    include_str!("../../../migrations/0025_due_by_provider.sql"),
    include_str!("../../../migrations/0026_urgent.sql"),
    include_str!("../../../migrations/0027_traces.sql"),
];

/// Returns the number of the last script that the store has run; 0 for a new one.
pub(in crate::store) fn version(connection: &Connection) -> Result<usize> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    let mut version = number("PRAGMA user_version").map_err(dialect::error)?;
    // Versions up to the ninth were numbered in a table.
    let table = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
    if version == 0 && number(table).map_err(dialect::error)? == 1 {
        let last = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations WHERE success";
        version = number(last).map_err(dialect::error)?;
    }
    usize::try_from(version).map_err(|_| StoreError::Corrupt("user_version"))
}

/// Runs those of the first `scripts` that the store has not run yet, inside the
/// caller's transaction.
pub(in crate::store) fn run(connection: &Connection, scripts: &[&str]) -> Result<()> {
    let done = version(connection)?;
    for script in scripts.iter().skip(done) {
        connection.execute_batch(script).map_err(dialect::error)?;
    }
    let reached = done.max(scripts.len());
    let note = format!("DROP TABLE IF EXISTS _sqlx_migrations; PRAGMA user_version = {reached}");
    connection.execute_batch(&note).map_err(dialect::error)
}
