//! CertiTrade, simulated: its accounts, payments and refunds, and what follows
//! from a change.

use std::collections::HashMap;

use super::account::{AccountState, PaymentAccount};
use super::answer;
use super::callback;
use super::payment::{CertitradeMethod, CertitradePayment, NightRefund, night_after};
use crate::faults::{FaultForm, Replied, Reply};
use crate::ledger::SimulatedCard;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::random;
use crate::simulation::{PaymentStore, ProviderCall, Simulation};

/// A call of the merchant.
pub(super) type CertitradeCall = ProviderCall<CertitradeSimulation>;

/// What makes a message the same one: its Date and its `message_id`.
pub(super) type MessageKey = (String, u64);

/// The provider's payments, refunds and accounts.
pub(crate) struct CertitradeSimulation {
    pub(super) store: PaymentStore<CertitradePayment>,
    pub(super) refunds: Vec<NightRefund>,
    pub(super) accounts: Vec<PaymentAccount>,
    answered: HashMap<MessageKey, Reply>,
    last_id: u64,
}

impl CertitradeSimulation {
    pub(super) fn account(&self, id: &str) -> Option<&PaymentAccount> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(super) fn account_mut(&mut self, id: &str) -> Option<&mut PaymentAccount> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    /// Finds the refunds of a payment.
    pub(super) fn refunds_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a NightRefund> {
        self.refunds.iter().filter(move |one| one.payment == id)
    }

    /// Makes what a message asks for; a resending gets the same answer as before, and
    /// creates nothing.
    pub(super) fn once(
        &mut self,
        message: Option<MessageKey>,
        make: impl FnOnce(&mut Self) -> Replied,
    ) -> Replied {
        let answered = message
            .as_ref()
            .and_then(|message| self.answered.get(message));
        if let Some(reply) = answered {
            return Ok(reply.clone());
        }
        let reply = make(self)?;
        let answered = message.map(|message| (message, reply.clone()));
        self.answered.extend(answered);
        Ok(reply)
    }

    /// Initialises the account of a payment that the shopper has authorised.
    fn initialize(&mut self, payment: &CertitradePayment) {
        let id = payment.account.as_deref().unwrap_or_default();
        if let Some(account) = self.account_mut(id) {
            account.state = AccountState::Active;
            account.card.clone_from(&payment.base.card);
            account.ends_in_fraud = payment.ends_in_fraud;
        }
    }
}

impl Simulation for CertitradeSimulation {
    type Payment = CertitradePayment;

    const PROVIDER: SandboxProvider = SandboxProvider::Certitrade;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::HAL,
        error: answer::error,
    };

    const TOKENS: [&'static str; 3] = ["40260868824", "40260868825", "40260868826"];

    fn new(store: PaymentStore<CertitradePayment>) -> Self {
        Self {
            store,
            refunds: Vec::new(),
            accounts: Vec::new(),
            answered: HashMap::new(),
            last_id: 11_111,
        }
    }

    fn store(&self) -> &PaymentStore<CertitradePayment> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<CertitradePayment> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        self.last_id += 1;
        self.last_id.to_string()
    }

    /// Makes the number of an account.
    fn next_token(&self) -> String {
        loop {
            let id = random::digits_11();
            if self.account(&id).is_none() {
                return id;
            }
        }
    }

    /// Tells the callback address what the shopper's window comes to.
    fn changed(
        &mut self,
        former: Option<&CertitradePayment>,
        payment: &mut CertitradePayment,
        now: u64,
    ) {
        let was_open = former.is_none_or(|former| former.state.is_open());
        if !was_open || payment.state.is_open() || !payment.has_window() {
            return;
        }
        if payment.initializes && payment.authorized.is_some() {
            self.initialize(payment);
        }
        self.tell(payment, now);
    }

    fn notification(
        &self,
        payment: &CertitradePayment,
        forged: bool,
        now: u64,
    ) -> Option<ProviderNotification> {
        callback::notification(&self.store.site.credentials, payment, forged, now)
    }

    fn save_card(&mut self, token: Option<String>, card: SimulatedCard) -> String {
        let id = token.unwrap_or_else(|| self.next_token());
        self.accounts.retain(|account| account.id != id);
        self.accounts.push(PaymentAccount {
            id: id.clone(),
            created: card.since.unwrap_or_default(),
            state: AccountState::Active,
            method: CertitradeMethod::OneClick,
            card: Some(card),
            ends_in_fraud: false,
        });
        id
    }

    fn refunded(&self, payment: &CertitradePayment) -> u64 {
        let done = self.refunds_of(&payment.base.id).filter(|one| one.done);
        done.map(|one| one.amount).sum()
    }

    fn refund(
        &mut self,
        payment: &mut CertitradePayment,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        self.refund_part(&payment.base.id, amount, now)
    }

    fn settle_others(&mut self, now: u64) {
        let day = self.store.site.certitrade_day;
        for refund in &mut self.refunds {
            refund.done |= night_after(refund.created, day) <= now;
        }
    }
}
