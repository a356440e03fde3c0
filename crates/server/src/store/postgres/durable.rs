//! Sets a new connection up, and refuses a database that does not keep what is committed.

use crate::store::error::{Result, StoreError};
use crate::store::postgres::failure::{WireFailure, error};
use crate::store::postgres::wire::Wire;

/// The oldest server that tells what became of a transaction.
const OLDEST: u32 = 130_000;
/// Its statements are planned once and by indexes: a reading of a whole table would meet
/// every transaction that writes to it. A server that stands still in a transaction holds
/// nothing for long: what waits for it goes on while its callers still wait.
const SETTINGS: &str =
    "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan;
    SET statement_timeout = '10s'; SET lock_timeout = '1s';
    SET idle_in_transaction_session_timeout = '5s'";
/// What `synchronous_commit` may be: each waits for the server's own disk at least.
const SYNCING: [&str; 4] = ["on", "remote_apply", "remote_write", "local"];

/// The cluster, and its line of history: each promotion and each end of an archive recovery
/// begins another (<https://www.postgresql.org/docs/current/continuous-archiving.html>). In
/// the name of the log's present file, since the control file tells of a new one only after
/// its first checkpoint.
pub(super) const TIMELINE: &str = "(SELECT system_identifier FROM pg_control_system())
    || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)";

/// What a connection says of its server.
pub(super) struct ServedBy {
    /// When it was started.
    pub(super) started: String,
    /// Which line of history it writes.
    pub(super) timeline: String,
    /// Its process for this connection.
    pub(super) number: u32,
}

/// Checks the server and sets the connection up.
pub(super) fn set_up(wire: &Wire) -> Result<ServedBy> {
    let settings = format!(
        "SELECT current_setting('server_version_num'), current_setting('fsync'),
        current_setting('synchronous_commit'), current_setting('server_encoding'),
        pg_postmaster_start_time()::text, pg_backend_pid()::text, {TIMELINE}"
    );
    let row = wire
        .first_row(&settings)
        .map_err(|failed| unread(&failed))?;
    let row = row.try_into().map_err(|_| StoreError::Missing)?;
    let [version, fsync, commit, encoding, started, number, timeline]: [String; 7] = row;
    if version.parse::<u32>().unwrap_or_default() < OLDEST {
        let why = format!("it is of version {version}; {OLDEST} (13) is the oldest that serves");
        return Err(StoreError::Database(why));
    }
    if fsync != "on" {
        return Err(does_not_sync("fsync", &fsync));
    }
    let Some(commit) = SYNCING.into_iter().find(|known| *known == commit) else {
        return Err(does_not_sync("synchronous_commit", &commit));
    };
    if encoding != "UTF8" {
        let why = format!("its encoding is {encoding}; make it with ENCODING 'UTF8'");
        return Err(StoreError::Database(why));
    }
    // Nobody turns it off under a connection.
    let settings = format!("{SETTINGS}; SET synchronous_commit = '{commit}'");
    wire.batch(&settings).map_err(|failed| error(&failed))?;
    Ok(ServedBy {
        started,
        timeline,
        number: number.parse().unwrap_or_default(),
    })
}

/// Tells why the database did not say how it stands. Older servers cannot read their control
/// file while they write it: it is asked again.
pub(super) fn unread(failed: &WireFailure) -> StoreError {
    let known = error(failed);
    if let StoreError::Database(why) = known {
        return StoreError::Unreachable(why);
    }
    known
}

/// Says that commits are lost in a crash. It may be mended: nothing is written meanwhile.
pub(super) fn does_not_sync(setting: &str, value: &str) -> StoreError {
    StoreError::Disk(format!(
        "it does not sync its commits: {setting} = {value}; neither fsync nor synchronous_commit may be off"
    ))
}
