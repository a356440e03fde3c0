//! Keeps a task that should never end running.

use std::time::Duration;

use crate::deployment::milliseconds;
use crate::environment::Environment;

/// The pause before the first new start.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause, and how long a task has to run to count as well again.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Runs a task, and starts it anew whenever it panics or ends, after pauses
/// that grow. Dropping this drops the task.
pub(crate) async fn supervise<F>(
    environment: Environment,
    what: &'static str,
    mut start: impl FnMut() -> F,
) where
    F: Future<Output = ()> + Send + 'static,
{
    let mut pause = FIRST_PAUSE;
    loop {
        let began = environment.clock().moment();
        let running = environment.spawn(start());
        let ends_with_this = running.abort_on_drop();
        // The panic's own text is in the log already.
        let panicked = running.await.is_err();
        drop(ends_with_this);
        let ran = environment.clock().monotonic_since(began);
        if ran >= milliseconds(LONGEST_PAUSE) {
            pause = FIRST_PAUSE;
        }
        tracing::error!(
            what,
            panicked,
            ?pause,
            "a task that never ends has ended; it is started anew"
        );
        environment.sleep(pause).await;
        pause = (2 * pause).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::TaskLost;

    #[tokio::test]
    async fn a_task_that_panics_or_ends_is_started_anew() {
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let mut count = 0;
        let environment = Environment::real();
        let supervised = environment.clone();
        let supervised = environment.spawn(supervise(supervised, "a test's task", move || {
            count += 1;
            started.send(count).unwrap();
            async move {
                assert_ne!(count, 1, "the first one panics");
                if count > 2 {
                    std::future::pending::<()>().await;
                }
            }
        }));
        for number in 1..=3 {
            assert_eq!(starts.recv().await, Some(number));
        }
        supervised.abort();
        assert_eq!(supervised.await.unwrap_err(), TaskLost::Aborted);
        assert_eq!(starts.recv().await, None, "it went with its supervisor");
    }
}
