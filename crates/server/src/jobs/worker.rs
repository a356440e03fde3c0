//! The background work: does what is due, by lease.

use std::sync::Arc;
use std::time::Duration;

use crate::cards::Cards;
use crate::cards::save::Saves;
use crate::deployment::{Deployment, milliseconds};
use crate::environment::Task;
use crate::jobs::supervise::supervise;
use crate::operations::follow_up::FollowUps;
use crate::payments::duplicate::Duplicates;
use crate::payments::look_up::LookUps;
use crate::store::queue::{Leased, Queue, Turn};
use crate::store::{self, attempts, cards, operations, unreadable};

/// How long the worker sleeps at most, milliseconds: another replica may have
/// written.
const LONGEST_SLEEP: i64 = 1_000;

/// Does the background work.
#[derive(Clone, Debug)]
pub struct Jobs {
    pub(crate) deployment: Arc<Deployment>,
}

impl Jobs {
    /// Works for this deployment.
    pub fn of(deployment: &Arc<Deployment>) -> Self {
        let deployment = Arc::clone(deployment);
        Self { deployment }
    }

    /// Starts the background work, which is started anew should it ever end;
    /// it stops when the handle is aborted.
    ///
    /// What was open when the last process ended is looked up at once, but for
    /// what another process has leased.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn start_worker(&self) -> store::Result<Task<()>> {
        let spacing = milliseconds(self.deployment.settings.look_up_spacing);
        let clock = self.deployment.clock().clone();
        self.deployment
            .store
            .write(move |tx| {
                attempts::expedite_all_open(tx, spacing, clock.now())?;
                operations::expedite_all_open(tx, spacing, clock.now())?;
                unreadable::try_again(tx)
            })
            .await?;
        self.deployment.background.pulse(self.deployment.clock());
        let this = self.clone();
        let environment = self.deployment.environment.clone();
        let supervised = supervise(environment, "the worker", move || this.clone().work());
        Ok(self.deployment.environment.spawn(supervised))
    }

    async fn work(self) {
        loop {
            let pause = self.pass().await;
            let woken = self.deployment.wake.notified();
            let _ = self.deployment.environment.timeout(pause, woken).await;
        }
    }

    /// Starts what is due, of every kind whatever became of the others; says
    /// how long until the next.
    async fn pass(&self) -> Duration {
        self.told("leases", self.save_leases().await);
        self.told("clocks", self.heed_steps().await);
        let next = [
            self.told("look-ups", {
                let look_ups = LookUps::of(&self.deployment);
                let run = |attempt| Box::pin(look_ups.clone().look_up(attempt));
                self.start_due(attempts::LOOK_UPS, run).await
            }),
            self.told("new cards", {
                let saves = Saves::of(&self.deployment);
                let run = |attempt| saves.clone().save(attempt);
                self.start_due(attempts::SAVES, run).await
            }),
            self.told("removed cards", {
                let cards = Cards::of(&self.deployment);
                let run = |deletion| cards.clone().delete(deletion);
                self.start_due(cards::DELETIONS, run).await
            }),
            self.told("operations", {
                let follow_ups = FollowUps::of(&self.deployment);
                let run = |operation| follow_ups.clone().follow_up(operation);
                self.start_due(operations::FOLLOW_UPS, run).await
            }),
            self.told("duplicates", {
                let duplicates = Duplicates::of(&self.deployment);
                let run = |duplicate| Box::pin(duplicates.clone().reverse(duplicate));
                self.start_due(attempts::REVERSALS, run).await
            }),
        ];
        let now = self.deployment.clock().now();
        let soonest = next.into_iter().flatten().flatten().min();
        let pause = soonest.map_or(LONGEST_SLEEP, |at| (at - now).clamp(0, LONGEST_SLEEP));
        Duration::from_millis(u64::try_from(pause).unwrap_or_default())
    }

    /// Notes that a part of a pass is over, and tells if it failed.
    fn told<T>(&self, what: &str, result: store::Result<T>) -> Option<T> {
        self.deployment.background.pulse(self.deployment.clock());
        result
            .inspect_err(|error| tracing::error!(%error, what, "the worker could not do its work"))
            .ok()
    }

    /// Starts what is due of one kind; when the next is due, Unix milliseconds.
    async fn start_due<T, W>(
        &self,
        queue: &'static Queue<T>,
        run: impl Fn(T) -> W,
    ) -> store::Result<Option<i64>>
    where
        T: Send + 'static,
        W: Future<Output = bool> + Send + 'static,
    {
        let now = self.deployment.clock().now();
        let (waiting, next) = self
            .deployment
            .store
            .read(move |tx| Ok((queue.waiting(tx, now)?, queue.next(tx, now)?)))
            .await?;
        for due in waiting {
            let lane = self.deployment.background.lanes.of(&due.provider);
            // What somebody waits for goes first, and may use both.
            for awaited in [true, false] {
                let room = lane.room(awaited, self.deployment.clock());
                if room == 0 || (awaited && !due.awaited) {
                    continue;
                }
                let provider = due.provider.clone();
                for leased in self.take(queue, provider, awaited, room, now).await? {
                    let Ok(place) = lane.enter(awaited, self.deployment.clock()).await else {
                        continue;
                    };
                    let jobs = self.clone();
                    let done = run(leased.row);
                    self.deployment.tasks.spawn(async move {
                        // What could not be done is due again when its lease ends.
                        if done.await {
                            jobs.free(queue, leased.lease).await;
                        }
                        drop(place);
                        jobs.deployment.wake.notify_one();
                    });
                }
            }
        }
        Ok(next)
    }

    /// Takes what is due for one provider, as a process that shows that it is alive.
    pub(crate) async fn take<T: Send + 'static>(
        &self,
        queue: &'static Queue<T>,
        provider: String,
        awaited: bool,
        room: usize,
        now: i64,
    ) -> store::Result<Vec<Leased<T>>> {
        let this = self.clone();
        let (shown, taken) = self
            .deployment
            .store
            .write(move |tx| {
                let turn = Turn {
                    owner: &this.deployment.background.owner,
                    provider: &provider,
                    awaited,
                    most: i64::try_from(room).unwrap_or(1),
                    now,
                    // Long enough for the requests and for writing what they said.
                    lease: 2 * milliseconds(this.deployment.settings.provider_timeout) + 30_000,
                };
                Ok((this.beat(tx)?, queue.take(tx, turn)?))
            })
            .await?;
        self.note_beat(shown);
        Ok(taken)
    }
}
