//! A payment as the provider keeps it, and the statuses it goes through.

use serde_json::{Map, Value};

use super::reason::Reason;
use crate::behaviour::Behaviour;
use crate::cards::{Face, SecurityCode};
use crate::ledger::Entry;
use crate::provider::Provider;

/// The status ids of card payments.
pub(crate) mod status {
    pub(crate) const OPEN: u16 = 1;
    pub(crate) const SUCCESS: u16 = 2;
    pub(crate) const CANCELLED: u16 = 3;
    pub(crate) const FAILED: u16 = 4;
    pub(crate) const EXPIRED: u16 = 5;
    pub(crate) const PENDING: u16 = 7;
    pub(crate) const AUTHORIZED: u16 = 9;
    pub(crate) const CAPTURED: u16 = 11;
    pub(crate) const CAPTURE_REQUESTED: u16 = 13;
    pub(crate) const PARTIALLY_REFUNDED: u16 = 21;
    pub(crate) const REFUNDED: u16 = 22;
    pub(crate) const PAID: u16 = 25;
    pub(crate) const DISPUTED: u16 = 19;
    pub(crate) const DISPUTE_WON: u16 = 23;
    pub(crate) const DISPUTE_LOST: u16 = 24;
    pub(crate) const PENDING_CHALLENGE: u16 = 30;
    pub(crate) const QUEUED_FOR_CAPTURING: u16 = 33;
    pub(crate) const QUEUED_FOR_CANCELING: u16 = 34;
    pub(crate) const PARTIALLY_CAPTURED: u16 = 35;

    /// The name the provider gives a status; none for an id it does not have.
    pub(crate) fn name(id: u16) -> Option<&'static str> {
        Some(match id {
            1 => "Open",
            2 => "Success",
            3 => "Cancelled",
            4 => "Failed",
            5 => "Expired",
            7 => "PendingOnProvider",
            9 => "Authorized",
            10 => "AuthorizeRequested",
            11 => "Captured",
            13 => "CaptureRequested",
            14 => "Exception",
            15 => "CancelRequested",
            16 => "Reversed",
            19 => "Disputed",
            21 => "PartiallyRefunded",
            22 => "Refunded",
            23 => "DisputeWon",
            24 => "DisputeLost",
            25 => "Paid",
            26 => "Chargedback",
            27 => "SecondChargebackWon",
            28 => "SecondChargebackLost",
            30 => "PendingChallengeConfirmation",
            33 => "QueuedForCapturing",
            34 => "QueuedForCanceling",
            35 => "PartiallyCaptured",
            _ => return None,
        })
    }
}

/// A request that passed validation, less its card and token.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) reference: String,
    pub(crate) order: Option<String>,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) return_url: String,
    pub(crate) capture: bool,
    pub(crate) three_d_secure: bool,
    pub(crate) keep_card: bool,
    /// The payment that a later charge of a stored card goes back to.
    pub(crate) initial_payment: Option<u64>,
    /// Minutes that the shopper has on a hosted page.
    pub(crate) lifetime: Option<u64>,
    /// The request's members that the answer repeats.
    pub(crate) echo: Map<String, Value>,
}

/// Which hosted page the shopper has to visit next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Page {
    /// The whole card.
    Card,
    /// The security code of a stored card.
    SecurityCode,
    /// The shopper's bank.
    Bank,
}

/// The hosted page of an open payment.
#[derive(Clone)]
pub(crate) struct Hosted {
    pub(crate) token: String,
    pub(crate) page: Page,
}

/// What the fraud check says (fraud-management).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fraud {
    Accept,
    Challenge,
    Deny,
}

impl Fraud {
    /// The documents' test addresses decide; none is checked otherwise.
    pub(crate) fn of(email: &str) -> Option<Self> {
        Some(match email {
            "accept@accept.com" => Self::Accept,
            "challenge@challenge.com" => Self::Challenge,
            "deny@deny.com" => Self::Deny,
            _ => return None,
        })
    }
}

/// A dispute about a payment.
#[derive(Clone, Copy)]
pub(crate) struct Dispute {
    pub(crate) id: u64,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
}

/// What the provider decided about the money.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    pub(crate) status: u16,
    pub(crate) reasons: Vec<Reason>,
}

impl Verdict {
    pub(crate) fn of(status: u16) -> Self {
        Self {
            status,
            reasons: Vec::new(),
        }
    }

    pub(crate) fn failed(reason: Reason) -> Self {
        Self {
            status: status::FAILED,
            reasons: vec![reason],
        }
    }
}

/// A payment.
#[derive(Clone)]
pub(crate) struct Payment {
    pub(crate) id: u64,
    pub(crate) asked: Asked,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    pub(crate) status: u16,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) captured: Option<u64>,
    pub(crate) charged: bool,
    pub(crate) code: SecurityCode,
    pub(crate) fraud: Option<Fraud>,
    pub(crate) dispute: Option<Dispute>,
    pub(crate) face: Option<Face>,
    /// The stored card's value, given by the request or made from its card.
    pub(crate) card_token: Option<String>,
    pub(crate) hosted: Option<Hosted>,
    /// What decides the money once the hosted pages are behind.
    pub(crate) outcome: Behaviour,
    /// How long it stays pending, in milliseconds.
    pub(crate) pending_for: u64,
    /// Captured by itself at this moment.
    pub(crate) captured_at: Option<u64>,
    /// An open payment expires at this moment.
    pub(crate) expires_at: Option<u64>,
    /// The amount in answers, where it is told wrongly.
    pub(crate) told_amount: u64,
    /// The duplicate that a look-up made of it.
    pub(crate) twin: Option<u64>,
}

impl Payment {
    /// Its line in the ledger.
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            provider: Provider::Smart2pay,
            id: self.id.to_string(),
            reference: self.asked.reference.clone(),
            order: self.asked.order.clone(),
            amount: self.asked.amount,
            currency: self.asked.currency.clone(),
            status: status::name(self.status).unwrap_or_default().to_owned(),
            charged: self.charged,
            security_code: self.code,
            created: self.created,
        }
    }

    /// Moves the payment and keeps the account of its money.
    pub(crate) fn apply(&mut self, verdict: Verdict) {
        self.status = verdict.status;
        self.reasons = verdict.reasons;
        match self.status {
            status::CAPTURED | status::PAID | status::SUCCESS => {
                self.captured = Some(self.told_amount);
                self.charged = true;
            }
            9 | 10 | 13 | 33 | 35 => self.charged = true,
            // A lost dispute and a chargeback take the money back.
            1 | 3 | 4 | 5 | 7 | 16 | 24 | 26 | 30 | 34 => self.charged = false,
            _ => {}
        }
    }

    /// Whether time has something to do to it.
    pub(crate) fn is_due(&self, now: u64) -> bool {
        let at = match self.status {
            status::PENDING => self.captured_at,
            status::OPEN => self.expires_at,
            _ => None,
        };
        at.is_some_and(|at| at <= now)
    }

    /// Does what time does to a payment: captures the pending, expires the open.
    pub(crate) fn settle(&mut self, now: u64) {
        if self.status == status::PENDING && self.captured_at.is_some_and(|at| at <= now) {
            self.apply(Verdict::of(if self.asked.capture {
                status::CAPTURED
            } else {
                status::AUTHORIZED
            }));
        }
        if self.status == status::OPEN && self.expires_at.is_some_and(|at| at <= now) {
            self.apply(Verdict::of(status::EXPIRED));
        }
    }
}
