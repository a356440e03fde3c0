//! A payment in the store, and what becomes of its money: the
//! behaviours on demand and the provider's documented test amounts.

use serde_json::{Map, Value};

use super::reason::ReturnCode;
use super::status;
use crate::faults::DeclineCause;
use crate::simulation::{ChargeDecision, PaymentBase, SimulatedPayment};

/// What the fraud check says (fraud-management).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FraudCheck {
    Accept,
    Challenge,
    Deny,
}

impl FraudCheck {
    /// Decides by the documents' test addresses; none is checked otherwise.
    pub(super) fn of(email: &str) -> Option<Self> {
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
pub(super) struct PaymentDispute {
    pub(super) id: u64,
    /// Milliseconds since 1970.
    pub(super) created: u64,
}

/// A payment.
#[derive(Clone)]
pub(crate) struct Smart2payPayment {
    pub(super) base: PaymentBase,
    pub(super) return_url: String,
    pub(super) capture: bool,
    /// Minutes that the shopper has on a hosted page.
    pub(super) lifetime: Option<u64>,
    /// The request's members that the answer repeats.
    pub(super) echo: Map<String, Value>,
    pub(super) status: u16,
    pub(super) reasons: Vec<ReturnCode>,
    pub(super) captured: Option<u64>,
    pub(super) charged: bool,
    pub(super) fraud: Option<FraudCheck>,
    pub(super) dispute: Option<PaymentDispute>,
}

/// A refund.
#[derive(Clone)]
pub(super) struct Smart2payRefund {
    pub(super) id: u64,
    pub(super) payment: String,
    pub(super) reference: String,
    pub(super) order: Option<String>,
    pub(super) amount: u64,
    pub(super) currency: String,
    pub(super) description: Option<String>,
    /// Milliseconds since 1970.
    pub(super) created: u64,
    pub(super) status: u16,
}

const GENERIC: ReturnCode = ReturnCode::of(13);
const CAPTURE_LATER: ReturnCode = ReturnCode::of(5288);
const CAPTURE_TOO_LATE: ReturnCode = ReturnCode {
    code: 13,
    info: "Capture failed with time limit reached",
};
const DENIED: ReturnCode = ReturnCode::of(116);
const CHALLENGED: ReturnCode = ReturnCode::of(117);

impl Smart2payPayment {
    /// Moves the payment and keeps the account of its money.
    pub(super) fn move_to(&mut self, status: u16, reason: Option<ReturnCode>) {
        self.status = status;
        self.reasons = reason.into_iter().collect();
        match self.status {
            status::CAPTURED | status::PAID | status::SUCCESS => {
                self.captured = Some(self.base.shown_amount());
                self.charged = true;
            }
            9 | 10 | 13 | 33 | 35 => self.charged = true,
            // A lost dispute and a chargeback take the money back.
            1 | 3 | 4 | 5 | 7 | 16 | 24 | 26 | 30 | 34 => self.charged = false,
            _ => {}
        }
    }

    /// Fails for a reason.
    pub(super) fn fail(&mut self, reason: ReturnCode) {
        self.move_to(status::FAILED, Some(reason));
    }

    /// Captures the whole, as the test amounts have it.
    pub(super) fn capture_whole(&mut self) {
        match self.base.amount {
            10_002 => self.move_to(status::QUEUED_FOR_CAPTURING, Some(CAPTURE_LATER)),
            10_003 => self.move_to(status::CAPTURE_REQUESTED, None),
            10_005 => self.fail(CAPTURE_TOO_LATE),
            _ => self.move_to(status::CAPTURED, None),
        }
    }
}

impl SimulatedPayment for Smart2payPayment {
    fn base(&self) -> &PaymentBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PaymentBase {
        &mut self.base
    }

    fn status(&self) -> String {
        status::name(self.status).unwrap_or_default().to_owned()
    }

    fn is_charged(&self) -> bool {
        self.charged
    }

    fn is_open(&self) -> bool {
        self.status == status::OPEN
    }

    fn age(&mut self, decided: bool, _now: u64) {
        let status = match (decided, self.capture) {
            (false, _) => status::EXPIRED,
            (true, true) => status::CAPTURED,
            (true, false) => status::AUTHORIZED,
        };
        self.move_to(status, None);
    }

    /// Authorises the payment, and captures it if asked.
    fn authorise(&mut self, now: u64) {
        // The check comes before the authorisation (SDK-NET,
        // CheckOnPreAuthorisation).
        match self.fraud {
            Some(FraudCheck::Deny) => return self.fail(DENIED),
            Some(FraudCheck::Challenge) => {
                return self.move_to(status::PENDING_CHALLENGE, Some(CHALLENGED));
            }
            Some(FraudCheck::Accept) | None => {}
        }
        match self.base.decide(now) {
            ChargeDecision::Declined(cause) => self.decline(cause, now),
            ChargeDecision::Pending => self.move_to(status::PENDING, None),
            ChargeDecision::Held => self.move_to(status::CAPTURE_REQUESTED, None),
            ChargeDecision::Paid if self.base.amount == 10_001 => self.fail(GENERIC),
            ChargeDecision::Paid if self.capture => self.capture_whole(),
            ChargeDecision::Paid => self.move_to(status::AUTHORIZED, None),
        }
    }

    fn decline(&mut self, cause: DeclineCause, _now: u64) {
        self.fail(ReturnCode::of_decline(cause));
    }

    fn set_status(&mut self, status: &str, _now: u64) -> Result<(), &'static str> {
        let id = status.parse().ok().filter(|id| status::name(*id).is_some());
        let id = id.ok_or("status: an id of the provider's table")?;
        self.base.decided_at = None;
        self.move_to(id, None);
        Ok(())
    }
}
