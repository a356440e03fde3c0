//! A simulated provider behind its lock, and what it shares with the others.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;

use super::provider::Simulation;
use super::store::PaymentStore;
use crate::clock::SandboxClock;
use crate::faults::Faults;
use crate::ledger::seed;
use crate::notifications::{Deliveries, Outbox};
use crate::settings::Credentials;

/// What the simulated providers share.
pub(crate) struct Shared {
    /// Where the sandbox listens, without a provider's path.
    pub(crate) url: String,
    pub(crate) clock: Arc<SandboxClock>,
    pub(crate) faults: Faults,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) outbox: Outbox,
}

impl Shared {
    pub(crate) fn new(url: String) -> Self {
        let (clock, deliveries) = Default::default();
        Self {
            url,
            outbox: Outbox::open(&clock, &deliveries),
            clock,
            faults: Faults::default(),
            deliveries,
        }
    }
}

/// A simulated provider, and what it shares with the others.
pub(crate) struct SimulatedProvider<S> {
    simulation: Mutex<S>,
    pub(crate) shared: Arc<Shared>,
}

/// What the routes of a simulated provider get it by.
pub(crate) type HostState<S> = State<Arc<SimulatedProvider<S>>>;

impl<S: Simulation> SimulatedProvider<S> {
    /// Opens a provider for one merchant, with the cards of the README.
    pub(crate) fn open(shared: &Arc<Shared>, merchant: Credentials) -> Arc<Self> {
        let base_url = format!("{}{}", shared.url, S::PROVIDER.path());
        let store = PaymentStore::new(base_url, merchant, shared.outbox.clone());
        let mut simulation = S::new(store);
        for (token, card) in seed(S::TOKENS) {
            simulation.save_card(Some(token), card);
        }
        Arc::new(Self {
            simulation: Mutex::new(simulation),
            shared: Arc::clone(shared),
        })
    }

    /// Locks the simulation, and does everything that time does by itself.
    pub(crate) fn lock(&self) -> MutexGuard<'_, S> {
        let simulation = self.simulation.lock();
        let mut simulation = simulation.unwrap_or_else(PoisonError::into_inner);
        simulation.settle(self.shared.clock.now());
        simulation
    }
}
