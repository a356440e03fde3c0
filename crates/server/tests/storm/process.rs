//! A server's process: tasks that die together, at any await.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

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
    /// Until the world has this age, none of its tasks goes on.
    still_until: Mutex<Duration>,
    /// Its tasks that would have gone on meanwhile.
    held: Mutex<BTreeMap<u64, Waker>>,
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
            still_until: Mutex::default(),
            held: Mutex::default(),
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

    /// Its name, with the number of its life.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Begins to stand still for so long, as a process that is stopped or whose machine is
    /// suspended: time goes on, and what is on its way to it arrives and waits.
    pub fn stop(&self, pause: Duration) {
        *lock(&self.still_until) = self.world.age() + pause;
        let what = format_args!("stands still for {pause:?}");
        self.world.note(&self.name, what);
    }

    /// Goes on once that is over.
    pub async fn go_on(&self) {
        let until = *lock(&self.still_until);
        tokio::time::sleep(until.saturating_sub(self.world.age())).await;
        self.world.note(&self.name, "goes on");
        self.let_go();
    }

    fn let_go(&self) {
        let held = std::mem::take(&mut *lock(&self.held));
        held.into_values().for_each(Waker::wake);
    }

    /// Keeps a task from going on while it stands still.
    fn holds(&self, number: u64, waker: &Waker) -> bool {
        let stands = !self.is_dead() && self.world.age() < *lock(&self.still_until);
        if stands {
            lock(&self.held).insert(number, waker.clone());
        }
        stands
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
        self.let_go();
        self.died.notify_waiters();
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
        if self.process.holds(self.number, context.waker()) {
            return Poll::Pending;
        }
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
