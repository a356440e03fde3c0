//! The background work: does what is due, by lease.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::{Engine, milliseconds};
use crate::environment::Task;
use crate::jobs::leases::Background;
use crate::jobs::supervise::supervise;
use crate::store::queue::{Leased, Queue, Turn};
use crate::store::{self, attempts, cards, operations, unreadable};

/// How long the worker sleeps at most, milliseconds: another replica may have
/// written.
const LONGEST_SLEEP: i64 = 1_000;

impl Engine {
    /// Starts the background work, which is started anew should it ever end;
    /// it stops when the handle is aborted.
    ///
    /// What was open when the last process ended is looked up at once, but for
    /// what another process has leased.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn start_worker(self: &Arc<Self>) -> store::Result<Task<()>> {
        let spacing = milliseconds(self.parts.settings.look_up_spacing);
        let clock = self.clock().clone();
        self.store()
            .write(move |tx| {
                attempts::expedite_all_open(tx, spacing, clock.now())?;
                operations::expedite_all_open(tx, spacing, clock.now())?;
                unreadable::try_again(tx)
            })
            .await?;
        self.background.pulse(self.clock());
        let engine = Arc::clone(self);
        let environment = self.environment().clone();
        let supervised = supervise(environment, "the worker", move || {
            Arc::clone(&engine).work()
        });
        Ok(self.environment().spawn(supervised))
    }

    async fn work(self: Arc<Self>) {
        loop {
            let pause = self.pass().await;
            let woken = self.wake.notified();
            let _ = self.environment().timeout(pause, woken).await;
        }
    }

    /// Starts what is due, of every kind whatever became of the others; says
    /// how long until the next.
    async fn pass(self: &Arc<Self>) -> Duration {
        self.told("leases", self.save_leases().await);
        self.told("clocks", self.heed_steps().await);
        let next = [
            self.told("look-ups", {
                let run = |engine: Arc<Self>, attempt| Box::pin(engine.look_up(attempt));
                self.start_due(attempts::LOOK_UPS, run).await
            }),
            self.told("new cards", {
                let run = Self::save;
                self.start_due(attempts::SAVES, run).await
            }),
            self.told("removed cards", {
                let run = Self::delete;
                self.start_due(cards::DELETIONS, run).await
            }),
            self.told("operations", {
                let run = Self::follow_up;
                self.start_due(operations::FOLLOW_UPS, run).await
            }),
            self.told("duplicates", {
                let run = |engine: Arc<Self>, duplicate| Box::pin(engine.reverse(duplicate));
                self.start_due(attempts::REVERSALS, run).await
            }),
        ];
        let now = self.clock().now();
        let soonest = next.into_iter().flatten().flatten().min();
        let pause = soonest.map_or(LONGEST_SLEEP, |at| (at - now).clamp(0, LONGEST_SLEEP));
        Duration::from_millis(u64::try_from(pause).unwrap_or_default())
    }

    /// Notes that a part of a pass is over, and tells if it failed.
    fn told<T>(&self, what: &str, result: store::Result<T>) -> Option<T> {
        self.background.pulse(self.clock());
        result
            .inspect_err(|error| tracing::error!(%error, what, "the worker could not do its work"))
            .ok()
    }

    /// Starts what is due of one kind; when the next is due, Unix milliseconds.
    async fn start_due<T, W>(
        self: &Arc<Self>,
        queue: &'static Queue<T>,
        run: impl Fn(Arc<Self>, T) -> W,
    ) -> store::Result<Option<i64>>
    where
        T: Send + 'static,
        W: Future<Output = bool> + Send + 'static,
    {
        let now = self.clock().now();
        let (waiting, next) = self
            .store()
            .read(move |tx| Ok((queue.waiting(tx, now)?, queue.next(tx, now)?)))
            .await?;
        for due in waiting {
            let lane = self.background.lanes.of(&due.provider);
            // What somebody waits for goes first, and may use both.
            for awaited in [true, false] {
                let room = lane.room(awaited, self.clock());
                if room == 0 || (awaited && !due.awaited) {
                    continue;
                }
                let provider = due.provider.clone();
                for leased in self.take(queue, provider, awaited, room, now).await? {
                    let Ok(place) = lane.enter(awaited, self.clock()).await else {
                        continue;
                    };
                    let engine = Arc::clone(self);
                    let done = run(Arc::clone(self), leased.row);
                    self.tasks.spawn(async move {
                        // What could not be done is due again when its lease ends.
                        if done.await {
                            engine.free(queue, leased.lease).await;
                        }
                        drop(place);
                        engine.wake.notify_one();
                    });
                }
            }
        }
        Ok(next)
    }

    /// Takes what is due for one provider, as a process that shows that it is alive.
    async fn take<T: Send + 'static>(
        self: &Arc<Self>,
        queue: &'static Queue<T>,
        provider: String,
        awaited: bool,
        room: usize,
        now: i64,
    ) -> store::Result<Vec<Leased<T>>> {
        let engine = Arc::clone(self);
        let (shown, taken) = self
            .store()
            .write(move |tx| {
                let turn = Turn {
                    owner: &engine.background.owner,
                    provider: &provider,
                    awaited,
                    most: i64::try_from(room).unwrap_or(1),
                    now,
                    // Long enough for the requests and for writing what they said.
                    lease: 2 * milliseconds(engine.parts.settings.provider_timeout) + 30_000,
                };
                Ok((engine.beat(tx)?, queue.take(tx, turn)?))
            })
            .await?;
        self.note_beat(shown);
        Ok(taken)
    }

    /// The pause before the next look-up after `look_ups` of them,
    /// milliseconds: doubling from the first to the longest, give or take a
    /// fifth, so that many do not come at once.
    pub(crate) fn pause(&self, look_ups: i64) -> i64 {
        let settings = &self.parts.settings;
        let doublings = u32::try_from(look_ups.clamp(0, 20)).unwrap_or(20);
        let longest = milliseconds(settings.longest_pause);
        let pause = milliseconds(settings.first_look_up)
            .saturating_mul(1 << doublings)
            .min(longest);
        let chance = self.environment().random().bytes::<1>();
        let chance = chance.map_or(128, |[byte]| i64::from(byte));
        pause + pause * (chance - 128) / 640
    }
}

impl Background {
    /// How long the worker may take for a part of a pass before it counts as
    /// hung, milliseconds: longer than the database may keep it waiting.
    pub(crate) const HUNG_AFTER: i64 = 60_000;
}
