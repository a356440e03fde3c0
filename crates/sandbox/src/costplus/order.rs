//! An order as the provider keeps it, and the statuses it goes through.

use serde_json::{Map, Value};

use super::reason::Reason;
use super::request::Kind;
use super::transaction::{State, Transaction};
use crate::behaviour::Behaviour;
use crate::cards::{Card, SecurityCode};
use crate::ledger::Entry;
use crate::provider::Provider;

/// The statuses of orders (status-requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    New,
    Processing,
    /// An attempt has failed. The shopper can try again on the hosted page.
    Error,
    /// Paid, or authorised where the capture is not at once.
    Completed,
    Cancelled,
    Expired,
}

impl Status {
    /// All, each with what its transaction is in.
    const ALL: [(Self, State); 6] = [
        (Self::New, State::New),
        (Self::Processing, State::Pending),
        (Self::Error, State::Error),
        (Self::Completed, State::Completed),
        (Self::Cancelled, State::Cancelled),
        (Self::Expired, State::Expired),
    ];

    /// The provider's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Processing => "processing",
            Self::Error => "error",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The status of a word, and the transaction's that goes with it.
    pub(super) fn read(word: &str) -> Option<(Self, State)> {
        Self::ALL.into_iter().find(|(own, _)| own.word() == word)
    }
}

/// When the money of an authorised order is taken (auth-capture-void).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capture {
    AtOnce,
    /// `manual`: when the merchant says.
    ByHand,
    /// `delayed`: when the order's period is over.
    Later,
}

impl Capture {
    /// The provider's word; none for the default, which has none.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::AtOnce => None,
            Self::ByHand => Some("manual"),
            Self::Later => Some("delayed"),
        }
    }
}

/// A request that passed validation, less its card.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) reference: Option<String>,
    /// `extra.order`.
    pub(super) order: Option<String>,
    pub(super) currency: String,
    pub(super) amount: u64,
    pub(super) return_url: Option<String>,
    pub(super) failure_url: Option<String>,
    pub(super) webhook_url: Option<String>,
    /// As it was written, and in milliseconds.
    pub(super) period: String,
    pub(super) milliseconds: u64,
    pub(super) capture: Capture,
    /// The request's members that the answer repeats.
    pub(super) echo: Map<String, Value>,
    /// Whether the request names a transaction.
    pub(super) has_transaction: bool,
    /// What the transaction's `payment_method_details` repeat.
    pub(super) options: Map<String, Value>,
}

/// Which hosted page the shopper is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Page {
    Card,
    Bank,
}

/// An order.
#[derive(Clone)]
pub(super) struct Order {
    /// A UUID.
    pub(super) id: String,
    pub(super) asked: Asked,
    /// Milliseconds since 1970, as are the others.
    pub(super) created: u64,
    pub(super) modified: u64,
    pub(super) completed: Option<u64>,
    pub(super) status: Status,
    pub(super) transactions: Vec<Transaction>,
    pub(super) charged: bool,
    pub(super) captured: u64,
    /// Whether there was a capture: there is one for an authorisation.
    pub(super) capture_done: bool,
    pub(super) voided: u64,
    pub(super) refunded: u64,
    /// The orders that are its refunds, and the order that this one refunds.
    pub(super) refunds: Vec<String>,
    pub(super) refund_of: Option<String>,
    pub(super) page: Page,
    /// Whether a card that is typed is stored, and that card meanwhile.
    pub(super) keep: Option<Kind>,
    pub(super) typed: Option<Card>,
    /// What the typed card comes to, by the documents' test numbers.
    pub(super) decline: Option<Reason>,
    pub(super) code: SecurityCode,
    /// What decides the money once the hosted pages are behind.
    pub(super) outcome: Behaviour,
    pub(super) pending_for: u64,
    /// Completed by itself at this moment.
    pub(super) completes_at: Option<u64>,
    /// How much more than the truth the answers tell.
    pub(super) wrong_by: u64,
    /// The duplicate that a look-up made of it.
    pub(super) twin: Option<String>,
}

impl Order {
    /// What rules, notifications and the ledger call it.
    pub(super) fn reference(&self) -> &str {
        self.asked.reference.as_ref().unwrap_or(&self.id)
    }

    /// The amount in answers.
    pub(super) fn told(&self) -> u64 {
        self.asked.amount + self.wrong_by
    }

    /// Its line in the ledger.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            provider: Provider::Costplus,
            id: self.id.clone(),
            reference: self.reference().to_owned(),
            order: self.asked.order.clone(),
            amount: self.asked.amount,
            currency: self.asked.currency.clone(),
            status: self.status.word().to_owned(),
            charged: self.charged,
            security_code: self.code,
            created: self.created,
        }
    }

    /// Moves the order and its last transaction, and keeps the account of its
    /// money.
    pub(super) fn move_to(&mut self, status: Status, state: State, now: u64) {
        self.status = status;
        self.modified = now;
        self.completes_at = None;
        // Why a card failed stays told when its order ends (assumed).
        let ends = matches!(status, Status::Cancelled | Status::Expired);
        if let Some(last) = self.transactions.last_mut() {
            last.state = state;
            last.reason = last.reason.filter(|_| ends);
            last.modified = now;
        }
        self.charged = match status {
            Status::Completed => true,
            Status::Processing => state == State::Accepted,
            Status::New | Status::Error | Status::Cancelled | Status::Expired => false,
        };
        if status == Status::Completed {
            self.completed = Some(now);
            if self.asked.capture == Capture::AtOnce {
                self.captured = self.asked.amount;
            }
        }
    }

    /// The attempt has failed.
    pub(super) fn fail(&mut self, reason: Reason, now: u64) {
        self.move_to(Status::Error, State::Error, now);
        self.page = Page::Card;
        if let Some(last) = self.transactions.last_mut() {
            last.reason = Some(reason);
        }
    }

    /// What is authorised and can be captured or voided.
    pub(super) fn capturable(&self) -> u64 {
        let held = self.status == Status::Completed && self.asked.capture != Capture::AtOnce;
        if held && !self.capture_done {
            self.asked.amount.saturating_sub(self.voided)
        } else {
            0
        }
    }

    /// Captures, once. What is left is given up.
    pub(super) fn capture(&mut self, amount: u64, now: u64) {
        self.captured = amount;
        self.capture_done = true;
        self.modified = now;
        if let Some(last) = self.transactions.last_mut() {
            last.state = State::Captured;
            last.modified = now;
        }
    }

    /// Whether the shopper can pay it on the hosted page.
    pub(super) fn is_open(&self) -> bool {
        let last = self.transactions.last();
        let has_page = last.map_or(!self.asked.has_transaction, |last| last.has_page);
        let waits = match self.status {
            Status::New | Status::Error => true,
            Status::Processing => self.page == Page::Bank,
            Status::Completed | Status::Cancelled | Status::Expired => false,
        };
        has_page && waits
    }

    /// Does what time does by itself.
    pub(super) fn settle(&mut self, now: u64) {
        if self.completes_at.is_some_and(|at| at <= now) {
            self.move_to(Status::Completed, State::Completed, now);
        }
        if self.created.saturating_add(self.asked.milliseconds) > now {
            return;
        }
        match (self.asked.capture, self.capturable()) {
            (_, 0) if self.is_open() => self.move_to(Status::Expired, State::Expired, now),
            (_, 0) => {}
            (Capture::Later, amount) => self.capture(amount, now),
            _ => self.move_to(Status::Expired, State::Expired, now),
        }
    }
}
