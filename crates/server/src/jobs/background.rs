//! Holds what the background work of this process knows beside the store.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::environment::{Clock, Environment, Moment};
use crate::jobs::lanes::Lanes;
use crate::store::lease_owners::LeaseOwner;

/// After so long without a sign a process is gone, milliseconds by the clock of
/// whoever watches it.
const GONE_AFTER: i64 = 20_000;

/// Holds what the background work of this process knows beside the store.
#[derive(Debug)]
pub(crate) struct Background {
    /// This process, as its leases name it: random, so that no two are the same.
    pub(crate) owner: String,
    pub(crate) lanes: Lanes,
    pub(crate) state: Mutex<Beats>,
    pub(crate) stopping: AtomicBool,
}

#[derive(Debug)]
pub(crate) struct Beats {
    /// When the worker last got on.
    pub(crate) pulse: Moment,
    /// When this process last showed that it is alive.
    pub(crate) shown: Option<Moment>,
    /// How often the others have, and since when it is so often.
    pub(crate) others: HashMap<String, (i64, Moment)>,
}

impl Background {
    /// How long the worker may take for a part of a pass before it counts as
    /// hung, milliseconds: longer than the database may keep it waiting.
    pub(crate) const HUNG_AFTER: i64 = 60_000;

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
    pub(crate) fn watch(&self, others: Vec<LeaseOwner>, clock: &Clock) -> Vec<LeaseOwner> {
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
    pub(crate) fn lock(&self) -> MutexGuard<'_, Beats> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
