//! A payment as the provider keeps it, and the statuses it goes through.

use serde_json::Value;

use super::refusal::Refusal;
use crate::behaviour::Behaviour;
use crate::cards::{Card, Face, SecurityCode};
use crate::ledger::Entry;
use crate::provider::Provider;

/// The statuses (appendix/enumeration/status-list; `EXPIRED` and `FAILED` of
/// the official plugin). Not all of them come about by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    RequestInitiated,
    Initiated,
    AuthenticationInitiated,
    Authenticated,
    Pending,
    Authorized,
    Captured,
    PartiallyCaptured,
    Paid,
    PartiallyRefunded,
    Refunded,
    Cancelled,
    Failure,
    Failed,
    Expired,
}

impl Status {
    const ALL: [(Self, &'static str); 15] = [
        (Self::RequestInitiated, "REQUEST_INITIATED"),
        (Self::Initiated, "INITIATED"),
        (Self::AuthenticationInitiated, "AUTHENTICATION_INITIATED"),
        (Self::Authenticated, "AUTHENTICATED"),
        (Self::Pending, "PENDING"),
        (Self::Authorized, "AUTHORIZED"),
        (Self::Captured, "CAPTURED"),
        (Self::PartiallyCaptured, "PARTIALLY_CAPTURED"),
        (Self::Paid, "PAID"),
        (Self::PartiallyRefunded, "PARTIALLY_REFUNDED"),
        (Self::Refunded, "REFUNDED"),
        (Self::Cancelled, "CANCELLED"),
        (Self::Failure, "FAILURE"),
        (Self::Failed, "FAILED"),
        (Self::Expired, "EXPIRED"),
    ];

    /// The provider's word.
    pub(super) fn word(self) -> &'static str {
        let known = Self::ALL.iter().find(|(status, _)| *status == self);
        known.map_or("", |(_, word)| word)
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        let known = Self::ALL.iter().find(|(_, own)| *own == word);
        known.map(|(status, _)| *status)
    }

    /// Whether the payment is decided, which the merchant is told.
    pub(super) fn is_news(self) -> bool {
        !matches!(
            self,
            Self::RequestInitiated
                | Self::Initiated
                | Self::AuthenticationInitiated
                | Self::Authenticated
                | Self::Pending
        )
    }

    fn is_charged(self) -> bool {
        self.is_news()
            && !matches!(
                self,
                Self::Cancelled | Self::Failure | Self::Failed | Self::Expired
            )
    }
}

/// Where the shopper and the news go.
#[derive(Clone, Default)]
pub(super) struct Urls {
    pub(super) callback: Option<String>,
    pub(super) success: Option<String>,
    pub(super) fail: Option<String>,
    pub(super) back: Option<String>,
}

/// A request that passed validation, less its card.
#[derive(Clone)]
pub(super) struct Asked {
    /// `order.id`.
    pub(super) id: String,
    /// `order.description`.
    pub(super) description: Option<String>,
    /// Whole rupiah.
    pub(super) amount: u64,
    /// `customer.id`.
    pub(super) customer: Option<String>,
    pub(super) urls: Urls,
    /// `meta.data`.
    pub(super) meta: Value,
    /// Minutes that the shopper has on the hosted page.
    pub(super) timeout: u64,
}

/// Which hosted page the shopper is at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Page {
    Card,
    /// The security code of a stored card.
    SecurityCode,
    Bank,
}

/// A payment.
#[derive(Clone)]
pub(super) struct Payment {
    /// `C-` and a UUID.
    pub(super) id: String,
    /// `order.reference`: digits.
    pub(super) reference: String,
    pub(super) asked: Asked,
    /// Milliseconds since 1970, as are the others.
    pub(super) created: u64,
    pub(super) status: Status,
    pub(super) refusal: Option<Refusal>,
    /// When its money moved.
    pub(super) paid: Option<u64>,
    pub(super) face: Option<Face>,
    pub(super) brand: String,
    /// The stored card that pays.
    pub(super) token: Option<String>,
    /// Whether a card that is typed is stored, and that card meanwhile.
    pub(super) keep: bool,
    pub(super) typed: Option<Card>,
    pub(super) code: SecurityCode,
    /// The hosted page and the token in its address.
    pub(super) page: Page,
    pub(super) access: Option<String>,
    /// What decides the money once the hosted pages are behind.
    pub(super) outcome: Behaviour,
    pub(super) wants_bank: bool,
    pub(super) pending_for: u64,
    /// Captured by itself at this moment.
    pub(super) captures_at: Option<u64>,
    /// How much more than the truth the answers tell.
    pub(super) wrong_by: u64,
    /// Whether a look-up made a duplicate of it, or it is one.
    pub(super) has_twin: bool,
}

impl Payment {
    /// Whether the shopper's money has moved or is held.
    pub(super) fn is_charged(&self) -> bool {
        self.status.is_charged()
    }

    /// The amount in answers.
    pub(super) fn told(&self) -> u64 {
        self.asked.amount + self.wrong_by
    }

    /// Its line in the ledger.
    pub(super) fn entry(&self) -> Entry {
        Entry {
            provider: Provider::Finpay,
            id: self.id.clone(),
            reference: self.asked.id.clone(),
            order: self.asked.description.clone(),
            amount: self.asked.amount,
            currency: "IDR".to_owned(),
            status: self.status.word().to_owned(),
            charged: self.is_charged(),
            security_code: self.code,
            created: self.created,
        }
    }

    /// Moves the payment and keeps the account of its money.
    pub(super) fn move_to(&mut self, status: Status, now: u64) {
        self.status = status;
        self.refusal = None;
        self.captures_at = None;
        if self.is_charged() && self.paid.is_none() {
            self.paid = Some(now);
        }
    }

    /// The payment has failed, for good.
    pub(super) fn fail(&mut self, refusal: Refusal, now: u64) {
        self.move_to(Status::Failure, now);
        self.refusal = Some(refusal);
    }

    /// Until when the shopper can pay it on the hosted page.
    pub(super) fn expires(&self) -> u64 {
        let milliseconds = self.asked.timeout.saturating_mul(60_000);
        self.created.saturating_add(milliseconds)
    }

    /// Whether the shopper can pay it on the hosted page.
    pub(super) fn is_open(&self) -> bool {
        let waits = [Status::RequestInitiated, Status::AuthenticationInitiated];
        self.access.is_some() && waits.contains(&self.status)
    }

    /// Does what time does by itself.
    pub(super) fn settle(&mut self, now: u64) {
        if self.captures_at.is_some_and(|at| at <= now) {
            self.move_to(Status::Captured, now);
        }
        if self.is_open() && self.expires() <= now {
            self.move_to(Status::Expired, now);
        }
    }
}
