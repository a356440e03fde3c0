//! Two durable commits a payment and nothing else: what the disk can do.

use std::path::{Path, PathBuf};
use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rusqlite::{Connection, TransactionBehavior};

/// About what an attempt's row holds.
const ROW: [u8; 200] = [b'x'; 200];
/// How long a connection waits for the others.
const BUSY: Duration = Duration::from_mins(1);

/// Threads with a connection each to one `SQLite` file. They queue for it among
/// themselves: who finds it busy sleeps, and sleepers would count as the disk's.
pub struct BareLoop {
    threads: usize,
    file: PathBuf,
    /// Keeps the log, which the last connection to close would delete.
    _open: Connection,
}

impl BareLoop {
    /// Makes the file.
    pub fn new(threads: usize, file: &Path) -> Result<Self> {
        let connection = open(file)?;
        connection
            .execute_batch("CREATE TABLE rows (id INTEGER PRIMARY KEY, row BLOB NOT NULL)")?;
        Ok(Self {
            threads,
            file: file.to_owned(),
            _open: connection,
        })
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Commits twice for each payment, and says how long that took.
    pub fn run(&self, payments: usize) -> Result<Duration> {
        let connections: Vec<Connection> = (0..self.threads)
            .map(|_| open(&self.file))
            .collect::<Result<_>>()?;
        let left = Mutex::new(2 * payments);
        let ready = Barrier::new(self.threads + 1);
        thread::scope(|scope| {
            let running: Vec<_> = connections
                .into_iter()
                .map(|connection| scope.spawn(|| insert_in_turn(connection, &left, &ready)))
                .collect();
            ready.wait();
            let started = Instant::now();
            for thread in running {
                let ended: Result<()> = thread.join().ok().context("a thread panicked")?;
                ended?;
            }
            Ok(started.elapsed())
        })
    }
}

fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Inserts as long as commits are left.
fn insert_in_turn(mut connection: Connection, left: &Mutex<usize>, ready: &Barrier) -> Result<()> {
    ready.wait();
    loop {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        if *left == 0 {
            return Ok(());
        }
        *left -= 1;
        insert(&mut connection)?;
    }
}

fn insert(connection: &mut Connection) -> Result<()> {
    let writing = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    writing
        .prepare_cached("INSERT INTO rows (row) VALUES (?1)")?
        .execute([ROW])?;
    Ok(writing.commit()?)
}
