//! A payment in the store (reference/resources/payment.md).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::decline::{REFUSED, RefusedAttempt, refused};
use crate::clock;
use crate::faults::DeclineCause;
use crate::ledger::ShownCard;
use crate::simulation::{ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};
use crate::words::word;

/// How many minutes a shopper may stay in the pay window (assumed).
pub(super) const SESSION: u64 = 30;

/// What a payment is going through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum CertitradeState {
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

impl CertitradeState {
    /// Says whether it is not decided yet: the shopper has the window.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Pending)
    }

    /// Says whether it is authorised and not captured, and may be changed.
    pub(super) fn is_held(self) -> bool {
        matches!(self, Self::WaitingForApproval | Self::ReadyForCapture)
    }
}

/// How a payment is made; the methods of cards alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum CertitradeMethod {
    Card,
    OneClick,
    Recurring,
}

/// One attempt at an authorisation (reference/resources/payment-attempt.md).
#[derive(Clone)]
pub(super) struct CertitradeAttempt {
    pub(super) created: u64,
    pub(super) method: CertitradeMethod,
    pub(super) authorized: bool,
    pub(super) description: &'static str,
    pub(super) code: &'static str,
    pub(super) card: Option<ShownCard>,
}

/// A refund, which is done the coming night (examples/refund.md).
#[derive(Clone)]
pub(super) struct NightRefund {
    pub(super) id: String,
    pub(super) payment: String,
    pub(super) created: u64,
    pub(super) amount: u64,
    pub(super) done: bool,
}

/// A payment. Its order is the description, where an order's reference has its
/// only place.
#[derive(Clone)]
pub(crate) struct CertitradePayment {
    pub(super) base: PaymentBase,
    pub(super) language: String,
    pub(super) method: CertitradeMethod,
    pub(super) return_url: Option<String>,
    pub(super) callback_url: Option<String>,
    /// All members, empty where the request has none.
    pub(super) customer: Map<String, Value>,
    pub(super) account: Option<String>,
    /// A recurring payment that goes through the pay window.
    pub(super) initializes: bool,
    pub(super) state: CertitradeState,
    /// What is to be captured; the merchant may change it.
    pub(super) amount: u64,
    pub(super) authorized: Option<u64>,
    pub(super) authorized_at: u64,
    /// How long a day is, milliseconds: at its end what is authorised is captured.
    pub(super) day: u64,
    pub(super) attempts: Vec<CertitradeAttempt>,
    /// Whether the card is the one that is closed for fraud when it is used
    /// again.
    pub(super) ends_in_fraud: bool,
    /// What the authorisation comes to, by the number that was typed.
    pub(super) declines: bool,
    /// The callback's function and description, once it is decided.
    pub(super) callback: Option<(&'static str, &'static str)>,
}

impl CertitradePayment {
    /// Says whether the shopper goes through the pay window.
    pub(super) fn has_window(&self) -> bool {
        self.method == CertitradeMethod::Card || self.initializes
    }

    /// Names an attempt that went well.
    fn description(&self) -> &'static str {
        match self.method {
            _ if self.base.page == HostedPage::Bank => "3D_AUTH",
            _ if self.has_window() => "SSL_AUTH",
            CertitradeMethod::Recurring => "RECURRING_AUTH",
            CertitradeMethod::OneClick | CertitradeMethod::Card => "ONE_CLICK_AUTH",
        }
    }

    /// Declines in the provider's words.
    fn refuse(&mut self, (description, code, callback): RefusedAttempt, now: u64) {
        self.fail((description, code), ("DECLINE", callback), now);
    }

    fn authorise_now(&mut self, state: CertitradeState, now: u64) {
        self.authorized = Some(self.amount);
        self.authorized_at = now;
        self.state = state;
        // Assumed: the documents give no description for APPROVE.
        self.callback = Some(("APPROVE", "1001"));
        self.note(true, self.description(), "00", now);
    }

    /// Fails, and tells it so: the attempt's `desc` and `respcode`, the
    /// callback's function and description.
    pub(super) fn fail(
        &mut self,
        (description, code): (&'static str, &'static str),
        callback: (&'static str, &'static str),
        now: u64,
    ) {
        self.state = CertitradeState::Failed;
        self.callback = Some(callback);
        self.note(false, description, code, now);
    }

    fn note(&mut self, authorized: bool, description: &'static str, code: &'static str, now: u64) {
        self.attempts.push(CertitradeAttempt {
            created: now,
            method: self.method,
            authorized,
            description,
            code,
            card: self.base.card_details().cloned(),
        });
    }
}

/// Finds the midnight after a moment, in UTC (assumed: the documents say "the
/// coming night"), of days so long.
pub(super) fn night_after(moment: u64, day: u64) -> u64 {
    (moment / day + 1) * day
}

impl SimulatedPayment for CertitradePayment {
    fn base(&self) -> &PaymentBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PaymentBase {
        &mut self.base
    }

    fn status(&self) -> String {
        word(self.state)
    }

    fn is_charged(&self) -> bool {
        self.state.is_held() || self.state == CertitradeState::Captured
    }

    fn is_open(&self) -> bool {
        self.state.is_open() && self.base.decided_at.is_none()
    }

    fn due(&self) -> Option<u64> {
        if self.state == CertitradeState::ReadyForCapture {
            return Some(night_after(self.authorized_at, self.day));
        }
        self.base.due(self.is_open())
    }

    fn age(&mut self, decided: bool, now: u64) {
        if self.state == CertitradeState::ReadyForCapture {
            self.state = CertitradeState::Captured;
        } else if decided {
            self.authorise_now(CertitradeState::ReadyForCapture, now);
        } else {
            self.fail(("TIMEOUT", ""), ("CANCEL", "3002"), now);
        }
    }

    /// Authorises, or holds it as long as was ordered.
    fn authorise(&mut self, now: u64) {
        let card = self.base.card_details();
        if card.is_some_and(|card| card.expired(clock::month(now))) {
            return self.decline(DeclineCause::Expired, now);
        }
        if self.declines {
            return self.refuse(REFUSED, now);
        }
        // Assumed: a payment that waits for its capture is one that waits for
        // approval, whatever its method.
        let state = match self.base.decide(now) {
            ChargeDecision::Declined(cause) if refused(cause).is_some() => {
                return self.decline(cause, now);
            }
            ChargeDecision::Pending => return self.state = CertitradeState::Pending,
            ChargeDecision::Held => CertitradeState::WaitingForApproval,
            ChargeDecision::Paid | ChargeDecision::Declined(_) => CertitradeState::ReadyForCapture,
        };
        self.authorise_now(state, now);
    }

    fn decline(&mut self, cause: DeclineCause, now: u64) {
        if let Some(why) = refused(cause) {
            self.refuse(why, now);
        }
    }

    fn set_status(&mut self, status: &str, now: u64) -> Result<(), &'static str> {
        self.state = self.base.set_to(status)?;
        if self.is_charged() && self.authorized.is_none() {
            self.authorized = Some(self.amount);
            self.authorized_at = now;
        }
        self.callback = None;
        Ok(())
    }
}
