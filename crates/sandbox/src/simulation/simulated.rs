//! A simulated provider behind its lock, what it shares with the others, and what
//! the control calls can do to it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::State;

use super::payment::SimulatedPayment;
use super::provider::Simulation;
use super::store::{MerchantSite, PaymentStore};
use crate::clock::SandboxClock;
use crate::faults::Faults;
use crate::ledger::{Entry, SimulatedCard, seed};
use crate::notifications::{Courier, Deliveries, Outbox};
use crate::settings::Credentials;

/// What the simulated providers share.
pub(crate) struct Shared {
    /// Where the sandbox listens, without a provider's path.
    pub(crate) url: String,
    pub(crate) clock: Arc<SandboxClock>,
    pub(crate) faults: Faults,
    pub(crate) deliveries: Arc<Deliveries>,
    pub(crate) outbox: Outbox,
    /// How long CertiTrade's day is, milliseconds.
    pub(crate) certitrade_day: u64,
}

impl Shared {
    pub(crate) fn new(
        url: String,
        certitrade_day: u64,
        clock: SandboxClock,
        courier: Courier,
    ) -> Self {
        let clock = Arc::new(clock);
        let deliveries = Arc::default();
        Self {
            url,
            outbox: Outbox::open(&clock, &deliveries, courier),
            clock,
            faults: Faults::default(),
            deliveries,
            certitrade_day: certitrade_day.max(1),
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
        let site = MerchantSite {
            base_url,
            credentials: merchant,
            certitrade_day: shared.certitrade_day,
        };
        let store = PaymentStore::new(site, shared.outbox.clone());
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

/// What the control calls can do to a simulated provider, whatever its dialect.
pub(crate) trait Controlled: Send + Sync {
    /// Does what time does by itself.
    fn settle(&self);

    /// Lists all charges, in the order of booking.
    fn ledger(&self) -> Vec<Entry>;

    /// Saves a card under a token, which is made up where none is given.
    /// Answers the token.
    fn save_card(&self, token: Option<String>, card: SimulatedCard) -> String;

    /// Moves every payment of a reference to a status, and tells the merchant
    /// where the provider would.
    /// Fails if the provider has no such status.
    fn set_status(&self, reference: &str, status: &str) -> Result<(), &'static str>;

    /// Refunds so much of the newest payment of a reference, in the provider's units, as
    /// in its back office.
    /// Fails with the rule that is broken.
    fn refund(&self, reference: &str, amount: u64) -> Result<(), &'static str>;

    /// Tells about the newest payment of a reference at once, whatever the
    /// plan. False if there is none, or nowhere to tell it.
    fn notify(&self, reference: &str, forged: bool) -> bool;
}

impl<S: Simulation> Controlled for SimulatedProvider<S> {
    fn settle(&self) {
        drop(self.lock());
    }

    fn ledger(&self) -> Vec<Entry> {
        let simulation = self.lock();
        let charges = simulation.store().payments();
        let charges = charges.filter(|payment| S::is_charge(payment));
        let entry = |payment: &S::Payment| payment.entry(S::PROVIDER, simulation.refunded(payment));
        charges.map(entry).collect()
    }

    fn save_card(&self, token: Option<String>, mut card: SimulatedCard) -> String {
        card.since = Some(self.shared.clock.now());
        self.lock().save_card(token, card)
    }

    fn set_status(&self, reference: &str, status: &str) -> Result<(), &'static str> {
        let mut simulation = self.lock();
        let now = self.shared.clock.now();
        let payments = simulation.store().payments_of(reference);
        let payments: Vec<S::Payment> = payments.cloned().collect();
        for mut payment in payments {
            payment.set_status(status, now)?;
            simulation.record(payment, now);
        }
        Ok(())
    }

    fn refund(&self, reference: &str, amount: u64) -> Result<(), &'static str> {
        let mut simulation = self.lock();
        let now = self.shared.clock.now();
        let payment = simulation.store().of_reference(reference).cloned();
        let mut payment = payment.ok_or("reference: of a payment")?;
        simulation.refund(&mut payment, amount, now)?;
        simulation.record(payment, now);
        Ok(())
    }

    fn notify(&self, reference: &str, forged: bool) -> bool {
        let simulation = self.lock();
        let now = self.shared.clock.now();
        let payment = simulation.store().of_reference(reference);
        let told = payment.and_then(|payment| simulation.notification(payment, forged, now));
        self.shared.outbox.send_at_once(told)
    }
}
