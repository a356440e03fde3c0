//! An order in the store, and the statuses it goes through.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::transaction::{CostplusTransaction, TransactionReason, TransactionStatus};
use crate::faults::DeclineCause;
use crate::simulation::{ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};
use crate::words::word;

/// The statuses of orders (status-requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum CostplusStatus {
    New,
    Processing,
    /// An attempt has failed. The shopper can try again on the hosted page.
    Error,
    /// Paid, or authorised where the capture is not at once.
    Completed,
    Cancelled,
    Expired,
}

impl CostplusStatus {
    /// Says what the last transaction of such an order is in.
    fn transaction(self) -> TransactionStatus {
        match self {
            Self::New => TransactionStatus::New,
            Self::Processing => TransactionStatus::Pending,
            Self::Error => TransactionStatus::Error,
            Self::Completed => TransactionStatus::Completed,
            Self::Cancelled => TransactionStatus::Cancelled,
            Self::Expired => TransactionStatus::Expired,
        }
    }
}

/// When the money of an authorised order is taken (auth-capture-void).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum CaptureMode {
    /// The default, which has no word.
    #[serde(rename = "")]
    AtOnce,
    /// When the merchant says.
    #[serde(rename = "manual")]
    ByHand,
    /// When the order's period is over.
    #[serde(rename = "delayed")]
    Later,
}

/// An order.
#[derive(Clone)]
pub(crate) struct CostplusOrder {
    pub(super) base: PaymentBase,
    /// The reference, where the request has one.
    pub(super) merchant_order_id: Option<String>,
    pub(super) return_url: Option<String>,
    pub(super) failure_url: Option<String>,
    pub(super) webhook_url: Option<String>,
    /// How long it can be paid, as it was written.
    pub(super) period: String,
    pub(super) capture_mode: CaptureMode,
    /// The request's members that the answer repeats.
    pub(super) echo: Map<String, Value>,
    /// Whether the request names a transaction.
    pub(super) has_transaction: bool,
    /// What the transaction's `payment_method_details` repeat.
    pub(super) options: Map<String, Value>,
    pub(super) modified: u64,
    pub(super) completed: Option<u64>,
    pub(super) status: CostplusStatus,
    pub(super) transactions: Vec<CostplusTransaction>,
    pub(super) captured: u64,
    /// Whether there was a capture: there is one for an authorisation.
    pub(super) capture_done: bool,
    pub(super) voided: u64,
    pub(super) refunded: u64,
    /// The orders that are its refunds, and the order that this one refunds.
    pub(super) refunds: Vec<String>,
    pub(super) refund_of: Option<String>,
    /// Whether a card that is typed is stored.
    pub(super) saves_card: bool,
    /// What the typed card comes to, by the documents' test numbers.
    pub(super) decline: Option<TransactionReason>,
}

impl CostplusOrder {
    /// Moves the order and its last transaction, and keeps the account of its
    /// money.
    pub(super) fn move_to(&mut self, status: CostplusStatus, now: u64) {
        self.status = status;
        self.modified = now;
        if status != CostplusStatus::Processing {
            self.base.decided_at = None;
        }
        // Why a card failed stays told when its order ends (assumed).
        let ends = matches!(status, CostplusStatus::Cancelled | CostplusStatus::Expired);
        if let Some(last) = self.transactions.last_mut() {
            last.status = status.transaction();
            last.reason = last.reason.filter(|_| ends);
            last.modified = now;
        }
        if status == CostplusStatus::Completed {
            self.completed = Some(now);
            if self.capture_mode == CaptureMode::AtOnce {
                self.captured = self.base.amount;
            }
        }
    }

    /// Fails the attempt.
    pub(super) fn fail(&mut self, reason: TransactionReason, now: u64) {
        self.move_to(CostplusStatus::Error, now);
        self.base.page = HostedPage::Card;
        if let Some(last) = self.transactions.last_mut() {
            last.reason = Some(reason);
        }
    }

    /// Counts what is authorised and can be captured or voided.
    pub(super) fn capturable(&self) -> u64 {
        let by_hand = self.capture_mode != CaptureMode::AtOnce;
        if self.status == CostplusStatus::Completed && by_hand && !self.capture_done {
            self.base.amount.saturating_sub(self.voided)
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
            last.status = TransactionStatus::Captured;
            last.modified = now;
        }
    }
}

impl SimulatedPayment for CostplusOrder {
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
        let last = self.transactions.last();
        let held = last.is_some_and(|last| last.status == TransactionStatus::Accepted);
        let processing = self.status == CostplusStatus::Processing;
        self.status == CostplusStatus::Completed || (processing && held)
    }

    fn is_open(&self) -> bool {
        let last = self.transactions.last();
        let has_page = last.map_or(!self.has_transaction, |last| last.has_page);
        let at_the_bank = self.base.page == HostedPage::Bank;
        let waits = [CostplusStatus::New, CostplusStatus::Error].contains(&self.status)
            || (self.status == CostplusStatus::Processing && at_the_bank);
        has_page && waits
    }

    fn due(&self) -> Option<u64> {
        self.base.due(self.is_open() || self.capturable() > 0)
    }

    fn age(&mut self, decided: bool, now: u64) {
        if decided {
            return self.move_to(CostplusStatus::Completed, now);
        }
        match (self.capture_mode, self.capturable()) {
            (CaptureMode::Later, amount) if amount > 0 => self.capture(amount, now),
            _ => self.move_to(CostplusStatus::Expired, now),
        }
    }

    /// Pays, or authorises where the capture is not at once.
    fn authorise(&mut self, now: u64) {
        self.base.page = HostedPage::Card;
        let decision = self.base.decide(now);
        match (decision, self.decline) {
            (ChargeDecision::Declined(cause), _) => self.decline(cause, now),
            (_, Some(reason)) => self.fail(reason, now),
            (ChargeDecision::Pending, None) => {
                self.move_to(CostplusStatus::Processing, now);
            }
            // Assumed: the one status of transactions between pending and
            // completed. The money is held.
            (ChargeDecision::Held, None) => {
                self.move_to(CostplusStatus::Processing, now);
                if let Some(last) = self.transactions.last_mut() {
                    last.status = TransactionStatus::Accepted;
                }
            }
            (ChargeDecision::Paid, None) => {
                self.move_to(CostplusStatus::Completed, now);
            }
        }
    }

    fn decline(&mut self, cause: DeclineCause, now: u64) {
        self.fail(TransactionReason::of(cause), now);
    }

    fn wait_for_bank(&mut self, now: u64) {
        self.move_to(CostplusStatus::Processing, now);
        self.base.page = HostedPage::Bank;
    }

    fn set_status(&mut self, status: &str, now: u64) -> Result<(), &'static str> {
        let status = self.base.set_to(status)?;
        self.move_to(status, now);
        Ok(())
    }
}
