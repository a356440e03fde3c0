//! The background work: does what is due, by lease.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;

use crate::deployment::{Deployment, milliseconds};
use crate::environment::Task;
use crate::jobs::job::{Job, LeaseEnd};
use crate::jobs::supervise::supervise;
use crate::recovery::Recoveries;
use crate::store::lease_owners::{self, LeaseOwner};
use crate::store::queue::{FirstTaken, Leased, ProviderWork, Queue, Turn};
use crate::store::{self, Tx, recovery, unreadable};

/// How long the worker sleeps at most, milliseconds: another replica may have
/// written.
const LONGEST_SLEEP: i64 = 1_000;
/// How long the worker waits for more once something has woken it: under load each
/// payment wakes it, and a pass reads what is due of every kind.
const GATHERING: Duration = Duration::from_millis(10);

/// The kinds of background work that the worker goes over.
pub(crate) type Kinds = Arc<[Box<dyn AnyJob>]>;

/// What a pass begins with.
struct DueWork {
    /// Whether the store was closed under this server, and nobody has noted that yet.
    has_closed: bool,
    /// The other processes.
    others: store::Result<Vec<LeaseOwner>>,
    /// What there is to do of every kind.
    due: Vec<store::Result<Vec<ProviderWork>>>,
}

/// A [`Job`], whatever its rows are.
pub(crate) trait AnyJob: Send + Sync {
    /// Its name in the log.
    fn name(&self) -> &'static str;

    /// Makes due at a start what the last process may have left open.
    fn take_over(&self, tx: &Tx<'_>) -> store::Result<()>;

    /// Reads what there is to do for each provider.
    fn read_due(&self, tx: &Tx<'_>, now: i64) -> store::Result<Vec<ProviderWork>>;

    /// Says since when what can be taken is due, Unix milliseconds, by provider.
    fn overdue(&self, tx: &Tx<'_>, now: i64) -> store::Result<Vec<(String, i64)>>;

    /// Starts what is due for one provider.
    fn start_due<'a>(
        &'a self,
        worker: &'a Jobs,
        due: ProviderWork,
    ) -> Pin<Box<dyn Future<Output = store::Result<()>> + Send + 'a>>;
}

impl<J: Job> AnyJob for J {
    fn name(&self) -> &'static str {
        J::NAME
    }

    fn take_over(&self, tx: &Tx<'_>) -> store::Result<()> {
        Job::take_over(self, tx)
    }

    fn read_due(&self, tx: &Tx<'_>, now: i64) -> store::Result<Vec<ProviderWork>> {
        J::QUEUE.by_provider(tx, now)
    }

    fn overdue(&self, tx: &Tx<'_>, now: i64) -> store::Result<Vec<(String, i64)>> {
        J::QUEUE.overdue(tx, now)
    }

    fn start_due<'a>(
        &'a self,
        worker: &'a Jobs,
        due: ProviderWork,
    ) -> Pin<Box<dyn Future<Output = store::Result<()>> + Send + 'a>> {
        Box::pin(worker.start_due(self, due))
    }
}

