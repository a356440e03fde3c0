//! What a record of Smart2Pay's tells: the same members in every answer and
//! notification.

use oneclick_rules::{Amount, Currency, DeclineReason};

use super::card::face;
use super::words::{Reason, Status, dispute};
use super::{is_payment_id, units};
use crate::json::Json;
use crate::{Answer, Outcome};

/// What a record of the provider (a payment, a refund) tells, member by member.
pub(super) struct Told<'a> {
    record: &'a Json,
    pub(super) id: Option<String>,
    pub(super) status: Option<u64>,
    /// Code and what it says, if we know.
    reasons: Vec<(Option<u64>, Option<Reason>)>,
}

impl<'a> Told<'a> {
    pub(super) fn read(record: &'a Json) -> Self {
        let id = record
            .whole("ID")
            .map(|number| number.to_string())
            .filter(|id| is_payment_id(id));
        let status = record.object("Status");
        let reasons = status.and_then(|status| status.list("Reasons"));
        let read_reason = |reason: &Json| {
            let code = reason.whole("Code");
            let info = reason.text("Info").unwrap_or_default();
            (code, code.and_then(|code| Reason::of(code, info)))
        };
        Self {
            record,
            id,
            status: status.and_then(|status| status.whole("ID")),
            reasons: reasons
                .unwrap_or_default()
                .iter()
                .map(read_reason)
                .collect(),
        }
    }

    /// What the status of a payment says.
    pub(super) fn outcome(&self) -> Outcome {
        let Some(status) = self.status else {
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
        let url = String::from(self.record.text("RedirectURL")?);
        let lifetime = self
            .record
            .whole("PaymentTokenLifetime")
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
        let proven = |reason: &(Option<u64>, Option<Reason>)| {
            matches!(reason.1, Some(Reason::Request(_) | Reason::Card(_)))
        };
        if !self.has_failed() || self.reasons.is_empty() || !self.reasons.iter().all(proven) {
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
        match self.status {
            Some(status) => Status::of(status) == Status::Failed,
            None => self
                .record
                .object("Status")
                .map_or_else(|| self.record.lacks("Status"), |status| status.lacks("ID")),
        }
    }

    fn points_elsewhere(&self) -> bool {
        self.known_reasons()
            .any(|reason| reason == Reason::Elsewhere)
    }

    /// The codes of the reasons; `None` for one that is no number.
    pub(super) fn codes(&self) -> impl Iterator<Item = Option<u64>> {
        self.reasons.iter().map(|(code, _)| *code)
    }

    fn known_reasons(&self) -> impl Iterator<Item = Reason> {
        self.reasons.iter().filter_map(|(_, reason)| *reason)
    }

    /// The amount that proves the outcome. After a capture that names what was
    /// captured, both must say the same; of a part, the part alone counts. A
    /// dispute proves nothing: it makes no unpaid order a paid one.
    pub(super) fn amount(&self) -> Option<Amount> {
        let status = Status::of(self.status?);
        let asked = self.record.whole("Amount");
        let captured = self.record.whole("CapturedAmount");
        let units = if status == Status::CapturedBefore {
            None
        } else if status == Status::PartlyCaptured {
            captured
        } else if status == Status::Captured && !self.record.lacks("CapturedAmount") {
            asked.filter(|_| asked == captured)
        } else {
            asked
        };
        let currency = Currency::parse(self.record.text("Currency")?).ok()?;
        units::to_amount(units?, currency)
    }

    pub(super) fn answer(&self, outcome: Outcome, http: Option<u16>) -> Answer {
        Answer {
            outcome,
            payment: self.id.clone(),
            reference: self.reference().map(String::from),
            amount: self.amount(),
            card: self.record.object("Card").map(face).unwrap_or_default(),
            dispute: self.status.and_then(dispute),
            detail: self.detail(http),
        }
    }

    /// Our reference, as it is echoed.
    pub(super) fn reference(&self) -> Option<&str> {
        self.record.text("MerchantTransactionID")
    }

    /// The member `name` as an amount in the record's currency; `None` for one
    /// that is not told, and for none of it.
    pub(super) fn amount_of(&self, name: &str) -> Option<Amount> {
        let currency = Currency::parse(self.record.text("Currency")?).ok()?;
        units::to_amount(self.record.whole(name)?, currency)
    }

    /// Whether the member `name` is absent, null or empty.
    pub(super) fn says_nothing_of(&self, name: &str) -> bool {
        self.record.lacks(name)
    }

    /// Numbers alone: free text may hold anything.
    pub(super) fn detail(&self, http: Option<u16>) -> String {
        let mut words = Vec::new();
        if let Some(http) = http {
            words.push(format!("http {http}"));
        }
        words.push(match self.status {
            Some(status) => format!("status {status}"),
            None => String::from("no status"),
        });
        let codes = self.reasons.iter().filter_map(|(code, _)| *code);
        words.extend(codes.take(8).map(|code| format!("reason {code}")));
        words.join(", ")
    }
}
