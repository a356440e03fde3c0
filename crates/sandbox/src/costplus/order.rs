//! An order as the provider keeps it, and the statuses it goes through.

use serde_json::{Map, Value};

use super::reason::TransactionReason;
use super::transaction::{Transaction, TransactionStatus};
use crate::simulation::{ChargeDecision, HostedPage, PaymentBase, SimulatedPayment};

/// The statuses of orders (status-requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OrderStatus {
    New,
    Processing,
    /// An attempt has failed. The shopper can try again on the hosted page.
    Error,
    /// Paid, or authorised where the capture is not at once.
    Completed,
    Cancelled,
    Expired,
}

impl OrderStatus {
    /// All, each with what its transaction is in.
    const ALL: [(Self, TransactionStatus); 6] = [
        (Self::New, TransactionStatus::New),
        (Self::Processing, TransactionStatus::Pending),
        (Self::Error, TransactionStatus::Error),
        (Self::Completed, TransactionStatus::Completed),
        (Self::Cancelled, TransactionStatus::Cancelled),
        (Self::Expired, TransactionStatus::Expired),
    ];

    /// Writes the provider's word.
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
    pub(super) fn read(word: &str) -> Option<(Self, TransactionStatus)> {
        Self::ALL.into_iter().find(|(own, _)| own.word() == word)
    }
}

/// When the money of an authorised order is taken (auth-capture-void).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CaptureMode {
    AtOnce,
    /// `manual`: when the merchant says.
    ByHand,
    /// `delayed`: when the order's period is over.
    Later,
}

impl CaptureMode {
    /// The provider's word; none for the default, which has none.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::AtOnce => None,
            Self::ByHand => Some("manual"),
            Self::Later => Some("delayed"),
        }
    }
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
    /// How long it can be paid: as it was written, and in milliseconds.
    pub(super) period: String,
    pub(super) milliseconds: u64,
    pub(super) capture_mode: CaptureMode,
    /// The request's members that the answer repeats.
    pub(super) echo: Map<String, Value>,
    /// Whether the request names a transaction.
    pub(super) has_transaction: bool,
    /// What the transaction's `payment_method_details` repeat.
    pub(super) options: Map<String, Value>,
    pub(super) modified: u64,
    pub(super) completed: Option<u64>,
    pub(super) status: OrderStatus,
    pub(super) transactions: Vec<Transaction>,
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
    pub(super) fn move_to(&mut self, status: OrderStatus, state: TransactionStatus, now: u64) {
        self.status = status;
        self.modified = now;
        if status != OrderStatus::Processing {
            self.base.decided_at = None;
        }
        // Why a card failed stays told when its order ends (assumed).
        let ends = matches!(status, OrderStatus::Cancelled | OrderStatus::Expired);
        if let Some(last) = self.transactions.last_mut() {
            last.status = state;
            last.reason = last.reason.filter(|_| ends);
            last.modified = now;
        }
        if status == OrderStatus::Completed {
            self.completed = Some(now);
            if self.capture_mode == CaptureMode::AtOnce {
                self.captured = self.base.amount;
            }
        }
    }

    /// Fails the attempt.
    pub(super) fn fail(&mut self, reason: TransactionReason, now: u64) {
        self.move_to(OrderStatus::Error, TransactionStatus::Error, now);
        self.base.page = HostedPage::Card;
        if let Some(last) = self.transactions.last_mut() {
            last.reason = Some(reason);
        }
    }

    /// Pays, or authorises where the capture is not at once.
    pub(super) fn authorise(&mut self, now: u64) {
        self.base.page = HostedPage::Card;
        let decision = self.base.decide(now);
        match (decision, self.decline) {
            (ChargeDecision::Declined(decline), _) => {
                self.fail(TransactionReason::of(decline), now);
            }
            (_, Some(reason)) => self.fail(reason, now),
            (ChargeDecision::Pending, None) => {
                self.move_to(OrderStatus::Processing, TransactionStatus::Pending, now);
            }
            // Assumed: the one status of transactions between pending and
            // completed. The money is held.
            (ChargeDecision::Held, None) => {
                self.move_to(OrderStatus::Processing, TransactionStatus::Accepted, now);
            }
            (ChargeDecision::Paid, None) => {
                self.move_to(OrderStatus::Completed, TransactionStatus::Completed, now);
            }
        }
    }

    /// What is authorised and can be captured or voided.
    pub(super) fn capturable(&self) -> u64 {
        let by_hand = self.capture_mode != CaptureMode::AtOnce;
        if self.status == OrderStatus::Completed && by_hand && !self.capture_done {
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

    fn status(&self) -> &'static str {
        self.status.word()
    }

    fn is_charged(&self) -> bool {
        let last = self.transactions.last();
        let held = last.is_some_and(|last| last.status == TransactionStatus::Accepted);
        match self.status {
            OrderStatus::Completed => true,
            OrderStatus::Processing => held,
            OrderStatus::New
            | OrderStatus::Error
            | OrderStatus::Cancelled
            | OrderStatus::Expired => false,
        }
    }

    fn is_open(&self) -> bool {
        let last = self.transactions.last();
        let has_page = last.map_or(!self.has_transaction, |last| last.has_page);
        let waits = match self.status {
            OrderStatus::New | OrderStatus::Error => true,
            OrderStatus::Processing => self.base.page == HostedPage::Bank,
            OrderStatus::Completed | OrderStatus::Cancelled | OrderStatus::Expired => false,
        };
        has_page && waits
    }

    fn due(&self) -> Option<u64> {
        let ends = self.base.created.saturating_add(self.milliseconds);
        let waits = self.is_open() || self.capturable() > 0;
        self.base.decided_at.or(waits.then_some(ends))
    }

    fn age(&mut self, now: u64) {
        if self.base.decided_at.is_some() {
            return self.move_to(OrderStatus::Completed, TransactionStatus::Completed, now);
        }
        match (self.capture_mode, self.capturable()) {
            (CaptureMode::Later, amount) if amount > 0 => self.capture(amount, now),
            _ => self.move_to(OrderStatus::Expired, TransactionStatus::Expired, now),
        }
    }

    fn set_status(&mut self, status: &str, now: u64) -> Result<(), &'static str> {
        let (status, state) = OrderStatus::read(status)
            .ok_or("status: new, processing, error, completed, cancelled or expired")?;
        self.base.decided_at = None;
        self.move_to(status, state, now);
        Ok(())
    }
}
