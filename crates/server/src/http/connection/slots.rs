//! Counts the connections that there may be, and decides which one goes when there
//! are more: the one that has asked nothing for the longest time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

/// Every open connection.
#[derive(Clone, Debug)]
pub(crate) struct Slots(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    free: Arc<Semaphore>,
    open: Mutex<BTreeMap<u64, Arc<Slot>>>,
    count: AtomicU64,
    /// A connection can be sent away that could not before.
    changed: Notify,
}

/// A connection's own: whether it is being answered, and since when it waits.
#[derive(Debug)]
pub(super) struct Slot {
    answer: Mutex<Answer>,
    /// The moment in the order of all such moments; 0 while it does not wait.
    waits_since: AtomicU64,
    leave: CancellationToken,
}

#[derive(Debug)]
enum Answer {
    /// No request is being answered.
    None,
    /// One is; who waits for its end is woken.
    UnderWay(Option<Waker>),
}

impl Slot {
    fn answer(&self) -> MutexGuard<'_, Answer> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_leaving(&self) -> bool {
        self.leave.is_cancelled() && matches!(*self.answer(), Answer::None)
    }
}

/// A slot that is taken; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct TakenSlot {
    all: Slots,
    id: u64,
    slot: Arc<Slot>,
    _place: OwnedSemaphorePermit,
}

impl Slots {
    /// Makes as many slots as there may be connections.
    pub(crate) fn new(most: usize) -> Self {
        Self(Arc::new(Inner {
            free: Arc::new(Semaphore::new(most)),
            open: Mutex::default(),
            count: AtomicU64::new(0),
            changed: Notify::new(),
        }))
    }

    /// Takes a slot. Where none is free, the connection that has waited for a
    /// request the longest is closed; where all are being answered, this waits.
    pub(crate) async fn take(&self) -> Option<TakenSlot> {
        loop {
            if let Ok(place) = Arc::clone(&self.0.free).try_acquire_owned() {
                return Some(self.taken(place));
            }
            self.send_longest_waiting_away();
            tokio::select! {
                place = Arc::clone(&self.0.free).acquire_owned() => {
                    return place.ok().map(|place| self.taken(place));
                }
                () = self.0.changed.notified() => {}
            }
        }
    }

    fn taken(&self, place: OwnedSemaphorePermit) -> TakenSlot {
        let id = self.next();
        let slot = Arc::new(Slot {
            answer: Mutex::new(Answer::None),
            waits_since: AtomicU64::new(0),
            leave: CancellationToken::new(),
        });
        self.open().insert(id, Arc::clone(&slot));
        TakenSlot {
            all: self.clone(),
            id,
            slot,
            _place: place,
        }
    }

    /// Sends one away, unless one is about to go.
    fn send_longest_waiting_away(&self) {
        let open = self.open();
        if open.values().any(|slot| slot.is_leaving()) {
            return;
        }
        let waiting = open.values().filter_map(|slot| {
            let since = slot.waits_since.load(Ordering::Acquire);
            (since > 0).then_some((since, slot))
        });
        if let Some((_, slot)) = waiting.min_by_key(|(since, _)| *since) {
            slot.waits_since.store(0, Ordering::Release);
            slot.leave.cancel();
        }
    }

    fn next(&self) -> u64 {
        self.0.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Slot>>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TakenSlot {
    /// Notes that the connection waits for a request.
    pub(super) fn waits(&self) {
        let since = self.all.next();
        self.slot.waits_since.store(since, Ordering::Release);
        self.all.0.changed.notify_one();
    }

    /// Notes that a request is here; its answer is over when what this gives is
    /// dropped.
    pub(super) fn answers(&self) -> Answering {
        self.slot.waits_since.store(0, Ordering::Release);
        *self.slot.answer() = Answer::UnderWay(None);
        if self.slot.leave.is_cancelled() {
            // It was to go and stays for its answer: another has to go.
            self.all.0.changed.notify_one();
        }
        Answering(Arc::clone(&self.slot))
    }

    /// Waits until no request is being answered.
    pub(super) fn poll_answered(&self, task: &Context<'_>) -> Poll<()> {
        match &mut *self.slot.answer() {
            Answer::None => Poll::Ready(()),
            Answer::UnderWay(waker) => {
                *waker = Some(task.waker().clone());
                Poll::Pending
            }
        }
    }

    /// Returns what is cancelled when the connection has to go.
    pub(super) fn leave(&self) -> CancellationToken {
        self.slot.leave.clone()
    }
}

impl Drop for TakenSlot {
    fn drop(&mut self) {
        self.all.open().remove(&self.id);
    }
}

/// A request that is being answered, to the last byte of its answer.
#[derive(Debug)]
pub(super) struct Answering(Arc<Slot>);

impl Drop for Answering {
    fn drop(&mut self) {
        let answered = core::mem::replace(&mut *self.0.answer(), Answer::None);
        if let Answer::UnderWay(Some(waker)) = answered {
            waker.wake();
        }
    }
}
