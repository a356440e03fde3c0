//! The store of a simulated provider: its payments and its stored cards.

use std::collections::{BTreeSet, HashMap};

use super::payment::SimulatedPayment;
use crate::ledger::SimulatedCard;
use crate::notifications::Outbox;
use crate::settings::Credentials;

/// The merchant's site at a provider.
pub(crate) struct MerchantSite {
    /// Where the provider's addresses begin.
    pub(crate) base_url: String,
    pub(crate) credentials: Credentials,
    /// How long CertiTrade's day is, milliseconds.
    pub(crate) certitrade_day: u64,
}

/// What a provider stores. Each question costs the same however many payments there are.
pub(crate) struct PaymentStore<P> {
    pub(crate) site: MerchantSite,
    /// In the order of booking.
    payments: Vec<P>,
    /// The place of each among them, by the provider's id.
    places: HashMap<String, usize>,
    /// The places of each reference's, in the order of booking.
    of_references: HashMap<String, BTreeSet<usize>>,
    /// The place of the newest of each hosted page's token.
    of_pages: HashMap<String, usize>,
    /// The moments at which time alone changes payments, and their places.
    dues: BTreeSet<(u64, usize)>,
    /// By token.
    pub(crate) cards: HashMap<String, SimulatedCard>,
    /// The end at which notifications are handed in.
    pub(crate) outbox: Outbox,
}

impl<P: SimulatedPayment> PaymentStore<P> {
    pub(crate) fn new(site: MerchantSite, outbox: Outbox) -> Self {
        Self {
            site,
            payments: Vec::new(),
            places: HashMap::new(),
            of_references: HashMap::new(),
            of_pages: HashMap::new(),
            dues: BTreeSet::new(),
            cards: HashMap::new(),
            outbox,
        }
    }

    /// Lists all payments, in the order of booking.
    pub(crate) fn payments(&self) -> impl DoubleEndedIterator<Item = &P> {
        self.payments.iter()
    }

    /// Lists the payments of a reference, in the order of booking.
    pub(crate) fn payments_of(&self, reference: &str) -> impl DoubleEndedIterator<Item = &P> {
        let places = self.of_references.get(reference).into_iter().flatten();
        places.filter_map(|place| self.payments.get(*place))
    }

    /// Lists the payments that time alone changes until `now`, in the order of booking.
    pub(crate) fn due(&self, now: u64) -> Vec<&P> {
        let due = self.dues.range(..=(now, usize::MAX));
        let places: BTreeSet<usize> = due.map(|(_, place)| *place).collect();
        let payments = places.into_iter();
        payments
            .filter_map(|place| self.payments.get(place))
            .collect()
    }

    /// Finds a payment by the provider's id.
    pub(crate) fn of_id(&self, id: &str) -> Option<&P> {
        self.payments.get(*self.places.get(id)?)
    }

    /// Finds the newest payment of a reference.
    pub(crate) fn of_reference(&self, reference: &str) -> Option<&P> {
        self.payments_of(reference).next_back()
    }

    /// Finds the payment of a hosted page.
    pub(crate) fn of_page(&self, token: &str) -> Option<&P> {
        self.payments.get(*self.of_pages.get(token)?)
    }

    /// Puts a payment into the place of its former state, or at the end.
    pub(crate) fn put(&mut self, payment: P) {
        let known = self.places.get(&payment.base().id).copied();
        let place = known.unwrap_or(self.payments.len());
        if let Some(former) = self.payments.get(place) {
            let base = former.base();
            if let Some(places) = self.of_references.get_mut(&base.reference) {
                places.remove(&place);
            }
            if let Some(token) = &base.page_token
                && self.of_pages.get(token) == Some(&place)
            {
                self.of_pages.remove(token);
            }
            if let Some(due) = former.due() {
                self.dues.remove(&(due, place));
            }
        }
        let base = payment.base();
        self.places.insert(base.id.clone(), place);
        let places = self.of_references.entry(base.reference.clone());
        places.or_default().insert(place);
        if let Some(token) = &base.page_token {
            let newest = self.of_pages.entry(token.clone()).or_insert(place);
            *newest = place.max(*newest);
        }
        if let Some(due) = payment.due() {
            self.dues.insert((due, place));
        }
        match self.payments.get_mut(place) {
            Some(former) => *former = payment,
            None => self.payments.push(payment),
        }
    }
}
