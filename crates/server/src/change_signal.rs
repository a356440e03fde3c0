//! Tells those who wait that something has changed, in the order in which they began to wait.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Notify;

/// Counts what has changed, and wakes whoever waits for more.
///
/// Not a `tokio::sync::watch`, which wakes in an order by chance: a simulated storm has to come
/// out the same again.
#[derive(Debug, Default)]
pub struct ChangeSignal {
    count: AtomicU64,
    waiting: Notify,
}

/// How many changes somebody has seen.
#[derive(Debug)]
pub struct SeenChanges(u64);

impl ChangeSignal {
    /// Returns the changes so far. Taken before the store is read, it misses none.
    pub fn seen(&self) -> SeenChanges {
        SeenChanges(self.count.load(Ordering::SeqCst))
    }

    /// Tells of a change.
    pub fn tell(&self) {
        self.count.fetch_add(1, Ordering::SeqCst);
        self.waiting.notify_waiters();
    }

    /// Waits until there is one that was not seen.
    pub async fn wait_beyond(&self, seen: &mut SeenChanges) {
        loop {
            let mut told = std::pin::pin!(self.waiting.notified());
            // Before they are counted: one that is told in between wakes it.
            told.as_mut().enable();
            let count = self.count.load(Ordering::SeqCst);
            if count != seen.0 {
                seen.0 = count;
                return;
            }
            told.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::task::{Context, Waker};

    use super::*;

    #[tokio::test]
    async fn a_change_before_the_wait_is_not_missed_and_is_told_once() {
        let changes = ChangeSignal::default();
        let mut seen = changes.seen();
        changes.tell();
        changes.tell();
        changes.wait_beyond(&mut seen).await;
        let mut more = std::pin::pin!(changes.wait_beyond(&mut seen));
        let mut nobody = Context::from_waker(Waker::noop());
        assert!(more.as_mut().poll(&mut nobody).is_pending());
        changes.tell();
        more.await;
    }

    #[tokio::test]
    async fn those_who_wait_are_woken_in_their_order() {
        let changes = Arc::new(ChangeSignal::default());
        let woken = Arc::new(Mutex::new(Vec::new()));
        let waiting = (0..32).map(|number| {
            let (changes, woken) = (changes.clone(), woken.clone());
            tokio::spawn(async move {
                changes.wait_beyond(&mut SeenChanges(0)).await;
                woken.lock().unwrap().push(number);
            })
        });
        let waiting: Vec<_> = waiting.collect();
        tokio::task::yield_now().await;
        changes.tell();
        for one in waiting {
            one.await.unwrap();
        }
        assert_eq!(*woken.lock().unwrap(), (0..32).collect::<Vec<_>>());
    }
}
