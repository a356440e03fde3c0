//! The four simulated providers of one sandbox, and what they share.

use std::sync::Arc;

use axum::Router;

use crate::certitrade::{self, CertitradeSimulation};
use crate::clock::SandboxClock;
use crate::costplus::{self, CostplusSimulation};
use crate::finpay::{self, FinpaySimulation, Signing};
use crate::ledger::Entry;
use crate::notifications::Courier;
use crate::provider::SandboxProvider;
use crate::settings::SandboxSettings;
use crate::simulation::{Controlled, Shared, SimulatedProvider};
use crate::smart2pay::{self, Smart2paySimulation};

/// The four, each behind its own lock.
pub(crate) struct SimulatedProviders {
    pub(crate) shared: Arc<Shared>,
    certitrade: Arc<SimulatedProvider<CertitradeSimulation>>,
    finpay: Arc<SimulatedProvider<FinpaySimulation>>,
    costplus: Arc<SimulatedProvider<CostplusSimulation>>,
    smart2pay: Arc<SimulatedProvider<Smart2paySimulation>>,
}

impl SimulatedProviders {
    pub(crate) fn new(
        url: String,
        settings: SandboxSettings,
        clock: SandboxClock,
        courier: Courier,
    ) -> Self {
        let day = settings.certitrade_day;
        let shared = Arc::new(Shared::new(url, day, clock, courier));
        let providers = Self {
            certitrade: SimulatedProvider::open(&shared, settings.certitrade),
            finpay: SimulatedProvider::open(&shared, settings.finpay),
            costplus: SimulatedProvider::open(&shared, settings.costplus),
            smart2pay: SimulatedProvider::open(&shared, settings.smart2pay),
            shared,
        };
        providers.notify_at(settings.notification_url);
        providers
    }

    /// Builds the routes of the providers' calls and pages.
    pub(crate) fn routes(&self) -> Router {
        let certitrade = certitrade::router(&self.certitrade);
        let finpay = finpay::router(&self.finpay);
        let costplus = costplus::router(&self.costplus);
        let smart2pay = smart2pay::router(&self.smart2pay);
        Router::new()
            .nest(SandboxProvider::Certitrade.path(), certitrade)
            .nest(SandboxProvider::Finpay.path(), finpay)
            .nest(SandboxProvider::Costplus.path(), costplus)
            .nest(SandboxProvider::Smart2pay.path(), smart2pay)
    }

    pub(crate) fn all(&self) -> [&dyn Controlled; 4] {
        SandboxProvider::ALL.map(|provider| self.one(provider))
    }

    pub(crate) fn one(&self, provider: SandboxProvider) -> &dyn Controlled {
        match provider {
            SandboxProvider::Certitrade => &*self.certitrade,
            SandboxProvider::Finpay => &*self.finpay,
            SandboxProvider::Costplus => &*self.costplus,
            SandboxProvider::Smart2pay => &*self.smart2pay,
        }
    }

    /// Does what time does by itself.
    pub(crate) fn settle(&self) {
        for provider in self.all() {
            provider.settle();
        }
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, milliseconds: u64) {
        self.shared.clock.advance(milliseconds);
        self.settle();
        self.shared.clock.wake();
    }

    /// Lists what was booked, of one order or reference or of all.
    pub(crate) fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        let entries = self.all().into_iter().flat_map(Controlled::ledger);
        let mut entries: Vec<Entry> = entries
            .filter(|entry| order.is_none_or(|order| entry.is_of(order)))
            .collect();
        entries.sort_by_key(|entry| entry.created);
        entries
    }

    /// Sends Smart2Pay's notifications to this address from now on, or nowhere.
    pub(crate) fn notify_at(&self, url: Option<String>) {
        self.smart2pay.lock().notification_url = url;
    }

    /// Signs Finpay's callbacks like this from now on.
    pub(crate) fn sign(&self, signing: Signing) {
        self.finpay.lock().signing = signing;
    }
}
