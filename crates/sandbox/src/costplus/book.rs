//! CostPlus's memory.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::order::{Order, Status};
use super::request::Handle;
use super::transaction::{State, Transaction};
use crate::book;
use crate::cards::{self, Card};
use crate::ledger::Entry;
use crate::notice::{Notice, Post};
use crate::provider::Provider;
use crate::random;

/// A webhook is sent once, and again up to ten times, two minutes apart
/// (api-reference/webhooks).
const ATTEMPTS: u32 = 11;
const APART: u64 = 120_000;

/// The merchant, as answers show it.
pub(super) struct Site {
    /// Where the provider's addresses begin, without `/v1`.
    pub(super) base: String,
    pub(super) project: String,
    pub(super) merchant: String,
}

/// A card in the vault.
pub(super) struct Stored {
    pub(super) card: Card,
    first_transaction: String,
    /// When it was stored; none if it was there from the start.
    pub(super) since: Option<u64>,
}

/// The provider's orders and cards.
pub(crate) struct Book {
    pub(super) site: Arc<Site>,
    post: Post,
    pub(super) cards: HashMap<String, Stored>,
    pub(super) orders: Vec<Order>,
    /// The names of each order that was asked for, and when. Lists by period
    /// are look-ups of these.
    pub(super) asked: Vec<(u64, Vec<String>)>,
}

impl Book {
    pub(crate) fn new(base: String, post: Post) -> Self {
        let cards = cards::seed([
            "3f0d6c52-9b7e-4a41-8c3d-5e2a7b90f142",
            "a84e17d9-52c6-4f0b-b1e8-0d93c6f7a2b5",
            "c91b7e30-6d2f-4c58-9a07-e4f8135bd6a9",
        ]);
        let cards = cards.into_iter().map(|(token, card)| {
            let first_transaction = random::uuid();
            let since = None;
            let stored = Stored {
                card,
                first_transaction,
                since,
            };
            (token, stored)
        });
        Self {
            site: Arc::new(Site {
                base,
                project: random::uuid(),
                merchant: random::uuid(),
            }),
            post,
            cards: cards.collect(),
            orders: Vec::new(),
            asked: Vec::new(),
        }
    }

    pub(super) fn order(&self, id: &str) -> Option<&Order> {
        self.orders.iter().find(|order| order.id == id)
    }

    /// The vault token of a stored card.
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

    /// Keeps an order as it is now, stores its card if that was asked for, and
    /// tells the merchant what has changed.
    pub(super) fn keep(&mut self, mut order: Order) {
        self.vault(&mut order);
        let place = self.orders.iter().position(|kept| kept.id == order.id);
        let place = place.and_then(|place| self.orders.get_mut(place));
        let former = place.map(|kept| std::mem::replace(kept, order.clone()));
        for notice in self.news(former.as_ref(), &order) {
            self.post.send(notice);
        }
        if former.is_none() {
            self.orders.push(order);
        }
    }

    /// Stores a typed card once it has paid.
    fn vault(&mut self, order: &mut Order) {
        let now = order.modified;
        if order.status != Status::Completed || order.keep.is_none() {
            return;
        }
        if let (Some(card), Some(last)) = (order.typed.take(), order.transactions.last_mut()) {
            let token = random::uuid();
            last.token = Some(token.clone());
            last.first = Some(last.id.clone());
            let stored = Stored {
                card,
                first_transaction: last.id.clone(),
                since: Some(now),
            };
            self.cards.insert(token, stored);
        }
    }

    /// The events between two states of an order. A new one is no news.
    fn news(&self, former: Option<&Order>, order: &Order) -> Vec<Notice> {
        let mut events = Vec::new();
        if former.map_or(Status::New, |former| former.status) != order.status {
            events.push(self.status_changed(order));
        }
        for one in &order.transactions {
            let mut known = former.iter().flat_map(|former| &former.transactions);
            let known = known.find(|known| known.id == one.id);
            if known.map_or(State::New, |known| known.state) != one.state {
                events.push(self.transaction_changed(order, one));
            }
        }
        let notices = events.into_iter();
        notices.filter_map(|body| about(order, &body)).collect()
    }

    fn status_changed(&self, order: &Order) -> Value {
        json!({
            "event": "status_changed",
            "project_id": self.site.project,
            "order_id": order.id,
        })
    }

    fn transaction_changed(&self, order: &Order, one: &Transaction) -> Value {
        json!({
            "event": "transaction_status_changed",
            "merchant_id": self.site.merchant,
            "project_id": self.site.project,
            "order_id": order.id,
            "transaction_id": one.id,
            "transaction_status": one.state.word(),
        })
    }
}

/// A webhook: nothing in it or about it proves where it comes from.
fn about(order: &Order, body: &Value) -> Option<Notice> {
    Some(Notice {
        provider: Provider::Costplus,
        reference: order.reference().to_owned(),
        url: order.asked.webhook_url.clone()?,
        content_type: "application/json",
        authorization: None,
        body: body.to_string(),
        attempts: ATTEMPTS,
        apart: APART,
        accepts: |http| (200..300).contains(&http),
    })
}

impl book::Book for Book {
    fn settle(&mut self, now: u64) {
        let mut changed = Vec::new();
        for order in &self.orders {
            let mut after = order.clone();
            after.settle(now);
            if after.modified != order.modified {
                changed.push(after);
            }
        }
        for order in changed {
            self.keep(order);
        }
    }

    /// Refunds are orders too, but no charges.
    fn ledger(&self) -> Vec<Entry> {
        let charges = self.orders.iter();
        let charges = charges.filter(|order| order.refund_of.is_none());
        charges.map(Order::entry).collect()
    }

    fn store(&mut self, token: Option<String>, card: Card, now: u64) -> String {
        let token = token.unwrap_or_else(random::uuid);
        let stored = Stored {
            card,
            first_transaction: random::uuid(),
            since: Some(now),
        };
        self.cards.insert(token.clone(), stored);
        token
    }

    fn change(&mut self, reference: &str, status: &str, now: u64) -> Result<(), &'static str> {
        let (status, state) = Status::read(status)
            .ok_or("status: new, processing, error, completed, cancelled or expired")?;
        let of_reference = |order: &&Order| order.reference() == reference;
        let orders: Vec<Order> = self.orders.iter().filter(of_reference).cloned().collect();
        for mut order in orders {
            order.move_to(status, state, now);
            self.keep(order);
        }
        Ok(())
    }

    /// A webhook is not signed, so that a forged one looks the same.
    fn notice(&self, reference: &str, _forged: bool, _now: u64) -> Option<Notice> {
        let mut newest_first = self.orders.iter().rev();
        let order = newest_first.find(|order| order.reference() == reference)?;
        about(order, &self.status_changed(order))
    }
}
