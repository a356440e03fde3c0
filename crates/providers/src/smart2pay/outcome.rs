//! What became of a payment of Smart2Pay.

use oneclick_rules::{Amount, DeclineReason};

use super::record::Record;
use super::words::{Reason, Status, dispute};
use crate::answer::{Answer, Outcome};

impl Record {
    /// What the status of a payment says.
    pub(super) fn outcome(&self) -> Outcome {
        let Some(status) = self.status() else {
            return Outcome::Unknown;
        };
        match Status::of(status) {
            Status::OnCustomer => self.redirect().unwrap_or(Outcome::Pending),
            Status::Pending => Outcome::Pending,
            Status::Authorised => Outcome::Authorised,
            Status::Captured | Status::PartlyCaptured | Status::CapturedBefore => Outcome::Captured,
            Status::CapturePending => Outcome::CapturePending,
            Status::Failed => self.declined(),
            Status::Expired => Outcome::Expired,
            Status::Cancelled => Outcome::Cancelled,
            Status::Refunded => Outcome::Refunded,
        }
    }

    fn redirect(&self) -> Option<Outcome> {
        let url = String::from(self.redirect_url.text()?);
        let lifetime = self
            .payment_token_lifetime
            .whole()
            .filter(|minutes| *minutes > 0)
            .and_then(|minutes| minutes.checked_mul(60));
        Some(Outcome::ActionRequired { url, lifetime })
    }

    /// A failed payment: a decline, unless a reason points to another record.
    fn declined(&self) -> Outcome {
        if self.points_elsewhere() {
            return Outcome::Unknown;
        }
        Outcome::Declined(self.decline_reason())
    }

    fn decline_reason(&self) -> DeclineReason {
        self.known_reasons()
            .map(Reason::decline)
            .find(|decline| *decline != DeclineReason::Refused)
            .unwrap_or(DeclineReason::Refused)
    }

    /// HTTP 402: the parameters were right and the request failed, for good.
    pub(super) fn failed_request(&self) -> Outcome {
        if self.has_failed() {
            self.declined()
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 401 and 429: not let in, or not now.
    pub(super) fn turned_away(&self) -> Outcome {
        if self.has_failed() && !self.points_elsewhere() {
            Outcome::NotTaken
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 400: proof that nothing was taken only if each reason is one of
    /// validation.
    pub(super) fn refused(&self) -> Outcome {
        let proven = |reason: (Option<u64>, Option<Reason>)| {
            matches!(reason.1, Some(Reason::Request(_) | Reason::Card(_)))
        };
        if !self.has_failed() || self.reasons().next().is_none() || !self.reasons().all(proven) {
            return Outcome::Unknown;
        }
        let card = self.known_reasons().find_map(|reason| match reason {
            Reason::Card(decline) => Some(decline),
            Reason::Elsewhere | Reason::Request(_) | Reason::Failure(_) => None,
        });
        card.map_or(Outcome::NotTaken, Outcome::Declined)
    }

    /// Whether no status contradicts the HTTP status of an error.
    pub(super) fn has_failed(&self) -> bool {
        match (self.status(), self.status.object()) {
            (Some(status), _) => Status::of(status) == Status::Failed,
            (None, Some(status)) => status.id.is_blank(),
            (None, None) => self.status.is_blank(),
        }
    }

    fn points_elsewhere(&self) -> bool {
        self.known_reasons()
            .any(|reason| reason == Reason::Elsewhere)
    }

    pub(super) fn answer(&self, outcome: Outcome, http: Option<u16>) -> Answer {
        Answer {
            outcome,
            payment: self.id(),
            reference: self.reference().map(String::from),
            amount: self.amount(),
            card: self.card(),
            dispute: self.status().and_then(dispute),
            detail: self.detail(http),
        }
    }

    fn known_reasons(&self) -> impl Iterator<Item = Reason> {
        self.reasons().filter_map(|(_, reason)| reason)
    }

    /// The amount that proves the outcome. After a capture that names what was
    /// captured, both must say the same; of a part, the part alone counts. A
    /// dispute proves nothing: it makes no unpaid order a paid one.
    pub(super) fn amount(&self) -> Option<Amount> {
        let status = Status::of(self.status()?);
        let asked = self.amount.whole();
        let captured = self.captured_amount.whole();
        let units = if status == Status::CapturedBefore {
            None
        } else if status == Status::PartlyCaptured {
            captured
        } else if status == Status::Captured && !self.captured_amount.is_blank() {
            asked.filter(|_| asked == captured)
        } else {
            asked
        };
        self.money(units)
    }
}
