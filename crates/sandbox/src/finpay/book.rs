//! Finpay's memory.

use std::collections::HashMap;

use super::callback::{self, Signature};
use super::payment::{Payment, Status};
use crate::book;
use crate::cards::{self, Card};
use crate::ledger::Entry;
use crate::notice::{Notice, Post};
use crate::random;
use crate::settings::Credentials;

/// A card that is stored for a customer.
pub(super) struct Stored {
    pub(super) card: Card,
    /// `customer.id`; none means that any customer may use it.
    pub(super) customer: Option<String>,
}

/// The provider's payments and cards.
pub(crate) struct Book {
    /// Where the provider's addresses begin.
    pub(super) base: String,
    credentials: Credentials,
    post: Post,
    pub(super) cards: HashMap<String, Stored>,
    pub(super) payments: Vec<Payment>,
    /// How callbacks are signed from now on.
    pub(crate) signature: Signature,
}

impl Book {
    pub(crate) fn new(base: String, credentials: Credentials, post: Post) -> Self {
        let cards = cards::seed([
            "7d1f0b6ae25c4938b1c07a94d2e8f5631c9b04e7a86d4f2593be70d1f8a2c645",
            "b93e5c0d714a4f8e9260d3f7a1c8b54e02f6d97b83c14a5ee1079c4d25f8b36a",
            "e04a8f52c6d94b17a3f5708d1b9c26e4f7382a5d0e614c9b86d3f1a27b50c9e8",
        ]);
        let cards = cards.into_iter().map(|(token, card)| {
            let customer = None;
            (token, Stored { card, customer })
        });
        Self {
            base,
            credentials,
            post,
            cards: cards.collect(),
            payments: Vec::new(),
            signature: Signature::default(),
        }
    }

    /// The newest payment of an order (assumed: which one a look-up means
    /// where an `order.id` was used twice).
    pub(super) fn newest(&self, order: &str) -> Option<&Payment> {
        let mut newest_first = self.payments.iter().rev();
        newest_first.find(|payment| payment.asked.id == order)
    }

    /// Keeps a payment as it is now, stores its card if that was asked for,
    /// and tells the merchant if it is decided.
    pub(super) fn keep(&mut self, mut payment: Payment) {
        self.store_typed(&mut payment);
        let mut kept = self.payments.iter_mut();
        let kept = kept.find(|kept| kept.id == payment.id);
        let former = kept.as_ref().map(|kept| kept.status);
        let news = former != Some(payment.status) && payment.status.is_news();
        if let Some(kept) = kept {
            *kept = payment.clone();
        } else {
            self.payments.push(payment.clone());
        }
        if news && let Some(notice) = self.about(&payment, false) {
            self.post.send(notice);
        }
    }

    fn store_typed(&mut self, payment: &mut Payment) {
        if !payment.is_charged() || !payment.keep {
            return;
        }
        if let Some(card) = payment.typed.take() {
            let token = random::hex_64();
            let customer = payment.asked.customer.clone();
            payment.token = Some(token.clone());
            self.cards.insert(token, Stored { card, customer });
        }
    }

    fn about(&self, payment: &Payment, forged: bool) -> Option<Notice> {
        let signature = if forged {
            Signature::Wrong
        } else {
            self.signature
        };
        callback::notice(&self.credentials.key, signature, payment)
    }
}

impl book::Book for Book {
    fn settle(&mut self, now: u64) {
        let mut changed = Vec::new();
        for payment in &self.payments {
            let mut after = payment.clone();
            after.settle(now);
            if after.status != payment.status {
                changed.push(after);
            }
        }
        for payment in changed {
            self.keep(payment);
        }
    }

    fn ledger(&self) -> Vec<Entry> {
        self.payments.iter().map(Payment::entry).collect()
    }

    fn store(&mut self, token: Option<String>, card: Card, _now: u64) -> String {
        let token = token.unwrap_or_else(random::hex_64);
        let customer = None;
        self.cards.insert(token.clone(), Stored { card, customer });
        token
    }

    fn change(&mut self, reference: &str, status: &str, now: u64) -> Result<(), &'static str> {
        let status = Status::read(status).ok_or("status: one of the provider's list")?;
        let of_reference = |payment: &&Payment| payment.asked.id == reference;
        let payments: Vec<Payment> = self.payments.iter().filter(of_reference).cloned().collect();
        for mut payment in payments {
            payment.move_to(status, now);
            self.keep(payment);
        }
        Ok(())
    }

    fn notice(&self, reference: &str, forged: bool, _now: u64) -> Option<Notice> {
        self.about(self.newest(reference)?, forged)
    }
}
