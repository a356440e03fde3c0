//! The one thread that writes: it takes the transactions that are waiting
//! together, each in a savepoint of its own, and commits all of them by one sync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::{self, Patience, Purpose};
use crate::store::tx::Tx;

/// The most transactions in one commit.
const TOGETHER: usize = 128;

/// A transaction that waits, or has run and waits for the commit.
trait Waiting: Send {
    /// Runs it; whether what it wrote shall stay.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells its caller how it ended.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// The thread that writes. It ends when it is closed, or the last of its handles is
/// dropped.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    jobs: Sender<Next>,
}

/// What the thread does next.
enum Next {
    Run(Box<dyn Waiting>),
    /// Closes the connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Opens the connection and starts the thread.
    pub(super) fn start(file: &Path, patience: Patience) -> Result<Self> {
        let connection = sqlite::connect(file, Purpose::Write)?;
        let (jobs, waiting) = mpsc::channel();
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(connection, &waiting, patience))
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { jobs })
    }

    /// Runs a transaction and answers after its commit. It runs to its end also
    /// where its caller goes away.
    pub(super) async fn run<T, E>(
        &self,
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
            caller,
        };
        let next = Next::Run(Box::new(waiting));
        self.jobs.send(next).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Closes the connection after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
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
    caller: oneshot::Sender<std::result::Result<T, E>>,
}

impl<F, T, E> Waiting for QueuedTransaction<F, T, E>
where
    F: FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
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
            (None, Ok(())) => {
                let why = "a transaction was interrupted by a fault of its own";
                Err(StoreError::Database(why.into()).into())
            }
        };
        // A caller that has gone away asks again if it wants to know.
        let _ = self.caller.send(outcome);
    }
}

fn serve(connection: Connection, waiting: &Receiver<Next>, patience: Patience) {
    let mut closing = None;
    while closing.is_none() {
        match waiting.recv() {
            Ok(Next::Run(first)) => {
                let begun = sqlite::begin(&connection, patience);
                // Those that came while the lock was waited for go with it.
                let mut jobs = vec![first];
                while jobs.len() < TOGETHER && closing.is_none() {
                    match waiting.try_recv() {
                        Ok(Next::Run(job)) => jobs.push(job),
                        Ok(Next::Close(caller)) => closing = Some(caller),
                        Err(_) => break,
                    }
                }
                commit_together(&connection, begun, jobs);
            }
            Ok(Next::Close(caller)) => closing = Some(caller),
            Err(_) => return,
        }
    }
    // The last connection of a file takes what is in its journal over.
    drop(connection);
    if let Some(caller) = closing {
        let _ = caller.send(());
    }
}

fn commit_together(connection: &Connection, begun: Result<()>, mut jobs: Vec<Box<dyn Waiting>>) {
    let committed = begun.and_then(|()| {
        for job in &mut jobs {
            run(connection, job.as_mut())?;
        }
        connection.execute_batch("COMMIT").map_err(sqlite::error)
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
    let statement = |sql| connection.execute_batch(sql).map_err(sqlite::error);
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
