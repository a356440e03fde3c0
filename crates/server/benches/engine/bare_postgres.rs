//! Two durable commits a payment on PostgreSQL and nothing else.

use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use postgres::{Client, NoTls};

/// About what an attempt's row holds.
const ROW: [u8; 200] = [b'x'; 200];

/// Threads with a connection each to one database.
pub struct BarePostgres {
    threads: usize,
    url: String,
}

impl BarePostgres {
    /// Makes the table.
    pub fn new(threads: usize, url: String) -> Result<Self> {
        let table = "CREATE TABLE rows (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, row BYTEA NOT NULL)";
        thread::scope(|scope| {
            let made = scope.spawn(|| Client::connect(&url, NoTls)?.batch_execute(table));
            made.join()
                .ok()
                .context("a thread panicked")?
                .map_err(anyhow::Error::from)
        })?;
        Ok(Self { threads, url })
    }

    /// Commits twice for each payment, and says how long that took.
    pub fn run(&self, payments: usize) -> Result<Duration> {
        let left = AtomicUsize::new(2 * payments);
        let ready = Barrier::new(self.threads + 1);
        thread::scope(|scope| {
            let running: Vec<_> = (0..self.threads)
                .map(|_| scope.spawn(|| insert(&self.url, &left, &ready)))
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

/// Inserts as long as commits are left.
fn insert(url: &str, left: &AtomicUsize, ready: &Barrier) -> Result<()> {
    let connected = Client::connect(url, NoTls);
    ready.wait();
    let mut client = connected?;
    let statement = client.prepare("INSERT INTO rows (row) VALUES ($1)")?;
    let take = |count: usize| count.checked_sub(1);
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take)
        .is_ok()
    {
        client.execute(&statement, &[&ROW.as_slice()])?;
    }
    Ok(())
}
