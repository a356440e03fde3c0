//! This process among the others on the same store: it shows that it is alive
//! while it holds leases, and frees those of a process that is gone.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Environment, Moment};
use crate::jobs::lanes::Lanes;
use crate::jobs::worker::Jobs;
use crate::store::lease_owners::{self, LeaseOwner};
use crate::store::queue::{Lease, Queue};
use crate::store::{self, Tx};

/// How often a process that holds leases shows that it is alive, milliseconds.
const BEAT_EVERY: i64 = 5_000;
/// After so long without a sign a process is gone, milliseconds by the clock of
/// whoever watches it.
const GONE_AFTER: i64 = 20_000;

/// What the background work of this process knows beside the store.
#[derive(Debug)]
pub(crate) struct Background {
    /// This process, as its leases name it: random, so that no two are the same.
    pub(crate) owner: String,
    pub(crate) lanes: Lanes,
    state: Mutex<Beats>,
    stopping: AtomicBool,
}

#[derive(Debug)]
struct Beats {
    /// When the worker last got on.
    pulse: Moment,
    /// When this process last showed that it is alive.
    shown: Option<Moment>,
    /// How often the others have, and since when it is so often.
    others: HashMap<String, (i64, Moment)>,
}

impl Background {
    pub(crate) fn new(environment: &Environment) -> anyhow::Result<Self> {
        Ok(Self {
            owner: environment.random().lease_owner()?,
            lanes: Lanes::default(),
            state: Mutex::new(Beats {
                pulse: environment.clock().moment(),
                shown: None,
                others: HashMap::new(),
            }),
            stopping: AtomicBool::new(false),
        })
    }

    /// Notes that the worker gets on.
    pub(crate) fn pulse(&self, clock: &Clock) {
        self.lock().pulse = clock.moment();
    }

    /// Notes what the others have shown; those that are gone.
    fn watch(&self, others: Vec<LeaseOwner>, clock: &Clock) -> Vec<LeaseOwner> {
        let known = &mut self.lock().others;
        known.retain(|id, _| others.iter().any(|other| other.id == *id));
        let is_gone = |other: &LeaseOwner| {
            let (beats, since) = known
                .entry(other.id.clone())
                .or_insert((other.beats, clock.moment()));
            if *beats != other.beats {
                (*beats, *since) = (other.beats, clock.moment());
            }
            clock.monotonic_since(*since) >= GONE_AFTER
        };
        others.into_iter().filter(is_gone).collect()
    }

    // Each change is whole: what a panic left behind is as good as before.
    fn lock(&self) -> MutexGuard<'_, Beats> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Jobs {
    /// Whether the worker gets on.
    pub fn is_working(&self) -> bool {
        let pulse = self.deployment.background.lock().pulse;
        self.deployment.clock().monotonic_since(pulse) < Background::HUNG_AFTER
    }

    /// Says that this process takes no more work.
    pub fn begin_stop(&self) {
        self.deployment
            .background
            .stopping
            .store(true, Ordering::Relaxed);
    }

    /// Whether this process stops.
    pub fn is_stopping(&self) -> bool {
        self.deployment.background.stopping.load(Ordering::Relaxed)
    }

    /// Shows that this process is alive while it has work under way, and frees
    /// what others hold who are gone.
    pub(crate) async fn save_leases(&self) -> store::Result<()> {
        if self.deployment.background.lanes.are_used() && self.is_beat_due() {
            let this = self.clone();
            let shown = self.deployment.store.write(move |tx| this.beat(tx)).await?;
            self.note_beat(shown);
        }
        let this = self.clone();
        let others = self
            .deployment
            .store
            .read(move |tx| lease_owners::others(tx, &this.deployment.background.owner))
            .await?;
        for gone in self
            .deployment
            .background
            .watch(others, self.deployment.clock())
        {
            let freed = self
                .deployment
                .store
                .write(move |tx| lease_owners::free_all(tx, &gone))
                .await?;
            if freed {
                tracing::info!("another server of this store is gone; its work is taken over");
            }
        }
        Ok(())
    }

    /// Whether this process has not just shown that it is alive.
    fn is_beat_due(&self) -> bool {
        let shown = self.deployment.background.lock().shown;
        shown.is_none_or(|shown| self.deployment.clock().monotonic_since(shown) >= BEAT_EVERY)
    }

    /// Shows that this process is alive, if it has not just done so; returns when.
    /// To be noted by [`Jobs::note_beat`] once it is durable.
    pub(crate) fn beat(&self, tx: &Tx<'_>) -> store::Result<Option<Moment>> {
        if !self.is_beat_due() {
            return Ok(None);
        }
        let shown = self.deployment.clock().moment();
        lease_owners::beat(tx, &self.deployment.background.owner)?;
        Ok(Some(shown))
    }

    /// Notes when this process last showed that it is alive, if it did.
    pub(crate) fn note_beat(&self, shown: Option<Moment>) {
        if shown.is_some() {
            self.deployment.background.lock().shown = shown;
        }
    }

    /// Frees what this process had taken and has done.
    pub(crate) async fn free<T: 'static>(&self, queue: &'static Queue<T>, lease: Lease) {
        let this = self.clone();
        let freed = self
            .deployment
            .store
            .write(move |tx| queue.free(tx, &lease, &this.deployment.background.owner));
        if let Err(error) = freed.await {
            // It ends by itself.
            tracing::error!(%error, "a lease could not be freed");
        }
    }

    /// Frees every lease of this process: nobody has to wait until it counts
    /// as gone.
    ///
    /// # Errors
    /// Fails if the database is unreachable.
    pub async fn leave(&self) -> store::Result<()> {
        let this = self.clone();
        self.deployment
            .store
            .write(move |tx| {
                if let Some(own) = lease_owners::find(tx, &this.deployment.background.owner)? {
                    lease_owners::free_all(tx, &own)?;
                }
                Ok(())
            })
            .await
    }
}
