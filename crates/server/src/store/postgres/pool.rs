//! Threads that run transactions, each on a connection of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use tokio::sync::oneshot;
use tokio::time::timeout_at;

use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::PostgresConnection;
use crate::store::postgres::target::PostgresTarget;

/// A thread's connection, made when it is needed.
#[derive(Debug)]
pub(super) struct PooledConnection {
    target: Arc<PostgresTarget>,
    connection: Option<PostgresConnection>,
}

impl PooledConnection {
    /// Returns the connection, made anew where there is none.
    pub(super) fn connection(&mut self) -> Result<&PostgresConnection> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => PostgresConnection::open(&self.target)?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Returns the number of the connection that there is; 1 where there is none.
    pub(super) fn number(&self) -> u32 {
        self.connection.as_ref().map_or(1, |it| it.number)
    }

    /// Drops a connection that is of no more use.
    pub(super) fn disconnect(&mut self) {
        self.connection = None;
    }
}

type Work = Box<dyn FnOnce(&mut PooledConnection) + Send>;

/// Says what the next thread that is free does.
enum NextWork {
    Run(Work),
    /// Closes its connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

/// Threads. They end when they are closed, or the last of their handles is dropped.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    work: Sender<NextWork>,
    size: usize,
}

impl Pool {
    /// Starts as many threads.
    pub(super) fn start(name: &str, size: usize, target: &Arc<PostgresTarget>) -> Result<Self> {
        let (work, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..size {
            let waiting = Arc::clone(&waiting);
            let lane = PooledConnection {
                target: Arc::clone(target),
                connection: None,
            };
            thread::Builder::new()
                .name(format!("{name}-{number}"))
                .spawn(move || serve(lane, &waiting))
                .map_err(|error| StoreError::Database(error.to_string()))?;
        }
        Ok(Self { work, size })
    }

    /// Has the next free thread do something. It is done also if its caller goes away,
    /// but not if no thread was free until `until`: all may hang at a database that
    /// answers nothing.
    pub(super) async fn run<R: Send + 'static>(
        &self,
        until: Instant,
        work: impl FnOnce(&mut PooledConnection) -> R + Send + 'static,
    ) -> Result<R> {
        let (caller, mut answer) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let taken = Arc::clone(&begun);
        let work = move |lane: &mut PooledConnection| {
            // Else its caller was told that it is not done.
            if !taken.swap(true, Ordering::SeqCst) {
                // A caller that has gone away asks again if it wants to know.
                let _ = caller.send(work(lane));
            }
        };
        let next = NextWork::Run(Box::new(work));
        self.work.send(next).map_err(|_| StoreError::Closed)?;
        let answered = match timeout_at(until.into(), &mut answer).await {
            Ok(answered) => answered,
            Err(_) if !begun.swap(true, Ordering::SeqCst) => return Err(StoreError::Busy),
            // What it does may be durable already.
            Err(_) => answer.await,
        };
        answered.map_err(|_| StoreError::Closed)
    }

    /// Closes the connections after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        for _ in 0..self.size {
            let (caller, closed) = oneshot::channel();
            if self.work.send(NextWork::Close(caller)).is_ok() {
                let _ = closed.await;
            }
        }
    }
}

fn serve(mut lane: PooledConnection, waiting: &Mutex<Receiver<NextWork>>) {
    loop {
        // Poisoned by nothing: no work is done under the lock.
        let next = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
        match next {
            Some(NextWork::Run(work)) => {
                // A panic must not end the thread that serves others.
                if catch_unwind(AssertUnwindSafe(|| work(&mut lane))).is_err() {
                    lane.disconnect();
                }
            }
            Some(NextWork::Close(caller)) => {
                lane.disconnect();
                let _ = caller.send(());
                return;
            }
            None => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn who_waits_for_threads_that_hang_is_refused_and_not_done_later() {
        let url = "postgres://oneclick@localhost/oneclick";
        let target = Arc::new(PostgresTarget::parse(url, None).unwrap());
        let pool = Pool::start("a-test", 1, &target).unwrap();
        let (goes_on, hangs) = mpsc::channel::<()>();
        let later = Instant::now() + Duration::from_mins(1);
        let first = pool.run(later, move |_| hangs.recv().is_ok());
        let done = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&done);
        let second = async {
            let refused = pool.run(Instant::now(), move |_| noted.store(true, Ordering::SeqCst));
            let refused = timeout(Duration::from_secs(10), refused).await;
            goes_on.send(()).unwrap();
            refused
        };
        let (first, second) = tokio::join!(first, second);
        assert!(first.unwrap());
        assert!(matches!(second, Ok(Err(StoreError::Busy))));
        pool.run(later, |_| ()).await.unwrap();
        assert!(!done.load(Ordering::SeqCst));
    }
}
