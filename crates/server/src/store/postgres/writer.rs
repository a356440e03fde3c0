//! The thread that writes: it takes the transactions that wait and commits them together.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::metrics::store::StoreMetrics;
use crate::store::error::{Result, StoreError};
use crate::store::postgres::connection::LockWait;
use crate::store::postgres::group::{Group, run_together};
use crate::store::postgres::lane::PooledConnection;
use crate::store::queued::{QueuedTransaction, queued};
use crate::store::threads::all_closed;
use crate::store::tx::Tx;

/// The most transactions in one commit.
const TOGETHER: usize = 64;
/// How much longer than its time a transaction is waited for that is being run.
const LONGER: Duration = Duration::from_secs(5);
/// How long a transaction is left alone that another server's keeps from its rows.
const BETWEEN_TRIES: Duration = Duration::from_millis(250);

/// The thread that writes. It ends when it is closed, or the last of its handles is dropped.
#[derive(Clone, Debug)]
pub(super) struct GroupWriter {
    queue: Sender<NextWrite>,
    metrics: StoreMetrics,
}

/// Says what the thread does next.
enum NextWrite {
    Run(Box<dyn QueuedTransaction>),
    /// Closes its connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

impl GroupWriter {
    /// Starts the thread.
    pub(super) fn start(lane: PooledConnection, metrics: &StoreMetrics) -> Result<Self> {
        let (queue, waiting) = mpsc::channel();
        let lane = lane.counting(metrics);
        thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || serve(lane, &waiting))
            .map_err(|error| StoreError::Database(error.to_string()))?;
        let metrics = metrics.clone();
        Ok(Self { queue, metrics })
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
        let (transaction, answer) = queued(&self.metrics, until, transaction);
        let next = NextWrite::Run(transaction);
        self.queue.send(next).map_err(|_| StoreError::Closed)?;
        answer.wait_within(LONGER).await
    }

    /// Closes the connection after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        let (caller, closed) = oneshot::channel();
        if self.queue.send(NextWrite::Close(caller)).is_ok() {
            all_closed(vec![closed]).await;
        }
    }
}

fn serve(mut lane: PooledConnection, waiting: &Receiver<NextWrite>) {
    let (mut blocked, mut tried) = (VecDeque::new(), Instant::now());
    while let Some((group, closing)) = next_group(waiting, !blocked.is_empty()) {
        // Once one is known to stand still, nobody waits long to find out again.
        let lock_wait = if blocked.is_empty() {
            LockWait::Usual
        } else {
            LockWait::Short
        };
        blocked.extend(run_caught(&mut lane, group, lock_wait));
        if tried.elapsed() >= BETWEEN_TRIES {
            try_again(&mut lane, &mut blocked);
            tried = Instant::now();
        }
        if let Some(caller) = closing {
            while !blocked.is_empty() {
                thread::sleep(BETWEEN_TRIES);
                try_again(&mut lane, &mut blocked);
            }
            lane.disconnect();
            let _ = caller.send(());
            return;
        }
    }
}

/// Runs transactions together. A panic must not end the thread that serves others: those
/// whose end is not known by then are dropped, and their callers told what may be.
fn run_caught(lane: &mut PooledConnection, group: Group, lock_wait: LockWait) -> Group {
    let run = || run_together(lane, group, lock_wait);
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        tracing::error!("what writes was interrupted by a fault of its own; it goes on");
        lane.disconnect();
        Group::new()
    })
}

/// Runs again what waits for other servers' transactions, one by one, until one has to
/// wait again: each keeps the thread from what else there is to write.
fn try_again(lane: &mut PooledConnection, blocked: &mut VecDeque<Box<dyn QueuedTransaction>>) {
    while let Some(one) = blocked.pop_front() {
        let again = run_caught(lane, vec![one], LockWait::Short);
        if !again.is_empty() {
            return blocked.extend(again);
        }
    }
}

type Closing = Option<oneshot::Sender<()>>;

/// Waits for the next transaction, and takes with it those that are waiting by then; not
/// for long if others have to be tried again.
fn next_group(waiting: &Receiver<NextWrite>, has_blocked: bool) -> Option<(Group, Closing)> {
    let mut group = Group::new();
    let mut next = if has_blocked {
        waiting.recv_timeout(BETWEEN_TRIES)
    } else {
        waiting.recv().map_err(RecvTimeoutError::from)
    };
    if matches!(next, Err(RecvTimeoutError::Timeout)) {
        return Some((group, None));
    }
    while let Ok(NextWrite::Run(transaction)) = next {
        group.push(transaction);
        if group.len() >= TOGETHER {
            return Some((group, None));
        }
        next = waiting.try_recv().map_err(|_| RecvTimeoutError::Timeout);
    }
    if let Ok(NextWrite::Close(caller)) = next {
        return Some((group, Some(caller)));
    }
    (!group.is_empty()).then_some((group, None))
}
