//! The store of a simulated provider: its payments.

use super::payment::SimulatedPayment;
use crate::notifications::Outbox;

/// A provider's payments, in the order of booking.
pub(crate) struct PaymentStore<P> {
    pub(crate) payments: Vec<P>,
    /// Where the provider's addresses begin.
    pub(crate) base_url: String,
    outbox: Outbox,
}

impl<P: SimulatedPayment> PaymentStore<P> {
    pub(crate) fn new(base_url: String, outbox: Outbox) -> Self {
        let payments = Vec::new();
        Self {
            payments,
            base_url,
            outbox,
        }
    }

    /// Finds the end at which notifications are handed in.
    pub(crate) fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    fn newest(&self, fits: impl Fn(&P) -> bool) -> Option<&P> {
        self.payments.iter().rev().find(|payment| fits(payment))
    }

    /// Finds a payment by the provider's id.
    pub(crate) fn find(&self, id: &str) -> Option<&P> {
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
        let id = payment.base().id.clone();
        let mut newest_first = self.payments.iter_mut().rev();
        match newest_first.find(|former| former.base().id == id) {
            Some(former) => *former = payment,
            None => self.payments.push(payment),
        }
    }
}
