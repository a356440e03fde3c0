//! Finpay, simulated: its cards and payments, and what follows from a change.

use std::collections::HashMap;

use super::answer;
use super::callback::{self, Signing};
use super::payment::FinpayPayment;
use super::refusal;
use crate::faults::{FaultForm, Reply};
use crate::ledger::{SimulatedCard, seed};
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::random;
use crate::settings::Credentials;
use crate::simulation::{PaymentStore, SimulatedPayment, Simulation};

/// A card that is stored for a customer.
pub(super) struct CustomersCard {
    pub(super) card: SimulatedCard,
    /// `customer.id`; none means that any customer may use it.
    pub(super) customer: Option<String>,
}

/// The provider's payments and cards.
pub(crate) struct FinpaySimulation {
    pub(super) store: PaymentStore<FinpayPayment>,
    pub(super) credentials: Credentials,
    pub(super) cards: HashMap<String, CustomersCard>,
    /// How callbacks are signed from now on.
    pub(crate) signing: Signing,
}

impl FinpaySimulation {
    pub(crate) fn new(store: PaymentStore<FinpayPayment>, credentials: Credentials) -> Self {
        let mut finpay = Self {
            store,
            credentials,
            cards: HashMap::new(),
            signing: Signing::default(),
        };
        for (token, card) in seed([
            "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645",
            "b93e5c0d714a4f8e9260d3f7a1c8b54e02f6d97b83c14a5ee1079c4d25f8b36a",
            "e04a8f52c6d94b17a3f5708d1b9c26e4f7382a5d0e614c9b86d3f1a27b50c9e8",
        ]) {
            finpay.save_card(Some(token), card, 0);
        }
        finpay
    }

    /// Saves a typed card once it has paid.
    fn save_typed(&mut self, payment: &mut FinpayPayment) {
        let saves = payment.saves_card && payment.base.token.is_none() && payment.is_charged();
        if let Some(card) = payment.base.card.clone().filter(|_| saves) {
            let token = random::hex_64();
            payment.base.token = Some(token.clone());
            let customer = payment.customer.clone();
            self.cards.insert(token, CustomersCard { card, customer });
        }
    }
}

impl Simulation for FinpaySimulation {
    type Payment = FinpayPayment;

    const PROVIDER: SandboxProvider = SandboxProvider::Finpay;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::JSON,
        server_error: || answer::refused(refusal::SERVER_ERROR, ""),
    };

    fn store(&self) -> &PaymentStore<FinpayPayment> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<FinpayPayment> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        format!("C-{}", random::uuid())
    }

    fn not_found() -> Reply {
        answer::refused(refusal::NOT_FOUND, "")
    }

    fn changed(
        &mut self,
        former: Option<&FinpayPayment>,
        payment: &mut FinpayPayment,
        now: u64,
    ) -> Vec<ProviderNotification> {
        self.save_typed(payment);
        let is_new = former.is_none_or(|former| former.status != payment.status);
        let is_told = is_new && payment.status.is_decided();
        let notification = is_told.then(|| self.notification(payment, false, now));
        notification.flatten().into_iter().collect()
    }

    fn notification(
        &self,
        payment: &FinpayPayment,
        forged: bool,
        _now: u64,
    ) -> Option<ProviderNotification> {
        let signing = if forged { Signing::Wrong } else { self.signing };
        callback::notification(&self.credentials.key, signing, payment)
    }

    fn save_card(&mut self, token: Option<String>, card: SimulatedCard, _now: u64) -> String {
        let token = token.unwrap_or_else(random::hex_64);
        let customer = None;
        self.cards
            .insert(token.clone(), CustomersCard { card, customer });
        token
    }
}
