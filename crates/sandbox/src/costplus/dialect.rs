//! CostPlus, simulated: its vault and orders, and what follows from a change.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::answer::{self, CostplusSite};
use super::order::{CostplusOrder, CostplusStatus};
use super::request::Handle;
use super::transaction::{CostplusTransaction, TransactionStatus};
use crate::faults::{FaultForm, Reply};
use crate::ledger::{SimulatedCard, seed};
use crate::notifications::{ProviderNotification, is_success};
use crate::provider::SandboxProvider;
use crate::random;
use crate::settings::Credentials;
use crate::simulation::{PaymentStore, Simulation};

/// A webhook is sent once, and again up to ten times, two minutes apart
/// (api-reference/webhooks).
const ATTEMPTS: u32 = 11;
const APART: u64 = 120_000;

/// A card in the vault.
pub(super) struct VaultCard {
    pub(super) card: SimulatedCard,
    first_transaction: String,
    /// When it was stored; none if it was there from the start.
    pub(super) since: Option<u64>,
}

/// The provider's orders and cards.
pub(crate) struct CostplusSimulation {
    pub(super) store: PaymentStore<CostplusOrder>,
    pub(super) site: CostplusSite,
    pub(super) key: String,
    pub(super) cards: HashMap<String, VaultCard>,
    /// The names of each order that was asked for, and when. Lists by period
    /// are look-ups of these.
    pub(super) asked: Vec<(u64, Vec<String>)>,
}

impl CostplusSimulation {
    pub(crate) fn new(store: PaymentStore<CostplusOrder>, credentials: Credentials) -> Self {
        let mut costplus = Self {
            site: CostplusSite {
                base: store.base_url.clone(),
                project: random::uuid(),
                merchant: random::uuid(),
            },
            store,
            key: credentials.key,
            cards: HashMap::new(),
            asked: Vec::new(),
        };
        for (token, card) in seed([
            "3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142",
            "a84e17d9-52c6-4f0b-b1e8-0d93c6f7a2b5",
            "c91b7e30-6d2f-4c58-9a07-e4f8135bd6a9",
        ]) {
            costplus.vault(token, card, random::uuid(), None);
        }
        costplus
    }

    fn vault(
        &mut self,
        token: String,
        card: SimulatedCard,
        first_transaction: String,
        since: Option<u64>,
    ) {
        let stored = VaultCard {
            card,
            first_transaction,
            since,
        };
        self.cards.insert(token, stored);
    }

    /// Finds the vault token of a stored card.
    pub(super) fn token(&self, handle: &Handle) -> Option<String> {
        match handle {
            Handle::VaultToken(token) => self.cards.contains_key(token).then(|| token.clone()),
            Handle::FirstTransaction(id) => {
                let mut cards = self.cards.iter();
                let found = cards.find(|(_, stored)| stored.first_transaction == *id);
                found.map(|(token, _)| token.clone())
            }
        }
    }

    /// Saves a typed card once it has paid.
    fn save_typed(&mut self, order: &mut CostplusOrder, now: u64) {
        if order.status != CostplusStatus::Completed || !order.saves_card {
            return;
        }
        if let (Some(card), Some(last)) = (order.base.card.take(), order.transactions.last_mut()) {
            let token = random::uuid();
            last.token = Some(token.clone());
            last.first = Some(last.id.clone());
            let first_transaction = last.id.clone();
            self.vault(token, card, first_transaction, Some(now));
        }
    }

    fn status_changed(&self, order: &CostplusOrder) -> Value {
        json!({
            "event": "status_changed",
            "project_id": self.site.project,
            "order_id": order.base.id,
        })
    }

    fn transaction_changed(&self, order: &CostplusOrder, one: &CostplusTransaction) -> Value {
        json!({
            "event": "transaction_status_changed",
            "merchant_id": self.site.merchant,
            "project_id": self.site.project,
            "order_id": order.base.id,
            "transaction_id": one.id,
            "transaction_status": one.status,
        })
    }
}

/// Writes a webhook: nothing in it or about it proves where it comes from.
fn webhook(order: &CostplusOrder, body: &Value) -> Option<ProviderNotification> {
    Some(ProviderNotification {
        provider: SandboxProvider::Costplus,
        reference: order.base.reference.clone(),
        url: order.webhook_url.clone()?,
        content_type: answer::JSON,
        authorization: None,
        body: body.to_string(),
        attempts: ATTEMPTS,
        apart: APART,
        accepts: is_success,
    })
}

impl Simulation for CostplusSimulation {
    type Payment = CostplusOrder;

    const PROVIDER: SandboxProvider = SandboxProvider::Costplus;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::JSON,
        server_error: answer::server_error,
    };

    fn store(&self) -> &PaymentStore<CostplusOrder> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<CostplusOrder> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        random::uuid()
    }

    fn not_found() -> Reply {
        answer::not_found("The order")
    }

    /// Tells the events between two states of an order. A new one is not told.
    fn changed(
        &mut self,
        former: Option<&CostplusOrder>,
        order: &mut CostplusOrder,
        now: u64,
    ) -> Vec<ProviderNotification> {
        self.save_typed(order, now);
        let mut events = Vec::new();
        if former.map_or(CostplusStatus::New, |former| former.status) != order.status {
            events.push(self.status_changed(order));
        }
        for one in &order.transactions {
            let mut known = former.iter().flat_map(|former| &former.transactions);
            let known = known.find(|known| known.id == one.id);
            if known.map_or(TransactionStatus::New, |known| known.status) != one.status {
                events.push(self.transaction_changed(order, one));
            }
        }
        let events = events.into_iter();
        events.filter_map(|body| webhook(order, &body)).collect()
    }

    /// A webhook is not signed, so that a forged one looks the same.
    fn notification(
        &self,
        order: &CostplusOrder,
        _forged: bool,
        _now: u64,
    ) -> Option<ProviderNotification> {
        webhook(order, &self.status_changed(order))
    }

    fn save_card(&mut self, token: Option<String>, card: SimulatedCard, now: u64) -> String {
        let token = token.unwrap_or_else(random::uuid);
        self.vault(token.clone(), card, random::uuid(), Some(now));
        token
    }

    /// Refunds are orders too, but no charges.
    fn is_charge(order: &CostplusOrder) -> bool {
        order.refund_of.is_none()
    }
}
