//! A simulated provider behind its lock, and the calls that all dialects have.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::payment::SimulatedPayment;
use super::provider::Simulation;
use super::shared::Shared;
use super::store::PaymentStore;
use crate::faults::{Behaviour, Connection, Reply, Rule};

/// What a charge has made: the payment, if it is a new one, and the answer.
pub(crate) type Charged<S> = (Option<<S as Simulation>::Payment>, Reply);

/// A simulated provider, and what it shares with the others.
pub(crate) struct SimulatedProvider<S> {
    simulation: Mutex<S>,
    pub(crate) shared: Arc<Shared>,
}

/// What the calls of a simulated provider get it by.
pub(crate) type HostState<S> = State<Arc<SimulatedProvider<S>>>;

impl<S: Simulation> SimulatedProvider<S> {
    pub(crate) fn open(
        shared: &Arc<Shared>,
        simulation: impl FnOnce(PaymentStore<S::Payment>) -> S,
    ) -> Arc<Self> {
        let base_url = format!("{}{}", shared.url, S::PROVIDER.path());
        let store = PaymentStore::new(base_url, shared.outbox.clone());
        Arc::new(Self {
            simulation: Mutex::new(simulation(store)),
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

    /// Counts a charge, books it and gives the answer in the way that was
    /// ordered. `names` are what rules may call it, its reference first: the
    /// faults come before any rule on the request, so that they strike whatever
    /// was sent.
    pub(crate) async fn charge(
        &self,
        connection: &Connection,
        names: Vec<String>,
        book: impl FnOnce(&mut S, &Rule, u64) -> Result<Charged<S>, Reply>,
    ) -> Response {
        let faults = &self.shared.faults;
        let rule = faults.charge(names);
        if let Some(fault) = S::FAULTS.before(connection, &rule) {
            return fault;
        }
        match self.book(&rule, book) {
            Ok(reply) => S::FAULTS.deliver(faults, connection, &rule, reply).await,
            Err(refusal) => refusal.into_response(),
        }
    }

    fn book(
        &self,
        rule: &Rule,
        book: impl FnOnce(&mut S, &Rule, u64) -> Result<Charged<S>, Reply>,
    ) -> Result<Reply, Reply> {
        let mut simulation = self.lock();
        let now = self.shared.clock.now();
        let (payment, reply) = book(&mut simulation, rule, now)?;
        if let Some(payment) = payment {
            let base = payment.base();
            tracing::info!(provider = ?S::PROVIDER, id = base.id, reference = base.reference, order = base.order,
                status = payment.status(), behaviour = ?rule.behaviour, "booked");
            simulation.record(payment, now);
        }
        Ok(reply)
    }

    /// Counts a look-up of whatever goes by one of these names, and answers it
    /// unless a fault strikes.
    pub(crate) fn look_up(
        &self,
        connection: &Connection,
        names: Vec<String>,
        answer: impl FnOnce(&mut S, Option<Behaviour>) -> Result<Reply, Reply>,
    ) -> Response {
        let ordered = self.shared.faults.look_up(names);
        match S::FAULTS.look_up(connection, ordered) {
            Some(fault) => fault,
            None => answer(&mut self.lock(), ordered).into_response(),
        }
    }

    /// Looks up what a reference, if there is one, was sent for.
    pub(crate) fn look_up_reference(
        &self,
        connection: &Connection,
        reference: Option<&str>,
        answer: impl FnOnce(&mut S, Option<Behaviour>) -> Result<Reply, Reply>,
    ) -> Response {
        let names = reference.map_or_else(Vec::new, |name| self.shared.faults.names(name));
        self.look_up(connection, names, answer)
    }

    /// Looks up one payment by the provider's id.
    pub(crate) fn look_up_one(
        &self,
        connection: &Connection,
        id: &str,
        show: impl FnOnce(&S, &S::Payment) -> Result<Reply, Reply>,
    ) -> Response {
        let known = self.lock().store().find(id).cloned();
        let reference = known.map(|payment| payment.base().reference.clone());
        self.look_up_reference(connection, reference.as_deref(), |simulation, ordered| {
            let found = simulation.store().find(id);
            let found = found.filter(|_| ordered != Some(Behaviour::LookUpEmpty));
            show(simulation, found.ok_or_else(S::not_found)?)
        })
    }

    /// Changes one payment, and records it unless the change is refused.
    pub(crate) fn change(
        &self,
        find: impl FnOnce(&PaymentStore<S::Payment>) -> Option<&S::Payment>,
        act: impl FnOnce(&mut S, &mut S::Payment, u64) -> Result<Reply, Reply>,
    ) -> Result<Reply, Reply> {
        let mut simulation = self.lock();
        let now = self.shared.clock.now();
        let payment = find(simulation.store()).cloned();
        let mut payment = payment.ok_or_else(S::not_found)?;
        let reply = act(&mut simulation, &mut payment, now)?;
        simulation.record(payment, now);
        Ok(reply)
    }
}
