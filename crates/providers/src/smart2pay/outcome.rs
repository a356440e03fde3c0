//! What became of a payment of Smart2Pay.

use oneclick_rules::{Amount, DeclineReason};

use super::record::Record;
use super::units::Hundredths;
use super::words::{ReasonMeaning, StatusMeaning, dispute};
use crate::status::{FailureReason, Outcome, PaymentStatus};

impl Record {
    /// Tells what the status of a payment says.
    pub(super) fn outcome(&self) -> Outcome {
        let Some(status) = self.status() else {
            return Outcome::Unknown;
        };
        match StatusMeaning::of(status) {
            StatusMeaning::OnCustomer => redirect(self).unwrap_or(Outcome::Pending),
            StatusMeaning::Pending => Outcome::Pending,
            StatusMeaning::Authorised => Outcome::Authorised,
            StatusMeaning::Captured
            | StatusMeaning::PartlyCaptured
            | StatusMeaning::PartlyRefunded
            | StatusMeaning::CapturedBefore => Outcome::Captured,
            StatusMeaning::CapturePending => Outcome::CapturePending,
            StatusMeaning::Failed => declined(self),
            StatusMeaning::Expired => Outcome::Expired,
            StatusMeaning::Cancelled => Outcome::Cancelled,
            StatusMeaning::Refunded => Outcome::Refunded,
        }
    }

    /// HTTP 402: the parameters were right and the request failed, for good.
    pub(super) fn failed_request(&self) -> Outcome {
        if self.has_failed() {
            declined(self)
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 401 and 429: not let in, or not now.
    pub(super) fn turned_away(&self, http: u16) -> Outcome {
        if self.has_failed() && !points_elsewhere(self) {
            Outcome::Failed(FailureReason::of_http(http))
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 400: proof that nothing was taken only if each reason is one of
    /// validation.
    pub(super) fn refused(&self) -> Outcome {
        let proven = |reason: (Option<u64>, Option<ReasonMeaning>)| {
            matches!(
                reason.1,
                Some(ReasonMeaning::Request(_) | ReasonMeaning::Card(_))
            )
        };
        if !self.has_failed() || self.reasons().next().is_none() || !self.reasons().all(proven) {
            return Outcome::Unknown;
        }
        let card = known_reasons(self).find_map(|reason| match reason {
            ReasonMeaning::Card(decline) => Some(decline),
            ReasonMeaning::Elsewhere | ReasonMeaning::Request(_) | ReasonMeaning::Failure(_) => {
                None
            }
        });
        card.map_or(Outcome::Failed(FailureReason::Request), Outcome::Declined)
    }

    /// Tells whether no status contradicts the HTTP status of an error.
    pub(super) fn has_failed(&self) -> bool {
        match (self.status(), self.status.object()) {
            (Some(status), _) => StatusMeaning::of(status) == StatusMeaning::Failed,
            (None, Some(status)) => status.id.is_blank(),
            (None, None) => self.status.is_blank(),
        }
    }

    pub(super) fn payment_status(&self, outcome: Outcome, http: Option<u16>) -> PaymentStatus {
        PaymentStatus {
            outcome,
            provider_payment_id: self.id(),
            reference: self.reference().map(String::from),
            amount: self.proven_amount(),
            card: self.card(),
            dispute: self.status().and_then(dispute),
            detail: self.detail(http),
        }
    }

    /// Gives the amount that proves the outcome. After a capture that names what was
    /// captured, both must say the same, and after a refund of a part it must be named;
    /// of a captured part, the part alone counts. A dispute proves nothing: it makes no
    /// unpaid order a paid one.
    pub(super) fn proven_amount(&self) -> Option<Amount> {
        let status = StatusMeaning::of(self.status()?);
        let asked = self.amount.whole().map(Hundredths);
        let captured = self.captured_amount.whole().map(Hundredths);
        let both = asked.filter(|_| asked == captured);
        let hundredths = match status {
            StatusMeaning::CapturedBefore => None,
            StatusMeaning::PartlyCaptured => captured,
            StatusMeaning::PartlyRefunded => both,
            StatusMeaning::Captured if !self.captured_amount.is_blank() => both,
            StatusMeaning::OnCustomer
            | StatusMeaning::Pending
            | StatusMeaning::Authorised
            | StatusMeaning::Captured
            | StatusMeaning::CapturePending
            | StatusMeaning::Failed
            | StatusMeaning::Expired
            | StatusMeaning::Cancelled
            | StatusMeaning::Refunded => asked,
        };
        self.money(hundredths)
    }
}

fn redirect(record: &Record) -> Option<Outcome> {
    let url = String::from(record.redirect_url.text()?);
    let lifetime = record
        .payment_token_lifetime
        .whole()
        .filter(|minutes| *minutes > 0)
        .and_then(|minutes| minutes.checked_mul(60));
    Some(Outcome::ActionRequired {
        url,
        lifetime,
        declined: None,
    })
}

/// Gives a failed payment: a decline, unless a reason points to another record.
fn declined(record: &Record) -> Outcome {
    if points_elsewhere(record) {
        return Outcome::Unknown;
    }
    Outcome::Declined(decline_reason(record))
}

fn decline_reason(record: &Record) -> DeclineReason {
    known_reasons(record)
        .map(ReasonMeaning::decline)
        .find(|decline| *decline != DeclineReason::Refused)
        .unwrap_or(DeclineReason::Refused)
}

fn points_elsewhere(record: &Record) -> bool {
    known_reasons(record).any(|reason| reason == ReasonMeaning::Elsewhere)
}

fn known_reasons(record: &Record) -> impl Iterator<Item = ReasonMeaning> {
    record.reasons().filter_map(|(_, reason)| reason)
}
