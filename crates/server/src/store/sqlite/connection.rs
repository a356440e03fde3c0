//! Opens SQLite's connections, and begins what runs on them.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::dialect::error;

/// How long a connection waits for what another process has locked, unless its caller
/// says.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);
/// More than there are statements.
pub(in crate::store) const STATEMENTS: usize = 256;

/// Says how long a transaction waits for the write lock, from when it was queued, before
/// it is refused. The lock is not handed out in turn: others may be first as long as
/// this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Patience(pub(in crate::store) Duration);

impl Patience {
    /// For callers that somebody waits for behind a browser.
    pub(in crate::store) const REQUEST: Self = Self(LOCK_TIMEOUT);
    /// For a command or a start.
    pub(in crate::store) const COMMAND: Self = Self(Duration::from_mins(2));
}

/// Says what a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Purpose {
    /// Makes the file where it is missing, reads and writes.
    Write,
    /// Reads; whatever writes is refused.
    Read,
}

/// Opens a connection: write-ahead log, synced commits, foreign keys.
pub(in crate::store) fn connect(file: &Path, purpose: Purpose) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(error)?;
    connection.busy_timeout(LOCK_TIMEOUT).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Else a statement is planned anew whenever it is run, because another plan might
    // be better for its new values: that costs more than the statement.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(error)?;
    match purpose {
        Purpose::Write => set_journal(&connection)?,
        // Read once: SQLite opens the journal only then, and by that time another may stand
        // in its place.
        Purpose::Read => set(
            &connection,
            "PRAGMA query_only = ON; SELECT 1 FROM sqlite_schema",
        )?,
    }
    Ok(connection)
}

/// Fails unless the connection's commits are synced and its journal is kept in a file.
pub(in crate::store) fn check_durable(connection: &Connection) -> Result<()> {
    let number = |pragma| connection.query_row(pragma, [], |row| row.get::<_, i64>(0));
    if number("PRAGMA synchronous").map_err(error)? < 2 {
        return Err(StoreError::Database("it does not sync its commits".into()));
    }
    // A store in memory, or where no journal can be kept, says another mode.
    let journal = connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
    if journal.map_err(error)? != "wal" {
        return Err(StoreError::Database(
            "it is no file that keeps what was written to it".into(),
        ));
    }
    Ok(())
}

/// What a connection that writes keeps of the file in memory at most, as SQLite counts it:
/// KiB, negative. Its indexes of random ids are written anywhere, and with the 2 MiB that
/// SQLite keeps by itself nearly every page is read anew from a large file. A connection
/// that reads forgets its pages whenever another has written: more would be of no use.
const WRITER_PAGES: &str = "-65536";

/// Sets what makes commits durable. SQLite does not wait for the lock under which
/// another server switches a new file to its journal: that is tried again here.
fn set_journal(connection: &Connection) -> Result<()> {
    // What a savepoint may have to undo is kept in memory: else in a file, if it is much.
    let pragmas = format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = {WRITER_PAGES};"
    );
    for _ in 0..200 {
        match set(connection, &pragmas) {
            Err(StoreError::Locked) => thread::sleep(BETWEEN_TRIES),
            answered => return answered,
        }
    }
    set(connection, &pragmas)
}

fn set(connection: &Connection, pragmas: &str) -> Result<()> {
    connection.execute_batch(pragmas).map_err(error)
}

/// Runs a statement that begins or ends something, prepared once.
pub(in crate::store) fn run(connection: &Connection, statement: &str) -> Result<()> {
    let mut statement = connection.prepare_cached(statement).map_err(error)?;
    statement.raw_execute().map(drop).map_err(error)
}

/// Takes the write lock. SQLite waits for another process that has it, and tells
/// after this time that it waited in vain.
pub(in crate::store) fn begin(connection: &Connection, patience: Patience) -> Result<()> {
    connection.busy_timeout(patience.0).map_err(error)?;
    run(connection, "BEGIN IMMEDIATE")
}
