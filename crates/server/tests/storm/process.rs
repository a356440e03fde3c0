//! A server's process: tasks that die together, at any await.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use oneclick_server::environment::Running;
use tokio::sync::Notify;

use crate::world::{StormWorld, lock};

type TaskSlot = Arc<Mutex<Option<Running>>>;

/// A server's process.
pub struct StormProcess {
    world: Arc<StormWorld>,
    name: String,
    tasks: Mutex<BTreeMap<u64, TaskSlot>>,
    begun: AtomicU64,
    /// How many more polls it lives; 0 is without end.
    polls_left: AtomicU64,
    dead: AtomicBool,
    died: Notify,
}

impl StormProcess {
    pub fn new(world: &Arc<StormWorld>, name: String) -> Arc<Self> {
        Arc::new(Self {
            world: Arc::clone(world),
            name,
            tasks: Mutex::default(),
            begun: AtomicU64::new(0),
            polls_left: AtomicU64::new(0),
            dead: AtomicBool::new(false),
            died: Notify::new(),
        })
    }

    /// Starts a task, which [`Self::end`] ends.
    pub fn spawn(self: &Arc<Self>, task: Running) -> u64 {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        if self.is_dead() {
            return number;
        }
        let slot = Arc::new(Mutex::new(Some(task)));
        lock(&self.tasks).insert(number, Arc::clone(&slot));
        tokio::spawn(MortalTask {
            process: Arc::clone(self),
            number,
            slot,
        });
        number
    }

    /// Drops a task where it waits.
    pub fn end(&self, number: u64) {
        let slot = lock(&self.tasks).remove(&number);
        let task = slot.and_then(|slot| lock(&slot).take());
        drop(task);
    }

    /// Dies after so many more steps of its tasks.
    pub fn die_after(&self, polls: u64) {
        self.polls_left.store(polls + 1, Ordering::Relaxed);
    }

    pub fn is_dead(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// Waits until it is dead.
    pub async fn death(&self) {
        while !self.is_dead() {
            self.died.notified().await;
        }
    }

    /// Dies now.
    pub fn die(&self) {
        if self.dead.swap(true, Ordering::Relaxed) {
            return;
        }
        self.world.note(&self.name, "dies");
        let slots = std::mem::take(&mut *lock(&self.tasks));
        for slot in slots.into_values() {
            let task = lock(&slot).take();
            drop(task);
        }
        self.died.notify_one();
    }

    /// Whether its end comes with this step.
    fn ends_now(&self) -> bool {
        let left = self.polls_left.load(Ordering::Relaxed);
        self.polls_left
            .store(left.saturating_sub(1), Ordering::Relaxed);
        left == 1 && !self.is_dead()
    }
}

/// A task of a process.
struct MortalTask {
    process: Arc<StormProcess>,
    number: u64,
    slot: TaskSlot,
}

impl Future for MortalTask {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.process.ends_now() {
            self.process.die();
        }
        // Out of its slot meanwhile: what it does may end tasks, also itself.
        let Some(mut task) = lock(&self.slot).take() else {
            return Poll::Ready(());
        };
        let polled = catch_unwind(AssertUnwindSafe(|| task.as_mut().poll(context)));
        match polled {
            Ok(Poll::Pending) => {
                *lock(&self.slot) = Some(task);
                return Poll::Pending;
            }
            Ok(Poll::Ready(())) => {}
            Err(_) => self.process.world.wrong("a task of a server panicked"),
        }
        lock(&self.process.tasks).remove(&self.number);
        Poll::Ready(())
    }
}
