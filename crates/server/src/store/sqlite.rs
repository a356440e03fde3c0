//! Holds what is SQLite's alone: its connections, its errors, its places in statements.

use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::ffi::{SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
use rusqlite::types::ToSqlOutput;
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql};

use crate::store::error::{Result, StoreError};
use crate::store::value::Value;

/// How long a connection waits for what another process has locked, unless its caller
/// says.
const LOCK_TIMEOUT: Duration = Duration::from_secs(10);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);
/// More than there are statements.
const STATEMENTS: usize = 256;

/// Says how long a transaction waits for the write lock, from when it was queued, before
/// it is refused. The lock is not handed out in turn: others may be first as long as
/// this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Patience(pub(super) Duration);

impl Patience {
    /// For callers that somebody waits for behind a browser.
    pub(super) const REQUEST: Self = Self(LOCK_TIMEOUT);
    /// For a command or a start.
    pub(super) const COMMAND: Self = Self(Duration::from_mins(2));
}

/// Says what a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Makes the file where it is missing, reads and writes.
    Write,
    /// Reads; whatever writes is refused.
    Read,
}

/// Opens a connection: write-ahead log, synced commits, foreign keys.
pub(super) fn connect(file: &Path, purpose: Purpose) -> Result<Connection> {
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
        Purpose::Read => set(&connection, "PRAGMA query_only = ON")?,
    }
    Ok(connection)
}

/// Fails unless the connection's commits are synced and its journal is kept in a file.
pub(super) fn check_durable(connection: &Connection) -> Result<()> {
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

/// Sets what makes commits durable. SQLite does not wait for the lock under which
/// another server switches a new file to its journal: that is tried again here.
fn set_journal(connection: &Connection) -> Result<()> {
    // What a savepoint may have to undo is kept in memory: else in a file, if it is much.
    let pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
        PRAGMA temp_store = MEMORY;";
    for _ in 0..200 {
        match set(connection, pragmas) {
            Err(StoreError::Locked) => thread::sleep(BETWEEN_TRIES),
            answered => return answered,
        }
    }
    set(connection, pragmas)
}

fn set(connection: &Connection, pragmas: &str) -> Result<()> {
    connection.execute_batch(pragmas).map_err(error)
}

/// Runs a statement that begins or ends something, prepared once.
pub(super) fn run(connection: &Connection, statement: &str) -> Result<()> {
    let mut statement = connection.prepare_cached(statement).map_err(error)?;
    statement.raw_execute().map(drop).map_err(error)
}

/// Takes the write lock. SQLite waits for another process that has it, and tells
/// after this time that it waited in vain.
pub(super) fn begin(connection: &Connection, patience: Patience) -> Result<()> {
    connection.busy_timeout(patience.0).map_err(error)?;
    run(connection, "BEGIN IMMEDIATE")
}

/// Prepares a statement, or takes it as it was prepared before, and binds its values.
pub(super) fn prepare<'c>(
    connection: &'c Connection,
    sql: &str,
    values: &[Value<'_>],
) -> Result<CachedStatement<'c>> {
    let mut statement = connection.prepare_cached(sql).map_err(error)?;
    // To SQLite `$2` is a name; its index is by where it stands first.
    for index in 1..=statement.parameter_count() {
        let name = statement.parameter_name(index).unwrap_or_default();
        let place = name
            .strip_prefix('$')
            .and_then(|place| place.parse::<usize>().ok());
        let value = place.and_then(|place| values.get(place.checked_sub(1)?));
        let value =
            value.ok_or_else(|| StoreError::Database(format!("no value for {name} in: {sql}")))?;
        statement.raw_bind_parameter(index, value).map_err(error)?;
    }
    Ok(statement)
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Null => rusqlite::types::Null.to_sql(),
            Self::Integer(number) => number.to_sql(),
            Self::Text(text) => text.as_ref().to_sql(),
        }
    }
}

/// Tells an error of SQLite by what its callers do about it.
pub(super) fn error(error: rusqlite::Error) -> StoreError {
    let text = error.to_string();
    let Some(failure) = error.sqlite_error() else {
        return StoreError::Database(text);
    };
    let unique = matches!(
        failure.extended_code,
        SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY
    );
    let code = failure.code;
    if matches!(code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) {
        StoreError::Locked
    } else if matches!(code, ErrorCode::DiskFull | ErrorCode::SystemIoFailure) {
        StoreError::Disk(text)
    } else if unique {
        StoreError::Unique(text)
    } else {
        StoreError::Database(text)
    }
}

#[cfg(test)]
mod tests;
