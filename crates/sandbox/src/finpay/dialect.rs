//! Finpay, simulated: its cards and payments, and what follows from a change.

use super::answer;
use super::callback::{self, Signing};
use super::payment::{FinpayPayment, FinpayStatus};
use crate::faults::FaultForm;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::random;
use crate::simulation::{PaymentStore, ProviderCall, SimulatedPayment, Simulation};

/// A call of the merchant.
pub(super) type FinpayCall = ProviderCall<FinpaySimulation>;

/// The provider's payments and cards.
pub(crate) struct FinpaySimulation {
    pub(super) store: PaymentStore<FinpayPayment>,
    /// How callbacks are signed from now on.
    pub(crate) signing: Signing,
}

impl FinpaySimulation {
    /// Saves a typed card once it has paid.
    fn save_typed(&mut self, payment: &mut FinpayPayment) {
        let saves = payment.saves_card && payment.base.token.is_none() && payment.is_charged();
        if let Some(mut card) = payment.base.card.clone().filter(|_| saves) {
            card.customer.clone_from(&payment.customer);
            payment.base.token = Some(self.save_card(None, card));
        }
    }
}

impl Simulation for FinpaySimulation {
    type Payment = FinpayPayment;

    const PROVIDER: SandboxProvider = SandboxProvider::Finpay;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::JSON,
        error: answer::error,
    };

    const TOKENS: [&'static str; 3] = [
        "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645",
        "b93e5c0d714a4f8e9260d3f7a1c8b54e02f6d97b83c14a5ee1079c4d25f8b36a",
        "e04a8f52c6d94b17a3f5708d1b9c26e4f7382a5d0e614c9b86d3f1a27b50c9e8",
    ];

    fn new(store: PaymentStore<FinpayPayment>) -> Self {
        let signing = Signing::default();
        Self { store, signing }
    }

    fn store(&self) -> &PaymentStore<FinpayPayment> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<FinpayPayment> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        format!("C-{}", random::uuid())
    }

    fn next_token(&self) -> String {
        random::hex_64()
    }

    /// Finds the newest payment of an `order.id`.
    fn find(&self, order: &str) -> Option<&FinpayPayment> {
        self.store.of_reference(order)
    }

    fn changed(&mut self, former: Option<&FinpayPayment>, payment: &mut FinpayPayment, now: u64) {
        self.save_typed(payment);
        let is_new = former.is_none_or(|former| former.status != payment.status);
        if is_new && payment.status.is_decided() {
            self.tell(payment, now);
        }
    }

    fn notification(
        &self,
        payment: &FinpayPayment,
        forged: bool,
        _now: u64,
    ) -> Option<ProviderNotification> {
        let signing = if forged { Signing::Wrong } else { self.signing };
        callback::notification(&self.store.site.credentials.key, signing, payment)
    }

    /// All of it or nothing: there is no call for a part.
    fn refunded(&self, payment: &FinpayPayment) -> u64 {
        if payment.status == FinpayStatus::Refunded {
            payment.base.amount
        } else {
            0
        }
    }

    fn refund(
        &mut self,
        payment: &mut FinpayPayment,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        if !payment.is_charged() || amount != payment.base.amount {
            return Err("amount: all that was paid");
        }
        payment.move_to(FinpayStatus::Refunded, now);
        Ok(())
    }
}
