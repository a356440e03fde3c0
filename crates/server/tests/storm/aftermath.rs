//! What becomes of an order once its shopper has left: the merchant's operations, and
//! what somebody does in the provider's back office.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use oneclick_sandbox::{Entry, SandboxProvider};
use serde_json::{Value, json};

use crate::door::{DoorCall, FrontDoor};
use crate::fault_kinds::FaultKind;
use crate::operation_answer::OperationAnswer;
use crate::order::{StormOrder, control};
use crate::world::StormWorld;

/// Does what was drawn for the order.
pub async fn follow(door: &Arc<FrontDoor>, order: &StormOrder, rng: &mut Rng) {
    let Some(kind) = order.afterwards else { return };
    let pause = Duration::from_millis(rng.u64(1_000..600_000));
    let follower = Follower {
        door: Arc::clone(door),
        order: order.clone(),
    };
    let done = match kind {
        FaultKind::DeclineReversed => follower.reverse_decline(pause).await,
        FaultKind::CaptureFailed => follower.fail_capture(pause).await,
        FaultKind::MoneyAfterCancel => follower.pay_after_cancel(pause, rng).await,
        FaultKind::RefundElsewhere => follower.refund_elsewhere(pause, rng).await,
        FaultKind::Chargeback => follower.charge_back(pause).await,
        FaultKind::ChargedTwiceThere => follower.twice(),
        FaultKind::MerchantRefund => follower.refund(pause, rng).await,
        FaultKind::MerchantCapture => follower.operate("capture", None, rng).await,
        FaultKind::MerchantCancel => follower.operate("cancel", None, rng).await,
        _ => None,
    };
    if done.is_some() {
        door.world.hit(kind);
        door.world.note(&order.name, format_args!("{kind:?}"));
    }
}

/// Whoever follows an order.
struct Follower {
    door: Arc<FrontDoor>,
    order: StormOrder,
}

impl Follower {
    fn world(&self) -> &StormWorld {
        &self.door.world
    }

    /// The newest of the order's payments at its provider that is so.
    fn entry(&self, fits: impl Fn(&Entry) -> bool) -> Option<Entry> {
        let sandbox = self.world().sandbox.get()?;
        let entries = sandbox.ledger(Some(&self.order.name));
        entries.into_iter().rev().find(|entry| fits(entry))
    }

    /// Sets the status of a payment at its provider, in the provider's word.
    async fn set(&self, entry: &Entry, status: &str) -> Option<Value> {
        let path = format!("/control/payments/{}/status", entry.reference);
        control(self.world(), &path, &json!({ "status": status })).await
    }

    /// A decline that was not the provider's last word.
    async fn reverse_decline(&self, pause: Duration) -> Option<Value> {
        tokio::time::sleep(pause).await;
        let declined = self.entry(|entry| ["Failed", "error"].contains(&entry.status.as_str()))?;
        self.world()
            .excuse(&self.order.name, FaultKind::DeclineReversed);
        self.set(&declined, paid_word(declined.provider)?).await
    }

    /// A capture that is asked for, and fails.
    async fn fail_capture(&self, pause: Duration) -> Option<Value> {
        tokio::time::sleep(pause).await;
        let held = self.entry(|entry| entry.charged)?;
        let word = match held.provider {
            SandboxProvider::Smart2pay if held.status == "CaptureRequested" => "4",
            SandboxProvider::Certitrade if held.status == "READY_FOR_CAPTURE" => "FAILED",
            SandboxProvider::Finpay if held.status == "AUTHORIZED" => "FAILURE",
            SandboxProvider::Costplus if held.status == "processing" => "error",
            _ => return None,
        };
        self.world()
            .excuse(&self.order.name, FaultKind::CaptureFailed);
        self.set(&held, word).await
    }

