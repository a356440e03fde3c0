//! The trait of a simulated provider.

use axum::http::StatusCode;

use super::payment::SimulatedPayment;
use super::store::PaymentStore;
use crate::faults::{FaultForm, Reply, Rule};
use crate::ledger::SimulatedCard;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;

/// One provider, simulated in its own dialect.
pub(crate) trait Simulation: Send + 'static {
    type Payment: SimulatedPayment;

    const PROVIDER: SandboxProvider;
    /// What the dialect's own faults look like.
    const FAULTS: FaultForm;
    /// The tokens of the cards that are stored from the start.
    const TOKENS: [&'static str; 3];

    fn new(store: PaymentStore<Self::Payment>) -> Self;

    fn store(&self) -> &PaymentStore<Self::Payment>;

    fn store_mut(&mut self) -> &mut PaymentStore<Self::Payment>;

    /// Makes an id that no other payment has.
    fn next_id(&mut self) -> String;

    /// Makes a token that no other stored card has.
    fn next_token(&self) -> String;

    /// Answers a call about a payment that is not there.
    fn not_found() -> Reply {
        (Self::FAULTS.error)(StatusCode::NOT_FOUND)
    }

    /// Finds a payment by what calls name it by: the provider's id.
    fn find(&self, name: &str) -> Option<&Self::Payment> {
        self.store().of_id(name)
    }

    /// Finds a payment that has to be there.
    fn called(&self, name: &str) -> Result<&Self::Payment, Reply> {
        self.find(name).ok_or_else(Self::not_found)
    }

    /// Does what follows from a change, such as saving the card, and tells the
    /// merchant. `former` is none for a new payment.
    fn changed(&mut self, former: Option<&Self::Payment>, payment: &mut Self::Payment, now: u64);

    /// Says what would be told about a payment now, or with credentials or a
    /// signature that are not the provider's own. None if there is nowhere to
    /// tell it.
    fn notification(
        &self,
        payment: &Self::Payment,
        forged: bool,
        now: u64,
    ) -> Option<ProviderNotification>;

    /// Saves a card under a token, which is made up where none is given.
    /// Answers the token.
    fn save_card(&mut self, token: Option<String>, card: SimulatedCard) -> String {
        let token = token.unwrap_or_else(|| self.next_token());
        self.store_mut().cards.insert(token.clone(), card);
        token
    }

    /// Does what time does by itself to what is no payment.
    fn settle_others(&mut self, _now: u64) {}

    /// Says whether a payment is a charge; only charges stand in the ledger.
    fn is_charge(_payment: &Self::Payment) -> bool {
        true
    }

    /// Counts what was refunded of a payment, in the provider's units.
    fn refunded(&self, payment: &Self::Payment) -> u64;

    /// Refunds so much of a payment, in the provider's units, as in its back office.
    /// Fails with the rule that is broken.
    fn refund(
        &mut self,
        payment: &mut Self::Payment,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str>;

    /// Records a new payment, under this rule.
    fn book(&mut self, payment: Self::Payment, rule: &Rule, now: u64) {
        let base = payment.base();
        tracing::info!(provider = ?Self::PROVIDER, id = base.id, reference = base.reference, order = base.order,
            status = payment.status(), behaviour = ?rule.behaviour, "booked");
        self.record(payment, now);
    }

    /// Records a payment as it is now, and tells the merchant what has changed.
    fn record(&mut self, mut payment: Self::Payment, now: u64) {
        let former = self.store().of_id(&payment.base().id).cloned();
        self.changed(former.as_ref(), &mut payment, now);
        self.store_mut().put(payment);
    }

    /// Tells the merchant about a payment, if there is somewhere to tell it.
    fn tell(&self, payment: &Self::Payment, now: u64) {
        let notification = self.notification(payment, false, now);
        self.store().outbox.send(notification);
    }

    /// Does what time does by itself, for example expiry.
    fn settle(&mut self, now: u64) {
        self.settle_others(now);
        let due = self.store().due(now);
        let due: Vec<Self::Payment> = due.into_iter().cloned().collect();
        for mut payment in due {
            let decided = payment.base_mut().decided_at.take().is_some();
            payment.age(decided, now);
            self.record(payment, now);
        }
    }

    /// Charges each of these payments a second time, once. It is in the ledger:
    /// this provider really took the money twice.
    fn duplicate(&mut self, fits: impl Fn(&Self::Payment) -> bool)
    where
        Self: Sized,
    {
        let payments = self.store().payments();
        let originals = payments.filter(|one| fits(one) && !one.base().has_duplicate);
        let originals: Vec<Self::Payment> = originals.cloned().collect();
        for mut original in originals {
            original.base_mut().has_duplicate = true;
            let mut duplicate = original.clone();
            duplicate.base_mut().id = self.next_id();
            self.store_mut().put(original);
            self.store_mut().put(duplicate);
        }
    }
}
