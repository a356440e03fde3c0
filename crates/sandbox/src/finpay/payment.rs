//! A payment in the store, and the statuses it goes through.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::refusal::FinpayRefusal;
use crate::faults::DeclineCause;
use crate::simulation::{ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};
use crate::words::word;

/// The statuses (appendix/enumeration/status-list; `EXPIRED` and `FAILED` of
/// the official plugin). Not all of them come about by themselves. They stand in
/// order: undecided, with the money, over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum FinpayStatus {
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

impl FinpayStatus {
    /// Says whether the payment is decided, which the merchant is told.
    pub(super) fn is_decided(self) -> bool {
        self > Self::Pending
    }

    fn is_charged(self) -> bool {
        self.is_decided() && self < Self::Cancelled
    }
}

/// Where the shopper and the callback go.
#[derive(Clone, Default)]
pub(super) struct FinpayUrls {
    pub(super) callback: Option<String>,
    pub(super) success: Option<String>,
    pub(super) fail: Option<String>,
    pub(super) back: Option<String>,
}

/// A payment. Its amount is in whole rupiah, its reference `order.id`, its order
/// `order.description`.
#[derive(Clone)]
pub(crate) struct FinpayPayment {
    pub(super) base: PaymentBase,
    /// `order.reference`: digits.
    pub(super) number: String,
    /// `customer.id`.
    pub(super) customer: Option<String>,
    pub(super) urls: FinpayUrls,
    /// `meta.data`.
    pub(super) meta: Value,
    pub(super) status: FinpayStatus,
    pub(super) refusal: Option<FinpayRefusal>,
    /// When its money moved.
    pub(super) paid: Option<u64>,
    /// Whether a card that is typed is stored.
    pub(super) saves_card: bool,
}

impl FinpayPayment {
    /// Moves the payment and keeps the account of its money.
    pub(super) fn move_to(&mut self, status: FinpayStatus, now: u64) {
        self.status = status;
        self.refusal = None;
        if self.is_charged() && self.paid.is_none() {
            self.paid = Some(now);
        }
    }
}

impl SimulatedPayment for FinpayPayment {
    fn base(&self) -> &PaymentBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PaymentBase {
        &mut self.base
    }

    fn status(&self) -> String {
        word(self.status)
    }

    fn is_charged(&self) -> bool {
        self.status.is_charged()
    }

    fn is_open(&self) -> bool {
        let waits = [
            FinpayStatus::RequestInitiated,
            FinpayStatus::AuthenticationInitiated,
        ];
        self.base.page_token.is_some() && waits.contains(&self.status)
    }

    fn age(&mut self, decided: bool, now: u64) {
        let status = if decided {
            FinpayStatus::Captured
        } else {
            FinpayStatus::Expired
        };
        self.move_to(status, now);
    }

    /// Captures, or only authorises where that was ordered.
    fn authorise(&mut self, now: u64) {
        match self.base.decide(now) {
            ChargeDecision::Declined(cause) => self.decline(cause, now),
            ChargeDecision::Pending => self.move_to(FinpayStatus::Pending, now),
            ChargeDecision::Held => self.move_to(FinpayStatus::Authorized, now),
            ChargeDecision::Paid => self.move_to(FinpayStatus::Captured, now),
        }
    }

    fn decline(&mut self, cause: DeclineCause, now: u64) {
        self.move_to(FinpayStatus::Failure, now);
        self.refusal = Some(FinpayRefusal::of(cause));
    }

    fn wait_for_bank(&mut self, now: u64) {
        self.base.page = HostedPage::Bank;
        self.move_to(FinpayStatus::AuthenticationInitiated, now);
    }

    fn set_status(&mut self, status: &str, now: u64) -> Result<(), &'static str> {
        let status = self.base.set_to(status)?;
        self.move_to(status, now);
        Ok(())
    }
}
