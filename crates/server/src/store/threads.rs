//! Threads over one queue, each with a connection of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::store::error::{Result, StoreError};

/// How long threads may take to close their connections: one may hang.
const CLOSING: Duration = Duration::from_secs(10);

/// What a thread works on.
pub(super) trait ThreadState: Send + 'static {
    /// Makes it fit for the next work. What was done before has been answered; it may
    /// have panicked.
    fn tidy(&mut self, panicked: bool);
}

type Work<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Says what the next thread that is free does.
enum NextWork<S> {
    Run(Work<S>),
    /// Closes its connection and tells when that is done.
    Close(oneshot::Sender<()>),
}

/// Threads. They end when they are closed, or the last of their handles is dropped.
#[derive(Debug)]
pub(super) struct Threads<S> {
    work: Sender<NextWork<S>>,
    size: usize,
}

impl<S> Clone for Threads<S> {
    fn clone(&self) -> Self {
        let work = self.work.clone();
        let size = self.size;
        Self { work, size }
    }
}

impl<S: ThreadState> Threads<S> {
    /// Starts a thread for each lane.
    pub(super) fn start(name: &str, lanes: Vec<S>) -> Result<Self> {
        let (work, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let size = lanes.len();
        for (number, lane) in lanes.into_iter().enumerate() {
            let waiting = Arc::clone(&waiting);
            thread::Builder::new()
                .name(format!("{name}-{number}"))
                .spawn(move || serve(lane, &waiting))
                .map_err(|error| StoreError::Database(error.to_string()))?;
        }
        Ok(Self { work, size })
    }

    /// Has the next free thread do something; what it answers.
    pub(super) fn run<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut S) -> R + Send + 'static,
    ) -> Result<oneshot::Receiver<R>> {
        let (caller, answer) = oneshot::channel();
        let work = move |lane: &mut S| {
            // Nobody wants the answer any more to what only reads.
            if !caller.is_closed() {
                let _ = caller.send(work(lane));
            }
        };
        let next = NextWork::Run(Box::new(work));
        self.work.send(next).map_err(|_| StoreError::Closed)?;
        Ok(answer)
    }

    /// Closes the connections after what is waiting; later callers are refused.
    pub(super) async fn close(&self) {
        let closing = (0..self.size).filter_map(|_| {
            let (caller, closed) = oneshot::channel();
            self.work
                .send(NextWork::Close(caller))
                .ok()
                .map(|()| closed)
        });
        all_closed(closing.collect()).await;
    }
}

/// Waits until all are closed, but not for ever.
pub(super) async fn all_closed(closing: Vec<oneshot::Receiver<()>>) {
    let all = async {
        for closed in closing {
            // Gone without a word is closed as well.
            let _ = closed.await;
        }
    };
    let _ = timeout(CLOSING, all).await;
}

fn serve<S: ThreadState>(mut lane: S, waiting: &Mutex<Receiver<NextWork<S>>>) {
    loop {
        // Poisoned by nothing: no work is done under the lock.
        let next = waiting.lock().ok().and_then(|waiting| waiting.recv().ok());
        match next {
            Some(NextWork::Run(work)) => {
                // A panic must not end the thread that serves others.
                let done = catch_unwind(AssertUnwindSafe(|| work(&mut lane)));
                lane.tidy(done.is_err());
            }
            Some(NextWork::Close(caller)) => {
                drop(lane);
                let _ = caller.send(());
                return;
            }
            None => return,
        }
    }
}
