//! Sets a new connection up, and refuses a database that does not keep what is committed.

use crate::store::error::{Result, StoreError};
use crate::store::postgres::failure::error;
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

/// What a connection says of its server.
pub(super) struct ServedBy {
    /// When it was started.
    pub(super) started: String,
    /// Its process for this connection.
    pub(super) number: u32,
}

/// Checks the server and sets the connection up.
pub(super) fn set_up(wire: &Wire) -> Result<ServedBy> {
    let settings = "SELECT current_setting('server_version_num'), current_setting('fsync'),
        current_setting('synchronous_commit'), current_setting('server_encoding'),
        pg_postmaster_start_time()::text, pg_backend_pid()::text";
    let row = wire.first_row(settings).map_err(|failed| error(&failed))?;
    let row = row.try_into().map_err(|_| StoreError::Missing)?;
    let [version, fsync, commit, encoding, started, number]: [String; 6] = row;
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
        number: number.parse().unwrap_or_default(),
    })
}

/// Says that commits are lost in a crash. It may be mended: nothing is written meanwhile.
pub(super) fn does_not_sync(setting: &str, value: &str) -> StoreError {
    StoreError::Disk(format!(
        "it does not sync its commits: {setting} = {value}; neither fsync nor synchronous_commit may be off"
    ))
}
