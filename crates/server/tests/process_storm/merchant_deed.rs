//! What the merchant does with an order's money once its shopper has left.

use std::time::{Duration, Instant};

use fastrand::Rng;
use oneclick_sandbox::SandboxProvider;
use serde_json::json;

use crate::calls::Caller;
use crate::operation_answer::OperationAnswer;
use crate::process_fault::ProcessFault;

/// How long it is waited until the merchant was told that an order is paid.
const TOLD_WITHIN: Duration = Duration::from_mins(1);
/// How often an operation is sent at the most.
const TRIES: usize = 60;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MerchantDeed {
    Capture,
    Cancel,
    /// One refunds a part.
    Refund,
    /// Two people refund a part each, at the same time.
    RefundTwice,
}

impl MerchantDeed {
    /// Draws what is done with an order at this provider; nothing with most.
    pub fn draw(provider: SandboxProvider, rng: &mut Rng) -> Option<Self> {
        let possible: &[Self] = match provider {
            SandboxProvider::Smart2pay => &[Self::Capture, Self::Cancel, Self::RefundTwice],
            // It lists refunds without amounts: if two are new to a restored store, nobody
            // knows which is whose.
            SandboxProvider::Costplus => &[Self::Capture, Self::Cancel, Self::Refund],
            // CertiTrade does them at night, and Finpay has no calls for them.
            SandboxProvider::Certitrade | SandboxProvider::Finpay => &[],
        };
        possible.get(rng.usize(..9)).copied()
    }

    /// Whether the money is captured by a call of the merchant's.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::Capture | Self::Cancel)
    }

    fn fault(self) -> ProcessFault {
        match self {
            Self::Capture => ProcessFault::MerchantCapture,
            Self::Cancel => ProcessFault::MerchantCancel,
            Self::Refund | Self::RefundTwice => ProcessFault::MerchantRefund,
        }
    }
}

/// An order whose shopper was told that it is paid.
pub struct PaidOrder {
    pub caller: Caller,
    pub name: String,
    /// What it costs, minor units.
    pub amount: u64,
}

impl PaidOrder {
    /// The merchant does what was drawn for the order.
    pub async fn undergo(&self, deed: MerchantDeed, rng: &mut Rng) {
        let Some(payment) = self.told().await else {
            return;
        };
        self.caller.storm.wait(0, 3_000).await;
        let part = Some(self.amount / 3);
        let done = match deed {
            MerchantDeed::Capture => self.operate(&payment, "capture", None, rng).await,
            MerchantDeed::Cancel => self.operate(&payment, "cancel", None, rng).await,
            MerchantDeed::Refund => self.operate(&payment, "refund", part, rng).await,
            MerchantDeed::RefundTwice => {
                let mut other = rng.fork();
                let (first, second) = tokio::join!(
                    self.operate(&payment, "refund", part, rng),
                    self.operate(&payment, "refund", part, &mut other)
                );
                first.or(second)
            }
        };
        if done.is_some() {
            self.caller.storm.hit(deed.fault());
        }
    }

    /// The payment by which the merchant was told that the order is paid.
    async fn told(&self) -> Option<String> {
        let began = Instant::now();
        while began.elapsed() < TOLD_WITHIN {
            if let Some(payment) = self.caller.storm.inbox.paid(&self.name) {
                return Some(payment);
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        None
    }

    /// Captures, cancels or refunds the order's payment. What was not answered is not sent
    /// again once the servers' store was restored: they have lost its key.
    async fn operate(
        &self,
        payment: &str,
        what: &str,
        amount: Option<u64>,
        rng: &mut Rng,
    ) -> Option<()> {
        let body = amount.map_or(json!({}), |amount| json!({ "amount": amount }));
        let path = format!("/v1/payments/{payment}/{what}");
        let key = format!("{:032x}", rng.u128(..));
        let progress = &self.caller.storm.progress;
        let restored = progress.restored();
        for _ in 0..TRIES {
            if let Some(told) = self.caller.operate(&path, &key, &body).await {
                match OperationAnswer::of(told.status, told.text("code")) {
                    OperationAnswer::Taken => return Some(()),
                    OperationAnswer::Refused => return None,
                    OperationAnswer::Again => {}
                }
            }
            self.caller.storm.wait(500, 3_000).await;
            if progress.restored() != restored {
                return None;
            }
        }
        None
    }
}
