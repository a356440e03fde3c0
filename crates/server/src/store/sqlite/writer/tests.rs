use std::time::Duration;

use crate::store::queued::QueuedAnswer;
use crate::store::sqlite::writer::*;

/// A file, the lock on it, and the thread that writes to it for callers who are as
/// patient as an hour.
struct LockedFile {
    _folder: tempfile::TempDir,
    other: Connection,
    queue: Sender<Next>,
    serving: thread::JoinHandle<()>,
}

const HOUR: Patience = Patience(Duration::from_hours(1));

type Answer = QueuedAnswer<(), StoreError>;

fn locked_file(queued: Vec<Next>) -> LockedFile {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("oneclick.sqlite");
    let other = sqlite::connect(&file, Purpose::Write).unwrap();
    let connection = sqlite::connect(&file, Purpose::Write).unwrap();
    sqlite::begin(&other, HOUR).unwrap();
    let (queue, waiting) = mpsc::channel();
    for next in queued {
        queue.send(next).unwrap();
    }
    LockedFile {
        _folder: folder,
        other,
        queue,
        serving: thread::spawn(move || {
            let files = OpenFiles::of(&file);
            serve(connection, files, &waiting, HOUR, &StoreMetrics::default());
        }),
    }
}

fn transaction(patience: Patience) -> (Next, Answer) {
    let (waiting, answer) = queued(
        &StoreMetrics::default(),
        Instant::now() + patience.0,
        |_: &Tx<'_>| Ok(()),
    );
    (Next::Run(waiting), answer)
}

#[tokio::test]
async fn nobody_whose_patience_is_over_waits_for_a_group_before_theirs() {
    let many = (0..3 * TOGETHER).map(|_| transaction(Patience(Duration::ZERO)));
    let (queued, answers): (Vec<_>, Vec<_>) = many.unzip();
    let file = locked_file(queued);
    for answer in answers {
        assert!(matches!(answer.wait().await, Err(StoreError::Locked)));
    }
    drop(file.queue);
    file.serving.join().unwrap();
}

#[tokio::test]
async fn a_refusal_takes_no_time_from_those_who_came_later() {
    let (first, refused) = transaction(Patience(Duration::ZERO));
    let (second, written) = transaction(HOUR);
    let file = locked_file(vec![first, second]);
    assert!(matches!(refused.wait().await, Err(StoreError::Locked)));
    file.other.execute_batch("COMMIT").unwrap();
    written.wait().await.unwrap();
    drop(file.queue);
    file.serving.join().unwrap();
}

/// What breaks the thread that drops it.
struct BreakingAnswer;

impl Drop for BreakingAnswer {
    fn drop(&mut self) {
        assert!(thread::panicking(), "a fault outside a transaction");
    }
}

#[tokio::test]
async fn a_fault_outside_a_transaction_ends_nothing_and_nobody_is_told_that_nothing_was_written() {
    let breaking = |_: &Tx<'_>| Ok::<_, StoreError>(BreakingAnswer);
    let (breaks, leaves) = queued(&StoreMetrics::default(), Instant::now() + HOUR.0, breaking);
    drop(leaves);
    let (beside, told) = transaction(HOUR);
    let file = locked_file(vec![Next::Run(breaks), beside]);
    file.other.execute_batch("COMMIT").unwrap();
    assert!(matches!(told.wait().await, Err(StoreError::Unknown)));
    let (after, written) = transaction(HOUR);
    file.queue.send(after).unwrap();
    written.wait().await.unwrap();
    drop(file.queue);
    file.serving.join().unwrap();
}
