//! The one thread that writes: it takes the transactions that are waiting
//! together, each in a savepoint of its own, and commits all of them by one sync.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::connection::{self as sqlite, Patience, Purpose};
use crate::store::sqlite::storage::OpenFiles;
use crate::store::tx::Tx;

/// The most transactions in one commit.
const TOGETHER: usize = 128;

/// A transaction that waits, or has run and waits for the commit.
trait Waiting: Send {
    /// Gives the time that is left to it to wait for the write lock.
    fn left(&self) -> Duration;
    /// Runs it; whether what it wrote shall stay.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells its caller how it ended.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// The thread that writes. It ends when it is closed, or the last of its handles is
/// dropped.
#[derive(Clone, Debug)]
pub(in crate::store) struct Writer {
    jobs: Sender<Next>,
    patience: Patience,
}

/// Says what the thread does next.
enum Next {
    Run(Box<dyn Waiting>),
    /// Closes the connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Opens the connection and starts the thread, with the shortest patience of those
    /// who will write.
    pub(in crate::store) fn start(file: &Path, patience: Patience) -> Result<Self> {
        let connection = sqlite::connect(file, Purpose::Write)?;
        let (jobs, waiting) = mpsc::channel();
        let watched = file.to_owned();
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(connection, OpenFiles::of(&watched), &waiting, patience))
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { jobs, patience })
    }

    /// Runs a transaction and answers after its commit. It runs to its end also
    /// where its caller goes away.
    pub(in crate::store) async fn run<T, E>(
        &self,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
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
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let waiting = QueuedTransaction {
            transaction: Some(transaction),
            outcome: None,
            queued_at: Instant::now(),
            patience: patience.max(self.patience),
            caller,
        };
        let next = Next::Run(Box::new(waiting));
        self.jobs.send(next).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
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

struct QueuedTransaction<F, T, E> {
    transaction: Option<F>,
    outcome: Option<std::result::Result<T, E>>,
    queued_at: Instant,
    patience: Patience,
    caller: oneshot::Sender<std::result::Result<T, E>>,
}

impl<F, T, E> Waiting for QueuedTransaction<F, T, E>
where
    F: FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn left(&self) -> Duration {
        self.patience.0.saturating_sub(self.queued_at.elapsed())
    }

    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let Some(transaction) = self.transaction.take() else {
            return false;
        };
        let outcome = transaction(tx);
        let stays = outcome.is_ok();
        self.outcome = Some(outcome);
        stays
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let outcome = match (self.outcome, committed) {
            // Also of a refusal: it may rest on a row of another that is undone with it.
            (_, Err(error)) => Err(error.into()),
            (Some(outcome), Ok(())) => outcome,
            (None, Ok(())) => Err(StoreError::interrupted().into()),
        };
        // A caller that has gone away asks again if it wants to know.
        let _ = self.caller.send(outcome);
    }
}

fn serve(
    connection: Connection,
    mut files: OpenFiles,
    waiting: &Receiver<Next>,
    patience: Patience,
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
                commit_together(&connection, begun, next_group(&mut jobs));
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
fn next_wait(jobs: &VecDeque<Box<dyn Waiting>>, shortest: Patience) -> Patience {
    let soonest = jobs.iter().map(|job| job.left()).min();
    Patience(soonest.unwrap_or_default()).min(shortest)
}

fn next_group(jobs: &mut VecDeque<Box<dyn Waiting>>) -> Vec<Box<dyn Waiting>> {
    jobs.drain(..jobs.len().min(TOGETHER)).collect()
}

/// Answers those whose patience is over while another process has the lock.
fn refuse_overdue(jobs: &mut VecDeque<Box<dyn Waiting>>) {
    for job in std::mem::take(jobs) {
        if job.left().is_zero() {
            job.answer(Err(StoreError::Locked));
        } else {
            jobs.push_back(job);
        }
    }
}

fn commit_together(connection: &Connection, begun: Result<()>, mut jobs: Vec<Box<dyn Waiting>>) {
    let committed = begun.and_then(|()| {
        for job in &mut jobs {
            run(connection, job.as_mut())?;
        }
        sqlite::run(connection, "COMMIT")
    });
    if committed.is_err() && !connection.is_autocommit() {
        // What cannot be undone now is undone when the file is opened next.
        let _ = connection.execute_batch("ROLLBACK");
    }
    for job in jobs {
        job.answer(committed.clone());
    }
}

/// Runs one transaction in a savepoint: what one of them does wrong undoes no other.
fn run(connection: &Connection, job: &mut dyn Waiting) -> Result<()> {
    let statement = |sql| sqlite::run(connection, sql);
    statement("SAVEPOINT one")?;
    let tx = Tx::on(connection);
    // A panic in one transaction must not end the thread that runs all of them.
    let stays = catch_unwind(AssertUnwindSafe(|| job.run(&tx))).unwrap_or(false);
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
