//! The four simulated providers of one sandbox, and what they share.

use std::sync::Arc;

use axum::Router;

use crate::certitrade::{self, Certitrade};
use crate::costplus::{self, Costplus};
use crate::finpay::{self, Finpay, Signing};
use crate::ledger::Entry;
use crate::notifications::Outgoing;
use crate::provider::Provider;
use crate::settings::Settings;
use crate::simulation::{Controlled, Host, Shared};
use crate::smart2pay::{self, Smart2pay};

/// The four, each behind its own lock.
pub(crate) struct Providers {
    pub(crate) shared: Arc<Shared>,
    certitrade: Arc<Host<Certitrade>>,
    finpay: Arc<Host<Finpay>>,
    costplus: Arc<Host<Costplus>>,
    smart2pay: Arc<Host<Smart2pay>>,
}

impl Providers {
    pub(crate) fn new(url: String, settings: Settings) -> (Self, Outgoing) {
        let (shared, outgoing) = Shared::new(url);
        let shared = Arc::new(shared);
        let Settings {
            certitrade,
            finpay,
            costplus,
            smart2pay,
            notification_url,
            ..
        } = settings;
        let smart2pay = |store| Smart2pay::new(store, smart2pay, notification_url);
        let providers = Self {
            certitrade: Host::open(&shared, |store| Certitrade::new(store, certitrade)),
            finpay: Host::open(&shared, |store| Finpay::new(store, finpay)),
            costplus: Host::open(&shared, |store| Costplus::new(store, costplus)),
            smart2pay: Host::open(&shared, smart2pay),
            shared,
        };
        (providers, outgoing)
    }

    /// The providers' calls and pages.
    pub(crate) fn routes(&self) -> Router {
        let certitrade = certitrade::router(&self.certitrade);
        let finpay = finpay::router(&self.finpay);
        let costplus = costplus::router(&self.costplus);
        let smart2pay = smart2pay::router(&self.smart2pay);
        Router::new()
            .nest(Provider::Certitrade.path(), certitrade)
            .nest(Provider::Finpay.path(), finpay)
            .nest(Provider::Costplus.path(), costplus)
            .nest(Provider::Smart2pay.path(), smart2pay)
    }

    pub(crate) fn all(&self) -> [&dyn Controlled; 4] {
        [
            &*self.certitrade,
            &*self.finpay,
            &*self.costplus,
            &*self.smart2pay,
        ]
    }

    pub(crate) fn one(&self, provider: Provider) -> &dyn Controlled {
        match provider {
            Provider::Certitrade => &*self.certitrade,
            Provider::Finpay => &*self.finpay,
            Provider::Costplus => &*self.costplus,
            Provider::Smart2pay => &*self.smart2pay,
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
        self.smart2pay.lock().notify_at(url);
    }

    /// Signs Finpay's callbacks like this from now on.
    pub(crate) fn sign(&self, signing: Signing) {
        self.finpay.lock().signing = signing;
    }
}
