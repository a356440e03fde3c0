//! Notices that a database was failed over to a standby or restored: it may lack what was
//! committed last.

use std::time::Duration;

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::{Manner, PostgresConnection};
use crate::store::postgres::failure::error;
use crate::store::postgres::target::AfterFailover;
use crate::store::recovery;
use crate::store::tx::{Tx, values};

/// Since when a store may lack what happened, Unix milliseconds: since the last change of a
/// payment that it has, and an hour before, as the clocks of servers differ.
const SINCE: &str = "SELECT COALESCE((SELECT MAX(updated_at) FROM attempts),
        (SELECT MIN(created_at) FROM orders),
        (EXTRACT(EPOCH FROM statement_timestamp()) * 1000)::BIGINT) - 3600000";
/// How long it may take to find that out in large tables.
const LONGEST: Duration = Duration::from_mins(10);

/// Compares a new connection's timeline with the one that is noted in the store, and closes
/// the store where it is another one. Nothing was asked on the connection before.
pub(super) fn heed(connection: &PostgresConnection, after: AfterFailover) -> Result<()> {
    let noted = connection.wire.first_row("SELECT timeline FROM deployment");
    let noted = noted.map_err(|failed| error(&failed))?;
    if noted.first().map(String::as_str) == Some(connection.timeline()) {
        return Ok(());
    }
    connection.manner.set(Manner::Careful);
    connection.batch(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = '10min';
         SET LOCAL enable_seqscan = on",
    )?;
    let usual = connection.wire.allow(LONGEST);
    let ended = note(&Tx::on(connection), connection.timeline(), after);
    let end = if ended.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = ended.and(connection.batch(end));
    connection.wire.allow(usual);
    ended
}

/// Notes the timeline, and closes the store if it was another one.
fn note(tx: &Tx<'_>, timeline: &str, after: AfterFailover) -> Result<()> {
    // Another server may be noting it.
    let noted = tx.value::<Option<String>>("SELECT timeline FROM deployment FOR UPDATE", &[])?;
    let noted = noted.ok_or(StoreError::Missing)?;
    if noted.as_deref() == Some(timeline) {
        return Ok(());
    }
    tx.change("UPDATE deployment SET timeline = $1", values![timeline])?;
    let Some(before) = noted else {
        return Ok(());
    };
    if after == AfterFailover::Open {
        tracing::warn!(
            before,
            timeline,
            "the database was failed over or restored: the store stays open, as `[database] after_failover` says"
        );
        return Ok(());
    }
    let since = tx.value::<i64>(SINCE, &[])?.ok_or(StoreError::Missing)?;
    // Whoever recovers what was lost before does not open what lacks more.
    let closed = recovery::find(tx)?.closed_since;
    recovery::close(tx, closed.map_or(since, |closed| since.min(closed - 1)))?;
    tracing::error!(
        before,
        timeline,
        "the database was failed over or restored: no payment is taken until `oneclick recover` has asked the providers what it lacks"
    );
    Ok(())
}
