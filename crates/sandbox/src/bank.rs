//! Everything that the sandbox remembers, behind one lock.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::behaviour::{Behaviour, Rules};
use crate::cards::{self, Card};
use crate::clock::Clock;
use crate::ledger::{Entry, Requests};
use crate::payment::Payment;
use crate::refund::Refund;

/// What the sandbox is set up with, and its memory.
pub(crate) struct House {
    /// Where browsers reach the hosted pages.
    pub(crate) url: String,
    pub(crate) site_id: u64,
    pub(crate) api_key: String,
    bank: Mutex<Bank>,
    /// Lets slow answers go before their time.
    pub(crate) release: Notify,
}

impl House {
    pub(crate) fn new(url: String, site_id: u64, api_key: String) -> Self {
        let bank = Mutex::new(Bank::new());
        Self {
            url,
            site_id,
            api_key,
            bank,
            release: Notify::new(),
        }
    }

    /// The memory, with everything done to it that time does by itself.
    pub(crate) fn bank(&self) -> MutexGuard<'_, Bank> {
        let mut bank = self.bank.lock().unwrap_or_else(PoisonError::into_inner);
        let now = bank.clock.now();
        bank.payments
            .iter_mut()
            .for_each(|payment| payment.settle(now));
        bank
    }
}

/// The memory: payments, refunds, cards, rules, counts.
pub(crate) struct Bank {
    pub(crate) clock: Clock,
    pub(crate) rules: Rules,
    pub(crate) cards: HashMap<String, Card>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) refunds: Vec<Refund>,
    /// The order of each reference that was ever sent, booked or not.
    orders: HashMap<String, String>,
    charges: Vec<Option<String>>,
    look_ups: Vec<Option<String>>,
    last_id: u64,
}

impl Bank {
    fn new() -> Self {
        Self {
            clock: Clock::default(),
            rules: Rules::default(),
            cards: cards::seed(),
            payments: Vec::new(),
            refunds: Vec::new(),
            orders: HashMap::new(),
            charges: Vec::new(),
            look_ups: Vec::new(),
            last_id: 202_586,
        }
    }

    /// A number for a payment, a refund or a refused request.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Counts a charge, whatever becomes of it.
    pub(crate) fn count_charge(&mut self, order: Option<&str>, reference: Option<&str>) {
        if let (Some(order), Some(reference)) = (order, reference) {
            self.orders.insert(reference.to_owned(), order.to_owned());
        }
        self.charges.push(order.map(str::to_owned));
    }

    /// Counts a look-up and says what was ordered for it.
    pub(crate) fn look_up_rule(&mut self, order: Option<&str>) -> Option<Behaviour> {
        self.look_ups.push(order.map(str::to_owned));
        self.rules.take(order, true).map(|rule| rule.behaviour)
    }

    /// The order that a reference was sent for.
    pub(crate) fn order_of(&self, reference: &str) -> Option<String> {
        self.orders.get(reference).cloned()
    }

    pub(crate) fn payment(&self, id: u64) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    pub(crate) fn payment_mut(&mut self, id: u64) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| payment.id == id)
    }

    /// The payment that a hosted page belongs to.
    pub(crate) fn hosted(&self, token: &str) -> Option<&Payment> {
        self.payments.iter().find(|payment| {
            payment
                .hosted
                .as_ref()
                .is_some_and(|hosted| hosted.token == token)
        })
    }

    /// What was booked, of one order or of all.
    pub(crate) fn ledger(&self, order: Option<&str>) -> Vec<Entry> {
        self.payments
            .iter()
            .filter(|payment| order.is_none() || payment.asked.order.as_deref() == order)
            .map(Entry::of)
            .collect()
    }

    /// How many requests came, of one order or of all.
    pub(crate) fn requests(&self, order: Option<&str>) -> Requests {
        let count = |of: &[Option<String>]| {
            of.iter()
                .filter(|one| order.is_none() || one.as_deref() == order)
                .count()
        };
        Requests {
            charges: count(&self.charges),
            look_ups: count(&self.look_ups),
        }
    }
}
