//! The store of a simulated provider: its payments and its stored cards.

use std::collections::HashMap;

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

/// What a provider stores.
pub(crate) struct PaymentStore<P> {
    pub(crate) site: MerchantSite,
    /// In the order of booking.
    pub(crate) payments: Vec<P>,
    /// The first moment at which time alone changes one of them.
    pub(crate) next_due: Option<u64>,
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
            next_due: None,
            cards: HashMap::new(),
            outbox,
        }
    }

    fn newest(&self, fits: impl Fn(&P) -> bool) -> Option<&P> {
        self.payments.iter().rev().find(|payment| fits(payment))
    }

    /// Finds a payment by the provider's id.
    pub(crate) fn of_id(&self, id: &str) -> Option<&P> {
        self.newest(|payment| payment.base().id == id)
    }

    /// Finds the newest payment of a reference.
    pub(crate) fn of_reference(&self, reference: &str) -> Option<&P> {
        self.newest(|payment| payment.base().reference == reference)
    }

    /// Finds the payment of a hosted page.
    pub(crate) fn of_page(&self, token: &str) -> Option<&P> {
        self.newest(|payment| payment.base().page_token.as_deref() == Some(token))
    }

    /// Puts a payment into the place of its former state, or at the end.
    pub(crate) fn put(&mut self, payment: P) {
        let dues = self.next_due.into_iter().chain(payment.due());
        self.next_due = dues.min();
        let id = payment.base().id.clone();
        let mut newest_first = self.payments.iter_mut().rev();
        match newest_first.find(|former| former.base().id == id) {
            Some(former) => *former = payment,
            None => self.payments.push(payment),
        }
    }
}
