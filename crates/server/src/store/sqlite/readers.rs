//! The threads that read, each on a connection of its own: nothing that is
//! written keeps them waiting.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::store::error::{Result, StoreError};
use crate::store::sqlite::connection::{self as sqlite, Purpose};
use crate::store::tx::Tx;

/// How many read at a time.
const READERS: usize = 4;

type Reading = Box<dyn FnOnce(&Connection) + Send>;

/// The threads that read. They end when they are closed, or the last of their
/// handles is dropped.
#[derive(Clone, Debug)]
pub(in crate::store) struct Readers {
    jobs: Sender<NextReading>,
}

/// Says what the next thread that is free does.
enum NextReading {
    Run(Reading),
    /// Closes its connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl Readers {
    /// Opens the connections and starts the threads.
    pub(in crate::store) fn start(file: &Path) -> Result<Self> {
        let (jobs, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..READERS {
            let connection = sqlite::connect(file, Purpose::Read)?;
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(format!("store-reader-{number}"))
                .spawn(move || serve(connection, &waiting))
                .map_err(|error| StoreError::Database(error.to_string()))?;
        }
        Ok(Self { jobs })
    }

    /// Runs a function that reads one state of the store.
    pub(in crate::store) async fn run<T, E>(
        &self,
        read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let job = move |connection: &Connection| {
            // A caller that has gone away wants nothing any more.
            let _ = caller.send(snapshot(connection, read));
        };
        let next = NextReading::Run(Box::new(job));
        self.jobs.send(next).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Closes the connections after what is waiting; later callers are refused.
    pub(in crate::store) async fn close(&self) {
        for _ in 0..READERS {
            let (caller, closed) = oneshot::channel();
            if self.jobs.send(NextReading::Close(caller)).is_ok() {
                let _ = closed.await;
            }
        }
    }
}

fn snapshot<T, E: From<StoreError>>(
    connection: &Connection,
    read: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let statement = |sql| sqlite::run(connection, sql);
    statement("BEGIN")?;
    let answer = read(&Tx::on(connection));
    statement("COMMIT")?;
    answer
}

fn serve(connection: Connection, waiting: &Mutex<Receiver<NextReading>>) {
    loop {
        // Poisoned by nothing: no job runs under the lock.
        let next = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
        match next {
            Some(NextReading::Run(job)) => {
                // A panic in one reading must not end the thread that serves others.
                let read = catch_unwind(AssertUnwindSafe(|| job(&connection)));
                if read.is_err() && !connection.is_autocommit() {
                    let _ = connection.execute_batch("ROLLBACK");
                }
            }
            Some(NextReading::Close(caller)) => {
                drop(connection);
                let _ = caller.send(());
                return;
            }
            None => return,
        }
    }
}
