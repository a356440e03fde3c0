//! The one thread that writes: it takes the transactions that are waiting
//! together, each in a savepoint of its own, and commits all of them by one sync.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Instant;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::metrics::store::StoreMetrics;
use crate::store::error::{Result, StoreError};
use crate::store::queued::{QueuedTransaction, queued};
use crate::store::sqlite::connection::{self as sqlite, Patience, Purpose};
use crate::store::sqlite::storage::OpenFiles;
use crate::store::tx::Tx;

/// The most transactions in one commit.
const TOGETHER: usize = 128;

/// The thread that writes. It ends when it is closed, or the last of its handles is
/// dropped.
#[derive(Clone, Debug)]
pub(in crate::store) struct Writer {
    jobs: Sender<Next>,
    patience: Patience,
    metrics: StoreMetrics,
}

/// Says what the thread does next.
enum Next {
    Run(Box<dyn QueuedTransaction>),
    /// Closes the connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Opens the connection and starts the thread, with the shortest patience of those
    /// who will write.
    pub(in crate::store) fn start(
        file: &Path,
        patience: Patience,
        metrics: &StoreMetrics,
    ) -> Result<Self> {
        let connection = sqlite::connect(file, Purpose::Write)?;
        let (jobs, waiting) = mpsc::channel();
        let watched = file.to_owned();
        let commits = metrics.clone();
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || {
                let files = OpenFiles::of(&watched);
                serve(connection, files, &waiting, patience, &commits);
            })
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self {
            jobs,
            patience,
            metrics: metrics.clone(),
        })
    }

    /// Runs a transaction and answers after its commit. It runs to its end also
    /// where its caller goes away.
    pub(in crate::store) async fn run<T, E>(
        &self,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run_within(self.patience, transaction).await
    }

    /// Runs a transaction as [`Self::run`] does, with a longer patience of its own.
    pub(in crate::store) async fn run_within<T, E>(
        &self,
        patience: Patience,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let until = Instant::now() + patience.max(self.patience).0;
        let (transaction, answer) = queued(&self.metrics, until, transaction);
        let next = Next::Run(transaction);
        self.jobs.send(next).map_err(|_| StoreError::Closed)?;
        answer.wait().await
    }

    /// Closes the connection after what is waiting; later callers are refused.
    pub(in crate::store) async fn close(&self) {
        let (caller, closed) = oneshot::channel();
        if self.jobs.send(Next::Close(caller)).is_ok() {
            // Gone without a word is closed as well.
            let _ = closed.await;
        }
    }
}

fn serve(
    connection: Connection,
    mut files: OpenFiles,
    waiting: &Receiver<Next>,
    patience: Patience,
    metrics: &StoreMetrics,
) {
    let mut jobs = VecDeque::new();
    let mut closing = None;
    while closing.is_none() || !jobs.is_empty() {
        if jobs.is_empty() {
            match waiting.recv() {
                Ok(Next::Run(first)) => jobs.push_back(first),
                Ok(Next::Close(caller)) => {
                    closing = Some(caller);
                    continue;
                }
                Err(_) => return,
            }
        }
        let begun = sqlite::begin(&connection, next_wait(&jobs, patience));
        // Those that came while the lock was waited for go with it.
        while closing.is_none() {
            match waiting.try_recv() {
                Ok(Next::Run(job)) => jobs.push_back(job),
                Ok(Next::Close(caller)) => closing = Some(caller),
                Err(_) => break,
            }
        }
        match begun {
            Err(StoreError::Locked) => refuse_overdue(&mut jobs),
            begun => {
                let begun = begun.and_then(|()| files.check());
                run_caught(&connection, begun, next_group(&mut jobs), metrics);
            }
        }
    }
    // The last connection of a file takes what is in its journal over.
    drop(connection);
    if let Some(caller) = closing {
        let _ = caller.send(());
    }
}

/// Returns how long the lock may be waited for without a look at the queue: nobody in
/// it waits beyond their patience, nor does anybody who comes meanwhile.
fn next_wait(jobs: &VecDeque<Box<dyn QueuedTransaction>>, shortest: Patience) -> Patience {
    let soonest = jobs.iter().map(|job| job.until()).min();
    let left = |until: Instant| until.saturating_duration_since(Instant::now());
    Patience(soonest.map(left).unwrap_or_default()).min(shortest)
}

fn next_group(jobs: &mut VecDeque<Box<dyn QueuedTransaction>>) -> Vec<Box<dyn QueuedTransaction>> {
    jobs.drain(..jobs.len().min(TOGETHER)).collect()
}

/// Answers those whose patience is over while another process has the lock.
fn refuse_overdue(jobs: &mut VecDeque<Box<dyn QueuedTransaction>>) {
    for job in std::mem::take(jobs) {
        if job.until() <= Instant::now() {
            job.answer(Err(StoreError::Locked));
        } else {
            jobs.push_back(job);
        }
    }
}

/// Runs transactions together. A panic must not end the thread that serves others: those
/// whose end is not known by then are dropped, and their callers told what may be.
fn run_caught(
    connection: &Connection,
    begun: Result<()>,
    jobs: Vec<Box<dyn QueuedTransaction>>,
    metrics: &StoreMetrics,
) {
    let run = || commit_together(connection, begun, jobs, metrics);
    if catch_unwind(AssertUnwindSafe(run)).is_err() {
        tracing::error!("what writes was interrupted by a fault of its own; it goes on");
        undo(connection);
    }
}

fn commit_together(
    connection: &Connection,
    begun: Result<()>,
    mut jobs: Vec<Box<dyn QueuedTransaction>>,
    metrics: &StoreMetrics,
) {
    jobs.retain(|job| job.begin());
    let committed = begun.and_then(|()| {
        for job in &mut jobs {
            run(connection, job.as_mut())?;
        }
        let since = Instant::now();
        let ended = sqlite::run(connection, "COMMIT");
        metrics.commit_took(since.elapsed());
        ended
    });
    if committed.is_err() {
        undo(connection);
    }
    for job in jobs {
        job.answer(committed.clone());
    }
}

fn undo(connection: &Connection) {
    if !connection.is_autocommit() {
        // What cannot be undone now is undone when the file is opened next.
        let _ = connection.execute_batch("ROLLBACK");
    }
}

/// Runs one transaction in a savepoint: what one of them does wrong undoes no other.
fn run(connection: &Connection, job: &mut dyn QueuedTransaction) -> Result<()> {
    let statement = |sql| sqlite::run(connection, sql);
    statement("SAVEPOINT one")?;
    let tx = Tx::on(connection);
    let stays = job.run(&tx);
    if connection.is_autocommit() {
        // SQLite undoes all of a transaction itself where the disk fails it.
        return Err(StoreError::Disk(
            "it undid what was written together".into(),
        ));
    }
    if !stays {
        statement("ROLLBACK TO one")?;
    }
    statement("RELEASE one")
}

#[cfg(test)]
mod tests;
