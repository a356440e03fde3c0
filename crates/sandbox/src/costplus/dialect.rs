//! CostPlus, simulated: its vault and orders, and what follows from a change.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::answer::{self, MERCHANT, PROJECT};
use super::order::{CostplusOrder, CostplusStatus};
use super::request::Handle;
use super::transaction::TransactionStatus;
use crate::faults::FaultForm;
use crate::notifications::ProviderNotification;
use crate::provider::SandboxProvider;
use crate::random;
use crate::simulation::{PaymentStore, ProviderCall, Simulation};

/// A call of the merchant.
pub(super) type CostplusCall = ProviderCall<CostplusSimulation>;

/// The provider's orders and cards.
pub(crate) struct CostplusSimulation {
    pub(super) store: PaymentStore<CostplusOrder>,
    /// The names of each order that was asked for, and when. Lists by period
    /// are look-ups of these.
    pub(super) asked: Vec<(u64, Vec<String>)>,
    /// What a list shows of each order, by its id: a list has thousands.
    listed: HashMap<String, String>,
}

impl CostplusSimulation {
    /// Finds the vault token of a stored card, which may be named by the transaction
    /// that stored it.
    pub(super) fn token(&self, handle: Handle) -> Option<String> {
        match handle {
            Handle::VaultToken(token) => Some(token),
            Handle::FirstTransaction(id) => {
                let orders = self.store.payments();
                let mut transactions = orders.flat_map(|order| &order.transactions);
                let first = transactions.find(|one| one.first.as_ref() == Some(&id));
                first?.token.clone()
            }
        }
    }

    /// Writes the list of the orders that pass, the newest first.
    pub(super) fn list(&mut self, passes: impl Fn(&CostplusOrder) -> bool) -> String {
        let newest_first = self.store.payments().rev();
        let mut text = String::from("[");
        for order in newest_first.filter(|order| passes(order)) {
            if text.len() > 1 {
                text.push(',');
            }
            let id = order.base.id.clone();
            let show = || answer::order(&self.store.site, order, false).to_string();
            text.push_str(self.listed.entry(id).or_insert_with(show));
        }
        text.push(']');
        text
    }

    /// Saves a typed card once it has paid.
    fn save_typed(&mut self, order: &mut CostplusOrder, now: u64) {
        if order.status != CostplusStatus::Completed || !order.saves_card {
            return;
        }
        if let (Some(mut card), Some(last)) =
            (order.base.card.take(), order.transactions.last_mut())
        {
            card.since = Some(now);
            last.token = Some(self.save_card(None, card));
            last.first = Some(last.id.clone());
        }
    }
}

/// Writes a webhook: nothing in it or about it proves where it comes from.
fn webhook(order: &CostplusOrder, body: &Value) -> Option<ProviderNotification> {
    let url = order.webhook_url.clone()?;
    let (provider, reference) = (SandboxProvider::Costplus, &order.base.reference);
    // Once, and again up to ten times, two minutes apart (api-reference/webhooks).
    Some(ProviderNotification {
        attempts: 11,
        apart: 120_000,
        ..ProviderNotification::new(provider, reference, url, answer::JSON, body.to_string())
    })
}

impl Simulation for CostplusSimulation {
    type Payment = CostplusOrder;

    const PROVIDER: SandboxProvider = SandboxProvider::Costplus;
    const FAULTS: FaultForm = FaultForm {
        content_type: answer::JSON,
        error: answer::error,
    };

    const TOKENS: [&'static str; 3] = [
        "3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142",
        "a84e17d9-52c6-4f0b-b1e8-0d93c6f7a2b5",
        "c91b7e30-6d2f-4c58-9a07-e4f8135bd6a9",
    ];

    fn new(store: PaymentStore<CostplusOrder>) -> Self {
        Self {
            store,
            asked: Vec::new(),
            listed: HashMap::new(),
        }
    }

    fn store(&self) -> &PaymentStore<CostplusOrder> {
        &self.store
    }

    fn store_mut(&mut self) -> &mut PaymentStore<CostplusOrder> {
        &mut self.store
    }

    fn next_id(&mut self) -> String {
        random::uuid()
    }

    fn next_token(&self) -> String {
        random::uuid()
    }

    /// Tells the events between two states of an order. A new one is not told.
    fn changed(&mut self, former: Option<&CostplusOrder>, order: &mut CostplusOrder, now: u64) {
        self.listed.remove(&order.base.id);
        self.save_typed(order, now);
        if former.map_or(CostplusStatus::New, |former| former.status) != order.status {
            self.tell(order, now);
        }
        for one in &order.transactions {
            let mut known = former.iter().flat_map(|former| &former.transactions);
            let known = known.find(|known| known.id == one.id);
            if known.map_or(TransactionStatus::New, |known| known.status) != one.status {
                let event = json!({
                    "event": "transaction_status_changed",
                    "merchant_id": MERCHANT,
                    "project_id": PROJECT,
                    "order_id": order.base.id,
                    "transaction_id": one.id,
                    "transaction_status": one.status,
                });
                self.store.outbox.send(webhook(order, &event));
            }
        }
    }

    /// A webhook is not signed, so that a forged one looks the same.
    fn notification(
        &self,
        order: &CostplusOrder,
        _forged: bool,
        _now: u64,
    ) -> Option<ProviderNotification> {
        let event = json!({
            "event": "status_changed",
            "project_id": PROJECT,
            "order_id": order.base.id,
        });
        webhook(order, &event)
    }

    fn refunded(&self, order: &CostplusOrder) -> u64 {
        order.refunded
    }

    fn refund(
        &mut self,
        order: &mut CostplusOrder,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        self.refund_part(order, amount, now)
    }

    /// Refunds are orders too, but no charges.
    fn is_charge(order: &CostplusOrder) -> bool {
        order.refund_of.is_none()
    }
}
