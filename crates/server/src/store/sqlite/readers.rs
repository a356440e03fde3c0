//! The connections that read: nothing that is written keeps them waiting.

use std::path::Path;

use rusqlite::Connection;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::connection::{self as sqlite, Purpose};
use crate::store::threads::{ThreadState, Threads};
use crate::store::tx::Tx;

/// How many read at a time.
const READERS: usize = 4;

impl ThreadState for Connection {
    fn tidy(&mut self, panicked: bool) {
        if panicked && !self.is_autocommit() {
            let _ = self.execute_batch("ROLLBACK");
        }
    }
}

/// Opens the connections and starts their threads.
pub(in crate::store) fn start(file: &Path) -> Result<Threads<Connection>> {
    let opened = (0..READERS).map(|_| sqlite::connect(file, Purpose::Read));
    Threads::start("store-reader", opened.collect::<Result<_>>()?)
}

/// Runs a function that reads one state of the store.
pub(in crate::store) fn snapshot<T, E: From<StoreError>>(
    connection: &Connection,
    read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let statement = |sql| sqlite::run(connection, sql);
    statement("BEGIN")?;
    let answer = read(&Tx::on(connection));
    statement("COMMIT")?;
    answer
}
