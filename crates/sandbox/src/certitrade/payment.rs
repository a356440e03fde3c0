//! A payment as CertiTrade keeps it (reference/resources/payment.md).

use serde_json::{Map, Value, json};

use crate::behaviour::Behaviour;
use crate::cards::{Face, SecurityCode};
use crate::ledger::Entry;
use crate::provider::Provider;

/// A day, in milliseconds.
const DAY: u64 = 86_400_000;

/// What a payment is going through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// The pay window was not opened yet.
    Created,
    /// The pay window was opened.
    Pending,
    WaitingForApproval,
    /// Captured the coming night.
    ReadyForCapture,
    Captured,
    Cancelled,
    Failed,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Created,
        Self::Pending,
        Self::WaitingForApproval,
        Self::ReadyForCapture,
        Self::Captured,
        Self::Cancelled,
        Self::Failed,
    ];

    /// The document's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Pending => "PENDING",
            Self::WaitingForApproval => "WAITING_FOR_APPROVAL",
            Self::ReadyForCapture => "READY_FOR_CAPTURE",
            Self::Captured => "CAPTURED",
            Self::Cancelled => "CANCELLED",
            Self::Failed => "FAILED",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Not decided yet: the shopper has the window.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
    }

    /// Authorised and not captured: amount and state may be changed.
    pub(super) fn is_held(self) -> bool {
        matches!(self, Self::WaitingForApproval | Self::ReadyForCapture)
    }
}

/// How a payment is made; the methods of cards alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Method {
    Card,
    OneClick,
    Recurring,
}

impl Method {
    /// The document's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Card => "CARD",
            Self::OneClick => "ONE_CLICK",
            Self::Recurring => "RECURRING",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        [Self::Card, Self::OneClick, Self::Recurring]
            .into_iter()
            .find(|method| method.word() == word)
    }
}

/// A request that passed its rules.
#[derive(Clone)]
pub(super) struct Asked {
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) language: String,
    pub(super) method: Method,
    /// Empty where the request has none.
    pub(super) reference: String,
    pub(super) description: String,
    pub(super) return_url: Option<String>,
    pub(super) callback_url: Option<String>,
    /// All members, empty where the request has none.
    pub(super) customer: Map<String, Value>,
    pub(super) account: Option<String>,
    /// A recurring payment that goes through the pay window.
    pub(super) initializes: bool,
}

impl Asked {
    /// Whether the shopper goes through the pay window.
    pub(super) fn has_window(&self) -> bool {
        self.method == Method::Card || self.initializes
    }

    /// What stands under the method's name in `data`.
    pub(super) fn data(&self) -> Value {
        match (self.method, &self.account) {
            (Method::Recurring, Some(account)) => {
                let initialize = if self.initializes { "1" } else { "0" };
                json!({ "initialize": initialize, "payment_account": account })
            }
            (Method::OneClick, Some(account)) => json!({ "payment_account": account }),
            _ => json!({}),
        }
    }
}

/// One attempt at an authorisation (reference/resources/payment-attempt.md).
#[derive(Clone)]
pub(super) struct Attempt {
    pub(super) created: u64,
    pub(super) method: Method,
    pub(super) authorized: bool,
    pub(super) description: &'static str,
    pub(super) code: &'static str,
    pub(super) face: Option<Face>,
}

/// Which page the pay window shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Page {
    Card,
    Bank,
}

/// A payment.
#[derive(Clone)]
pub(super) struct Payment {
    pub(super) id: u64,
    pub(super) asked: Asked,
    /// Milliseconds since 1970.
    pub(super) created: u64,
    pub(super) state: State,
    /// What is to be captured; the merchant may change it.
    pub(super) amount: u64,
    pub(super) authorized: Option<u64>,
    pub(super) authorized_at: u64,
    pub(super) attempts: Vec<Attempt>,
    /// The pay window's own token.
    pub(super) window: Option<String>,
    pub(super) page: Page,
    /// The card that was typed in the window.
    pub(super) card: Option<crate::cards::Card>,
    /// Whether the card is the one that is closed for fraud when it is used
    /// again.
    pub(super) ends_in_fraud: bool,
    /// What the authorisation comes to, by the number that was typed.
    pub(super) declines: bool,
    /// What the rules decided.
    pub(super) outcome: Behaviour,
    /// Whether the rules send the shopper to the bank.
    pub(super) wants_bank: bool,
    /// How long it stays pending if that was ordered, in milliseconds.
    pub(super) pending_for: u64,
    /// Authorised by itself at this moment.
    pub(super) ripe_at: Option<u64>,
    pub(super) security_code: SecurityCode,
    /// How much more than the truth the answers tell.
    pub(super) wrong_by: u64,
    /// The callback's function and description, once it is decided.
    pub(super) told: Option<(&'static str, &'static str)>,
    /// The duplicate that a look-up made of it.
    pub(super) twin: Option<u64>,
}

impl Payment {
    /// Its line in the ledger. The order is the description, where an order's
    /// reference has its only place.
    pub(super) fn entry(&self) -> Entry {
        let asked = &self.asked;
        Entry {
            provider: Provider::Certitrade,
            id: self.id.to_string(),
            reference: asked.reference.clone(),
            order: Some(asked.description.clone()).filter(|text| !text.is_empty()),
            amount: asked.amount,
            currency: asked.currency.clone(),
            status: self.state.word().to_owned(),
            charged: self.state.is_held() || self.state == State::Captured,
            security_code: self.security_code,
            created: self.created,
        }
    }

    /// Whether the shopper still has something to do in the pay window.
    pub(super) fn waits_for_shopper(&self) -> bool {
        self.state.is_open() && self.ripe_at.is_none()
    }

    /// Whether a night has passed since a moment, in UTC (assumed: the
    /// documents say "the coming night").
    pub(super) fn night_since(moment: u64, now: u64) -> bool {
        now / DAY > moment / DAY
    }
}
