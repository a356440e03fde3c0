//! What the control calls can do to every simulated provider.

use super::payment::SimulatedPayment;
use super::provider::Simulation;
use super::simulated::SimulatedProvider;
use crate::ledger::{Entry, SimulatedCard};

/// A simulated provider, whatever its dialect.
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
        let charges = simulation.store().payments.iter();
        let charges = charges.filter(|payment| S::is_charge(payment));
        charges.map(|payment| payment.entry(S::PROVIDER)).collect()
    }

    fn save_card(&self, token: Option<String>, mut card: SimulatedCard) -> String {
        card.since = Some(self.shared.clock.now());
        self.lock().save_card(token, card)
    }

    fn set_status(&self, reference: &str, status: &str) -> Result<(), &'static str> {
        let mut simulation = self.lock();
        let now = self.shared.clock.now();
        let payments = simulation.store().payments.iter();
        let of_reference = |payment: &&S::Payment| payment.base().reference == reference;
        let payments: Vec<S::Payment> = payments.filter(of_reference).cloned().collect();
        for mut payment in payments {
            payment.set_status(status, now)?;
            simulation.record(payment, now);
        }
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