/// Does the background work.
///
/// Its methods stand here, in `leases.rs`, `mistimed.rs` and `retention.rs`.
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
    pub(crate) async fn start_worker(&self, kinds: Kinds) -> store::Result<Task<()>> {
        let expedited = Arc::clone(&kinds);
        self.deployment
            .store
            .write_patiently(move |tx| {
                for kind in &*expedited {
                    kind.take_over(tx)?;
                }
                unreadable::try_again(tx)
            })
            .await?;
        self.deployment.background.pulse(self.deployment.clock());
        let this = self.clone();
        let environment = self.deployment.environment.clone();
        let supervised = supervise(environment, "the worker", move || {
            this.clone().work(Arc::clone(&kinds))
        });
        Ok(self.deployment.environment.spawn(supervised))
    }

    async fn work(self, kinds: Kinds) {
        loop {
            let pause = self.pass(&kinds).await;
            let woken = self.deployment.wake.notified();
            let _ = self.deployment.environment.timeout(pause, woken).await;
            self.deployment.environment.sleep(GATHERING).await;
        }
    }

    /// Starts what is due of every kind, whatever became of the others; returns how
    /// long to sleep until the next.
    async fn pass(&self, kinds: &Kinds) -> Duration {
        self.told("leases", self.show_alive().await);
        self.told("clocks", self.heed_steps().await);
        self.told("what was kept for its time", self.sweep().await);
        let mut soonest: Option<i64> = None;
        if let Some(work) = self.told("what is due", self.read_due(kinds).await) {
            let DueWork {
                has_closed,
                others,
                due,
            } = work;
            if has_closed {
                let begun = Recoveries::of(&self.deployment).begin().await;
                self.told("the store is closed", begun);
            }
            self.told("leases of others", self.free_gone(others).await);
            let mut by_provider: BTreeMap<String, Vec<(&dyn AnyJob, ProviderWork)>> =
                BTreeMap::new();
            for (kind, due) in kinds.iter().zip(due) {
                for work in self.told(kind.name(), due).unwrap_or_default() {
                    soonest = soonest.into_iter().chain(work.next).min();
                    if work.is_due {
                        let of_provider = by_provider.entry(work.provider.clone()).or_default();
                        of_provider.push((kind.as_ref(), work));
                    }
                }
            }
            // Every provider's at once: under load each commit is waited for, and theirs
            // is one. A provider's kinds share its places, and take them in turn.
            let started = by_provider.into_values().map(|due| async move {
                for (kind, due) in due {
                    self.told(kind.name(), kind.start_due(self, due).await);
                }
            });
            join_all(started).await;
        }
        let now = self.deployment.clock().now();
        let pause = soonest.map_or(LONGEST_SLEEP, |at| (at - now).clamp(0, LONGEST_SLEEP));
        Duration::from_millis(u64::try_from(pause).unwrap_or_default())
    }

    /// Reads at once what a pass begins with, the other processes and what is due of
    /// every kind: each thing that happens wakes the worker.
    async fn read_due(&self, kinds: &Kinds) -> store::Result<DueWork> {
        let (this, kinds) = (self.clone(), Arc::clone(kinds));
        let read = move |tx: &Tx<'_>| {
            let now = this.deployment.clock().now();
            tx.read_ahead(|tx| {
                let _ = recovery::find(tx);
                let _ = lease_owners::others(tx, &this.deployment.background.owner);
                for kind in &*kinds {
                    let _ = kind.read_due(tx, now);
                }
            });
            let present = recovery::find(tx)?;
            let others = lease_owners::others(tx, &this.deployment.background.owner);
            let due = kinds.iter().map(|kind| kind.read_due(tx, now));
            Ok(DueWork {
                has_closed: present.closed_since.is_some() && present.closed_at.is_none(),
                others,
                due: due.collect(),
            })
        };
        self.deployment.store.read(read).await
    }

    /// Notes that a part of a pass is over, and tells if it failed.
    fn told<T>(&self, what: &str, result: store::Result<T>) -> Option<T> {
        self.deployment.background.pulse(self.deployment.clock());
        result
            .inspect_err(|error| tracing::error!(%error, what, "the worker could not do its work"))
            .ok()
    }

    /// Starts what is due of one kind for one provider.
    async fn start_due<J: Job>(&self, job: &J, due: ProviderWork) -> store::Result<()> {
        let queue = J::QUEUE;
        let now = self.deployment.clock().now();
        let lane = self.deployment.background.lanes.of(&due.provider);
        // What somebody waits for goes first, and may use both.
        for awaited in [true, false] {
            let room = lane.room(awaited, self.deployment.clock());
            if room == 0 || (awaited && !due.is_awaited) {
                continue;
            }
            let provider = due.provider.clone();
            let first = if awaited {
                FirstTaken::Awaited
            } else {
                self.first_of_the_rest()
            };
            for leased in self.take(queue, provider, first, room, now).await? {
                let Ok(place) = lane.enter(awaited, self.deployment.clock()).await else {
                    continue;
                };
                let jobs = self.clone();
                let Leased { row, lease } = leased;
                let done = job.clone().carry_out(row, lease.clone());
                self.deployment.tasks.spawn(async move {
                    // What could not be done is due again when its lease ends.
                    if done.await == LeaseEnd::ToFree {
                        jobs.free(queue, lease).await;
                    }
                    drop(place);
                    jobs.deployment.wake.notify_one();
                });
            }
        }
        Ok(())
    }

    /// Says what goes first where nobody waits: what is urgent, but for one time in four,
    /// by chance, so that the rest is never put off for good.
    fn first_of_the_rest(&self) -> FirstTaken {
        match self.deployment.environment.random().bytes::<1>() {
            Ok([0..=63]) => FirstTaken::Oldest,
            _ => FirstTaken::Urgent,
        }
    }

    /// Takes what is due for one provider, as a process that shows that it is alive.
    pub(crate) async fn take<T: Send + 'static>(
        &self,
        queue: &'static Queue<T>,
        provider: String,
        first: FirstTaken,
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
                    first,
                    most: i64::try_from(room).unwrap_or(1),
                    now,
                    // Long enough for the requests and for writing what they said.
                    lease: 2 * milliseconds(this.deployment.settings.provider_timeout) + 30_000,
                };
                // What a store went back to is not gone on with: it may be done already.
                let taken = if recovery::is_closed(tx)? {
                    Vec::new()
                } else {
                    queue.take(tx, turn)?
                };
                Ok((this.beat(tx)?, taken))
            })
            .await?;
        self.note_beat(shown);
        Ok(taken)
    }
}