    /// Money that moves although it was given back before.
    async fn pay_after_cancel(&self, pause: Duration, rng: &mut Rng) -> Option<Value> {
        self.operate("cancel", None, rng).await?;
        tokio::time::sleep(pause).await;
        let cancelled = self.entry(|entry| entry.status.eq_ignore_ascii_case("cancelled"))?;
        self.world()
            .excuse(&self.order.name, FaultKind::MoneyAfterCancel);
        self.set(&cancelled, paid_word(cancelled.provider)?).await
    }

    async fn refund_elsewhere(&self, pause: Duration, rng: &mut Rng) -> Option<Value> {
        self.paid().await?;
        tokio::time::sleep(pause).await;
        let paid = self.entry(|entry| entry.charged)?;
        let whole = paid.provider == SandboxProvider::Finpay;
        let amount = if whole { paid.amount } else { paid.amount / 3 };
        let path = format!("/control/payments/{}/refund", paid.reference);
        let body = json!({ "amount": amount });
        let elsewhere = control(self.world(), &path, &body);
        let tells = matches!(
            paid.provider,
            SandboxProvider::Smart2pay | SandboxProvider::Finpay
        );
        if tells {
            return elsewhere.await;
        }
        // Two tell nobody: the merchant's next operation finds it out.
        let part = Some(self.order.terms.amount / 3);
        let done = elsewhere.await;
        self.operate("refund", part, rng).await;
        done
    }

    async fn charge_back(&self, pause: Duration) -> Option<Value> {
        self.paid().await?;
        tokio::time::sleep(pause).await;
        let paid = self.entry(|entry| entry.status == "Captured")?;
        self.set(&paid, "26").await
    }

    /// Whether the provider has taken the money once more.
    fn twice(&self) -> Option<Value> {
        let sandbox = self.world().sandbox.get()?;
        let ledger = sandbox.ledger(Some(&self.order.name));
        (ledger.len() > 1).then_some(Value::Null)
    }

    /// Two people refund a part each, at the same time.
    async fn refund(&self, pause: Duration, rng: &mut Rng) -> Option<Value> {
        tokio::time::sleep(pause).await;
        let part = Some(self.order.terms.amount / 3);
        let mut other = rng.fork();
        let (first, second) = tokio::join!(
            biased;
            self.operate("refund", part, rng),
            self.operate("refund", part, &mut other)
        );
        first.or(second)
    }

    /// The order's payment once the merchant was told of it; none if that takes too long.
    async fn paid(&self) -> Option<String> {
        for _ in 0..90 {
            if let Some(payment) = self.world().inbox.paid(&self.order.name) {
                return Some(payment);
            }
            tokio::time::sleep(Duration::from_secs(20)).await;
        }
        None
    }

    /// Captures, cancels or refunds the order's payment; the answer if it was taken.
    async fn operate(&self, what: &str, amount: Option<u64>, rng: &mut Rng) -> Option<Value> {
        let payment = self.paid().await?;
        let body = amount.map(|amount| json!({ "amount": amount }));
        let path = format!("/v1/payments/{payment}/{what}");
        let mut call = DoorCall::merchant("POST", &path, body);
        call.key = Some(format!("{:032x}", rng.u128(..)));
        for _ in 0..60 {
            if let Some(told) = self.door.ask(&call).await {
                match OperationAnswer::of(told.status, told.member("code").unwrap_or("")) {
                    OperationAnswer::Taken => return Some(told.body),
                    OperationAnswer::Refused => {
                        let what = format_args!("{path}: {} {}", told.status, told.body);
                        self.world().note("merchant", what);
                        return None;
                    }
                    OperationAnswer::Again => {}
                }
            }
            self.world().wait(2_000, 60_000).await;
        }
        None
    }
}

/// What a provider calls money that moved.
fn paid_word(provider: SandboxProvider) -> Option<&'static str> {
    match provider {
        SandboxProvider::Smart2pay => Some("11"),
        SandboxProvider::Costplus => Some("completed"),
        SandboxProvider::Certitrade => Some("CAPTURED"),
        SandboxProvider::Finpay => None,
    }
}
