//! CertiTrade's memory.

use std::collections::HashMap;

use super::account::{Account, AccountState};
use super::answer::Links;
use super::callback;
use super::payment::{Method, Payment, State};
use super::refund::{Refund, RefundState};
use super::verdict;
use crate::book;
use crate::cards::{self, Card};
use crate::delivery::Answer;
use crate::ledger::Entry;
use crate::notice::{Notice, Post};
use crate::random;
use crate::settings::Credentials;

/// How long a shopper may stay in the pay window, in milliseconds (assumed).
const SESSION: u64 = 30 * 60_000;

/// What makes a message the same one: its Date and its `message_id`.
pub(super) type Message = (String, u64);

/// The provider's payments, refunds and accounts.
pub(crate) struct Book {
    base: String,
    pub(super) credentials: Credentials,
    post: Post,
    pub(super) payments: Vec<Payment>,
    pub(super) refunds: Vec<Refund>,
    pub(super) accounts: Vec<Account>,
    answered: HashMap<Message, Answer>,
    last_id: u64,
}

impl Book {
    pub(crate) fn new(base: String, credentials: Credentials, post: Post) -> Self {
        let mut book = Self {
            base,
            credentials,
            post,
            payments: Vec::new(),
            refunds: Vec::new(),
            accounts: Vec::new(),
            answered: HashMap::new(),
            last_id: 11_111,
        };
        let seed = cards::seed(["40260868824", "40260868825", "40260868826"]);
        for (token, card) in seed {
            book.keep_card(token, card, 0);
        }
        book.accounts.sort_by(|one, other| one.id.cmp(&other.id));
        book
    }

    pub(super) fn links(&self) -> Links<'_> {
        Links {
            base: &self.base,
            merchant: &self.credentials.id,
        }
    }

    /// A number for a payment or a refund.
    pub(super) fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// A number for an account that no other has.
    pub(super) fn account_id(&self) -> String {
        loop {
            let id = random::digits_11();
            if self.account(&id).is_none() {
                return id;
            }
        }
    }

    pub(super) fn payment(&self, id: u64) -> Option<&Payment> {
        self.payments.iter().find(|payment| payment.id == id)
    }

    pub(super) fn payment_mut(&mut self, id: u64) -> Option<&mut Payment> {
        self.payments.iter_mut().find(|payment| payment.id == id)
    }

    /// The payment that a pay window belongs to.
    pub(super) fn of_window(&self, window: &str) -> Option<&Payment> {
        let mut payments = self.payments.iter();
        payments.find(|payment| payment.window.as_deref() == Some(window))
    }

    pub(super) fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    pub(super) fn account_mut(&mut self, id: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.id == id)
    }

    fn keep_card(&mut self, id: String, card: Card, now: u64) {
        self.accounts.push(Account {
            id,
            created: now,
            state: AccountState::Active,
            method: Method::OneClick,
            card: Some(card),
            ends_in_fraud: false,
        });
    }

    /// Does something once for each message: a resending gets the same answer
    /// and creates nothing.
    ///
    /// # Errors
    ///
    /// What the deed refuses; that is not remembered, since it created nothing.
    pub(super) fn once(
        &mut self,
        message: Option<Message>,
        act: impl FnOnce(&mut Self) -> Result<Answer, Answer>,
    ) -> Result<Answer, Answer> {
        let known = message
            .as_ref()
            .and_then(|message| self.answered.get(message));
        if let Some(answer) = known {
            return Ok(answer.clone());
        }
        let answer = act(self)?;
        if let Some(message) = message {
            self.answered.insert(message, answer.clone());
        }
        Ok(answer)
    }

    /// Keeps a payment as it is now. What the shopper's window comes to is told
    /// to the callback address, and initialises the account.
    pub(super) fn keep(&mut self, payment: Payment) {
        let former = self.payment(payment.id);
        let was_open = former.is_none_or(|former| former.state.is_open());
        if was_open && !payment.state.is_open() && payment.asked.has_window() {
            if payment.asked.initializes && payment.authorized.is_some() {
                let id = payment.asked.account.clone().unwrap_or_default();
                if let Some(account) = self.account_mut(&id) {
                    account.state = AccountState::Active;
                    account.card.clone_from(&payment.card);
                    account.ends_in_fraud = payment.ends_in_fraud;
                }
            }
            self.tell(&payment);
        }
        match self.payment_mut(payment.id) {
            Some(kept) => *kept = payment,
            None => self.payments.push(payment),
        }
    }

    fn tell(&self, payment: &Payment) {
        let decided = payment.attempts.last();
        let at = decided.map_or(payment.created, |attempt| attempt.created);
        if let Some(notice) = callback::notice(&self.credentials, payment, false, at) {
            self.post.send(notice);
        }
    }
}

impl book::Book for Book {
    fn settle(&mut self, now: u64) {
        let mut changed = Vec::new();
        for payment in &self.payments {
            let ripe = payment.ripe_at.is_some_and(|at| at <= now);
            let mut new = payment.clone();
            if payment.state == State::Pending && ripe {
                verdict::authorise(&mut new, verdict::description(payment), now);
            } else if payment.waits_for_shopper()
                && payment.window.is_some()
                && payment.created.saturating_add(SESSION) <= now
            {
                verdict::give_up(&mut new, "TIMEOUT", "3002", now);
            } else if payment.state == State::ReadyForCapture
                && Payment::night_since(payment.authorized_at, now)
            {
                new.state = State::Captured;
            } else {
                continue;
            }
            changed.push(new);
        }
        for payment in changed {
            self.keep(payment);
        }
        for refund in &mut self.refunds {
            if refund.state == RefundState::Pending && Payment::night_since(refund.created, now) {
                refund.state = RefundState::Done;
            }
        }
    }

    fn ledger(&self) -> Vec<Entry> {
        self.payments.iter().map(Payment::entry).collect()
    }

    fn store(&mut self, token: Option<String>, card: Card, now: u64) -> String {
        let id = token.unwrap_or_else(|| self.account_id());
        self.accounts.retain(|account| account.id != id);
        self.keep_card(id.clone(), card, now);
        id
    }

    fn change(&mut self, reference: &str, status: &str, now: u64) -> Result<(), &'static str> {
        let state = State::of(status).ok_or("status: a state of the provider's table")?;
        let of_reference = |payment: &&Payment| payment.asked.reference == reference;
        let payments: Vec<Payment> = self.payments.iter().filter(of_reference).cloned().collect();
        for mut payment in payments {
            let paid = state.is_held() || state == State::Captured;
            if paid && payment.authorized.is_none() {
                payment.authorized = Some(payment.amount);
                payment.authorized_at = now;
            }
            payment.state = state;
            payment.told = None;
            self.keep(payment);
        }
        Ok(())
    }

    fn notice(&self, reference: &str, forged: bool, now: u64) -> Option<Notice> {
        let mut newest_first = self.payments.iter().rev();
        let payment = newest_first.find(|payment| payment.asked.reference == reference)?;
        callback::notice(&self.credentials, payment, forged, now)
    }
}
