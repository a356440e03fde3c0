//! A transaction that waits for its turn, is run with others and committed with them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use tokio::time::timeout_at;

use crate::metrics::store::{PaymentLabels, StoreMetrics};
use crate::store::error::{Result, StoreError};
use crate::store::tx::Tx;

/// A transaction that waits, or has run and waits for the commit.
pub(super) trait QueuedTransaction: Send {
    /// Returns until when it may wait for its turn.
    fn until(&self) -> Instant;
    /// Tells whether it is to be run: not if its caller was told that it is not.
    fn begin(&self) -> bool;
    /// Notes that nothing stays of it: its caller may be told so.
    fn undo(&self);
    /// Runs it, each time from its beginning; whether what it wrote shall stay.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    /// Tells its caller how it ended.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// How far a transaction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Nothing of it stands in the database.
    Waiting,
    /// It is run or committed.
    Running,
    /// Its caller waits no more and was told something else.
    Abandoned,
}

#[derive(Clone, Debug)]
struct SharedStage(Arc<Mutex<Stage>>);

impl SharedStage {
    /// Goes on to `next`, unless its caller waits no more; returns the stage before.
    fn go_on(&self, next: Stage) -> Stage {
        let mut stage = self.lock();
        let before = *stage;
        if before != Stage::Abandoned {
            *stage = next;
        }
        before
    }

    /// Says what is known of a transaction that was dropped without an answer.
    fn when_dropped(&self) -> StoreError {
        match *self.lock() {
            // Its commit may have been sent.
            Stage::Running => StoreError::Unknown,
            Stage::Waiting | Stage::Abandoned => StoreError::Closed,
        }
    }

    // Each change is whole.
    fn lock(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct QueuedFunction<F, T, E> {
    function: F,
    outcome: Option<std::result::Result<T, E>>,
    noted: Vec<PaymentLabels>,
    metrics: StoreMetrics,
    until: Instant,
    stage: SharedStage,
    caller: oneshot::Sender<std::result::Result<T, E>>,
}

/// What the caller of a queued transaction waits for.
#[derive(Debug)]
pub(super) struct QueuedAnswer<T, E> {
    answer: oneshot::Receiver<std::result::Result<T, E>>,
    until: Instant,
    stage: SharedStage,
}

/// Makes a transaction that waits, `until` at the latest, and what its caller waits for.
/// What it notes is counted when it is durable, also where its caller has gone away.
pub(super) fn queued<T, E>(
    metrics: &StoreMetrics,
    until: Instant,
    function: impl FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send + 'static,
) -> (Box<dyn QueuedTransaction>, QueuedAnswer<T, E>)
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    let stage = SharedStage(Arc::new(Mutex::new(Stage::Waiting)));
    let queued = QueuedFunction {
        function,
        outcome: None,
        noted: Vec::new(),
        metrics: metrics.clone(),
        until,
        stage: stage.clone(),
        caller,
    };
    let answer = QueuedAnswer {
        answer,
        until,
        stage,
    };
    (Box::new(queued), answer)
}

impl<F, T, E> QueuedTransaction for QueuedFunction<F, T, E>
where
    F: FnOnce(&Tx<'_>) -> std::result::Result<T, E> + Clone + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn until(&self) -> Instant {
        self.until
    }

    fn begin(&self) -> bool {
        self.stage.go_on(Stage::Running) != Stage::Abandoned
    }

    fn undo(&self) {
        self.stage.go_on(Stage::Waiting);
    }

    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let outcome = tx.caught(|tx| (self.function.clone())(tx));
        let stays = outcome.is_ok();
        self.noted = if stays { tx.take_noted() } else { Vec::new() };
        self.outcome = Some(outcome);
        stays
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        if committed.is_ok() {
            self.metrics.count_payments(self.noted);
        }
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

impl<T, E: From<StoreError>> QueuedAnswer<T, E> {
    /// Waits for as long as it takes.
    pub(super) async fn wait(self) -> std::result::Result<T, E> {
        let stage = self.stage;
        self.answer.await.map_err(|_| stage.when_dropped())?
    }

    /// Waits until its time is over, and then, if it is being run, for so much longer:
    /// after that nobody knows what becomes of it.
    pub(super) async fn wait_within(mut self, longer: Duration) -> std::result::Result<T, E> {
        let stage = self.stage.clone();
        let dropped = |_| stage.when_dropped();
        if let Ok(answered) = timeout_at(self.until.into(), &mut self.answer).await {
            return answered.map_err(dropped)?;
        }
        let is_run = {
            let mut stage = self.stage.lock();
            if *stage == Stage::Waiting {
                *stage = Stage::Abandoned;
            }
            *stage == Stage::Running
        };
        if is_run
            && let Ok(answered) = timeout_at((self.until + longer).into(), &mut self.answer).await
        {
            return answered.map_err(dropped)?;
        }
        // It may have been answered, or undone, in this moment.
        let stage = self.stage.go_on(Stage::Abandoned);
        match (self.answer.try_recv(), stage) {
            (Ok(answered), _) => answered,
            (Err(_), Stage::Running) => Err(StoreError::Unknown.into()),
            (Err(_), Stage::Waiting | Stage::Abandoned) => Err(StoreError::Busy.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Queued = (Box<dyn QueuedTransaction>, QueuedAnswer<(), StoreError>);

    fn overdue() -> Queued {
        queued(&StoreMetrics::default(), Instant::now(), |_| Ok(()))
    }

    #[tokio::test]
    async fn whose_turn_does_not_come_is_refused_and_not_run_later() {
        let (waiting, answer) = overdue();
        let told = answer.wait_within(Duration::from_hours(1)).await;
        assert!(matches!(told, Err(StoreError::Busy)));
        assert!(!waiting.begin());
    }

    #[tokio::test]
    async fn who_is_run_and_does_not_end_is_told_that_nobody_knows() {
        let (waiting, answer) = overdue();
        assert!(waiting.begin());
        let told = answer.wait_within(Duration::ZERO).await;
        assert!(matches!(told, Err(StoreError::Unknown)));
        waiting.undo();
        assert!(!waiting.begin(), "its caller was told something else");
    }

    #[tokio::test]
    async fn who_was_undone_when_the_time_is_over_is_told_that_nothing_was_written() {
        let (waiting, answer) = overdue();
        assert!(waiting.begin());
        waiting.undo();
        let told = answer.wait_within(Duration::from_hours(1)).await;
        assert!(matches!(told, Err(StoreError::Busy)));
    }

    #[tokio::test]
    async fn who_is_dropped_is_told_that_nobody_knows_if_it_was_being_run() {
        for (is_run, is_known) in [(false, true), (true, false)] {
            for waits_long in [false, true] {
                let (waiting, answer) = overdue();
                assert!(!is_run || waiting.begin());
                drop(waiting);
                let told = if waits_long {
                    answer.wait().await
                } else {
                    answer.wait_within(Duration::ZERO).await
                };
                let error = told.unwrap_err();
                assert_eq!(matches!(error, StoreError::Closed), is_known, "{error}");
                assert_eq!(matches!(error, StoreError::Unknown), !is_known, "{error}");
            }
        }
    }

    #[tokio::test]
    async fn who_ends_a_little_too_late_is_told_how() {
        let (waiting, answer) = overdue();
        assert!(waiting.begin());
        let ends = tokio::task::spawn_blocking(|| waiting.answer(Err(StoreError::Missing)));
        let told = answer.wait_within(Duration::from_mins(1)).await;
        assert!(matches!(told, Err(StoreError::Missing)));
        ends.await.unwrap();
    }
}
