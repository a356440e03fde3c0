//! The threads that write: each takes the transactions that wait and commits them
//! together.

use std::sync::mpsc::{self, Receiver, RecvError, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::store::error::{Result, StoreError};
use crate::store::postgres::group::run_together;
use crate::store::postgres::lane::PooledConnection;
use crate::store::queued::{QueuedTransaction, queued};
use crate::store::threads::all_closed;
use crate::store::tx::Tx;

/// The most transactions in one commit.
const TOGETHER: usize = 64;
/// How much longer than its time a transaction is waited for that is being run.
const LONGER: Duration = Duration::from_secs(5);

/// The threads. They end when they are closed, or the last of their handles is dropped.
#[derive(Clone, Debug)]
pub(super) struct Writers {
    queue: Sender<NextWrite>,
    size: usize,
}

/// Says what the next thread that is free does.
enum NextWrite {
    Run(Box<dyn QueuedTransaction>),
    /// Closes its connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl Writers {
    /// Starts a thread for each.
    pub(super) fn start(lanes: Vec<PooledConnection>) -> Result<Self> {
        let (queue, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let size = lanes.len();
        for (number, lane) in lanes.into_iter().enumerate() {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(format!("store-writer-{number}"))
                .spawn(move || serve(lane, &waiting))
                .map_err(|error| StoreError::Database(error.to_string()))?;
        }
        Ok(Self { queue, size })
    }

    /// Runs a transaction and answers after its commit. It runs to its end also where its
    /// caller goes away, but not if its turn has not come until `until`.
    pub(super) async fn run<T, E>(
        &self,
        until: Instant,
        transaction: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (transaction, answer) = queued(until, transaction);
        let next = NextWrite::Run(transaction);
        self.queue.send(next).map_err(|_| StoreError::Closed)?;
        answer.wait_within(LONGER).await
    }

    /// Closes the connections after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        let closing = (0..self.size).filter_map(|_| {
            let (caller, closed) = oneshot::channel();
            let asked = self.queue.send(NextWrite::Close(caller));
            asked.ok().map(|()| closed)
        });
        all_closed(closing.collect()).await;
    }
}

fn serve(mut lane: PooledConnection, waiting: &Mutex<Receiver<NextWrite>>) {
    while let Some((group, closing)) = next_group(waiting) {
        run_together(&mut lane, group);
        if let Some(caller) = closing {
            lane.disconnect();
            let _ = caller.send(());
            return;
        }
    }
}

type Closing = Option<oneshot::Sender<()>>;

/// Waits for the next transaction, and takes with it those that are waiting by then.
fn next_group(
    waiting: &Mutex<Receiver<NextWrite>>,
) -> Option<(Vec<Box<dyn QueuedTransaction>>, Closing)> {
    // Poisoned by nothing: no transaction is run under the lock.
    let waiting = waiting.lock().ok()?;
    let mut group = Vec::new();
    let mut next = waiting.recv();
    while let Ok(NextWrite::Run(transaction)) = next {
        group.push(transaction);
        if group.len() >= TOGETHER {
            return Some((group, None));
        }
        next = waiting.try_recv().map_err(|_| RecvError);
    }
    if let Ok(NextWrite::Close(caller)) = next {
        return Some((group, Some(caller)));
    }
    (!group.is_empty()).then_some((group, None))
}
