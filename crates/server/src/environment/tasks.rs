//! Tasks, and the time that passes in them.

use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::trace;

/// Something under way that gives nothing.
pub type Running = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs tasks and lets them sleep.
pub trait Runtime: fmt::Debug + Send + Sync {
    /// Runs the task beside all others. One that panics stops no other.
    fn spawn(&self, task: Running);

    /// Sleeps so long.
    fn sleep(&self, duration: Duration) -> Running;
}

/// A group of tasks whose end can be waited for.
#[derive(Clone, Debug)]
pub struct Tasks {
    tracker: TaskTracker,
    runtime: Arc<dyn Runtime>,
}

impl Tasks {
    pub(super) fn new(runtime: Arc<dyn Runtime>) -> Self {
        Self {
            tracker: TaskTracker::new(),
            runtime,
        }
    }

    /// Starts a task, which runs to its end whether or not it is waited for.
    pub fn spawn<F>(&self, work: F) -> Task<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let stop = CancellationToken::new();
        let (done, outcome) = oneshot::channel();
        let stopped = stop.clone();
        let task = async move {
            if let Some(output) = stopped.run_until_cancelled(work).await {
                // It may be that nobody waits for it.
                let _ = done.send(output);
            }
        };
        // What a request has begun is logged as its own, also once it is answered.
        let task = self.tracker.track_future(task).in_current_span();
        let task = trace::at(trace::here(), task);
        self.runtime.spawn(Box::pin(task));
        Task { outcome, stop }
    }

    /// Lets [`Self::wait`] end once no task runs.
    pub fn close(&self) {
        self.tracker.close();
    }

    /// Waits until the group is closed and every task has ended.
    pub async fn wait(&self) {
        self.tracker.wait().await;
    }

    /// Says how many tasks run.
    pub fn running(&self) -> usize {
        self.tracker.len()
    }
}

/// A task; awaiting it gives what it made. Dropping this stops nothing.
#[derive(Debug)]
pub struct Task<T> {
    outcome: oneshot::Receiver<T>,
    stop: CancellationToken,
}

/// The task ended without an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskLost {
    /// It was told to stop.
    #[error("a task was aborted")]
    Aborted,
    /// It panicked, or the process ends.
    #[error("a task panicked")]
    Panicked,
}

impl<T> Task<T> {
    /// Stops the task where it waits next.
    pub fn abort(&self) {
        self.stop.cancel();
    }

    /// Stops the task when the guard is dropped.
    pub fn abort_on_drop(&self) -> DropGuard {
        self.stop.clone().drop_guard()
    }
}

impl<T> Future for Task<T> {
    type Output = Result<T, TaskLost>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = ready!(Pin::new(&mut self.outcome).poll(task));
        Poll::Ready(outcome.map_err(|_| {
            if self.stop.is_cancelled() {
                TaskLost::Aborted
            } else {
                TaskLost::Panicked
            }
        }))
    }
}

/// Is ready when its time is over, and stays so until it is set again.
pub struct Timer {
    runtime: Arc<dyn Runtime>,
    sleep: Option<Running>,
}

impl Timer {
    pub(super) fn new(runtime: Arc<dyn Runtime>, within: Duration) -> Self {
        let sleep = Some(runtime.sleep(within));
        Self { runtime, sleep }
    }

    /// Sets it to go off after `within` from now on.
    pub fn reset(&mut self, within: Duration) {
        self.sleep = Some(self.runtime.sleep(within));
    }

    /// Tells whether it has been seen to go off.
    pub fn is_over(&self) -> bool {
        self.sleep.is_none()
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        if let Some(sleep) = &mut self.sleep {
            ready!(sleep.as_mut().poll(task));
            self.sleep = None;
        }
        Poll::Ready(())
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer(over: {})", self.is_over())
    }
}

/// Runs what waits for a file on a thread of its own: no task is held up by it.
///
/// # Errors
/// Fails if it panics.
pub async fn beside_tasks<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    Ok(tokio::task::spawn_blocking(work).await?)
}
