//! What Smart2Pay answers.

use oneclick_rules::{Amount, Currency, DeclineReason};

use super::words::{Reason, Status};
use super::{is_payment_id, units};
use crate::json::Json;
use crate::{Answer, HttpResponse, LookUp, NotReadable, Outcome};

/// What the answer to a charge says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let http = response.status;
    if http == 401 && response.body.iter().all(u8::is_ascii_whitespace) {
        return Answer {
            outcome: Outcome::NotTaken,
            ..Answer::unknown("http 401, empty")
        };
    }
    let Some(document) = Json::of(response) else {
        return Answer::unknown(format!("http {http}, not JSON"));
    };
    let Some(payment) = document.object("Payment") else {
        let outcome = match http {
            // The generic error: `{"Message":"…"}`.
            401 | 429 if document.text("Message").is_some() => Outcome::NotTaken,
            _ => Outcome::Unknown,
        };
        return Answer {
            outcome,
            ..Answer::unknown(format!("http {http}, no payment"))
        };
    };
    let told = Told::read(payment);
    match http {
        200..=299 => told.answer(told.outcome(), None),
        400 => told.answer(told.refused(), Some(http)),
        401 | 429 => told.answer(told.turned_away(), Some(http)),
        402 => told.answer(told.failed_request(), Some(http)),
        _ => told.answer(Outcome::Unknown, Some(http)),
    }
}

/// Every payment that the answer to a look-up lists under what was asked.
pub(super) fn read_look_up(
    by: LookUp<'_>,
    response: &HttpResponse<'_>,
) -> Result<Vec<Answer>, NotReadable> {
    let http = response.status;
    let document =
        Json::of(response).ok_or_else(|| NotReadable(format!("http {http}, not JSON")))?;
    match by {
        LookUp::Reference { reference, .. } if http == 200 => {
            read_list(&document, reference.as_str())
        }
        LookUp::Payment { payment, .. } if is_payment_id(payment) => {
            read_one(&document, payment, http)
        }
        LookUp::Reference { .. } | LookUp::Payment { .. } => {
            Err(NotReadable(format!("http {http}")))
        }
    }
}

/// The list, `{"Payments":[…]}`.
///
/// An empty one says that there is no such payment. One that has payments and
/// none of ours says that the provider did not do what was asked.
fn read_list(document: &Json, reference: &str) -> Result<Vec<Answer>, NotReadable> {
    let not_readable = |what: &str| NotReadable(String::from(what));
    let payments = match (document, document.object("Payment")) {
        (Json::List(payments), _) => payments.as_slice(),
        // One payment where a list is documented, taken as it is.
        (_, Some(payment)) => core::slice::from_ref(payment),
        _ => document
            .list("Payments")
            .ok_or_else(|| not_readable("no list of payments"))?,
    };
    let mut ours = Vec::new();
    for payment in payments {
        let payment = payment.object("Payment").unwrap_or(payment);
        match payment.text("MerchantTransactionID") {
            Some(echoed) if echoed == reference => {
                let told = Told::read(payment);
                ours.push(told.answer(told.outcome(), None));
            }
            Some(_) => {}
            None => return Err(not_readable("a payment without a reference")),
        }
    }
    if ours.is_empty() && !payments.is_empty() {
        return Err(not_readable("payments of other references only"));
    }
    Ok(ours)
}

/// One payment by its id, `{"Payment":{…}}`.
fn read_one(document: &Json, id: &str, http: u16) -> Result<Vec<Answer>, NotReadable> {
    match (http, document.object("Payment")) {
        (200, Some(payment)) => {
            let told = Told::read(payment);
            if told.id.as_deref() == Some(id) {
                Ok(vec![told.answer(told.outcome(), None)])
            } else {
                Err(NotReadable(String::from("another payment than asked for")))
            }
        }
        (404, Some(_)) => Ok(Vec::new()),
        (404, None) if document.text("Message").is_some() => Ok(Vec::new()),
        _ => Err(NotReadable(format!("http {http}"))),
    }
}

/// What an answer's `Payment` tells, member by member.
struct Told<'a> {
    payment: &'a Json,
    id: Option<String>,
    status: Option<u64>,
    /// Code and what it says, if we know.
    reasons: Vec<(Option<u64>, Option<Reason>)>,
}

impl<'a> Told<'a> {
    fn read(payment: &'a Json) -> Self {
        let id = payment
            .whole("ID")
            .map(|number| number.to_string())
            .filter(|id| is_payment_id(id));
        let status = payment.object("Status");
        let reasons = status.and_then(|status| status.list("Reasons"));
        let read_reason = |reason: &Json| {
            let code = reason.whole("Code");
            let info = reason.text("Info").unwrap_or_default();
            (code, code.and_then(|code| Reason::of(code, info)))
        };
        Self {
            payment,
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
    fn outcome(&self) -> Outcome {
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
        let url = String::from(self.payment.text("RedirectURL")?);
        let lifetime = self
            .payment
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
    fn failed_request(&self) -> Outcome {
        if self.has_failed() {
            self.declined()
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 401 and 429: not let in, or not now.
    fn turned_away(&self) -> Outcome {
        if self.has_failed() && !self.points_elsewhere() {
            Outcome::NotTaken
        } else {
            Outcome::Unknown
        }
    }

    /// HTTP 400: proof that nothing was taken only if each reason is one of
    /// validation.
    fn refused(&self) -> Outcome {
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
    fn has_failed(&self) -> bool {
        match self.status {
            Some(status) => Status::of(status) == Status::Failed,
            None => self
                .payment
                .object("Status")
                .map_or_else(|| self.payment.lacks("Status"), |status| status.lacks("ID")),
        }
    }

    fn points_elsewhere(&self) -> bool {
        self.known_reasons()
            .any(|reason| reason == Reason::Elsewhere)
    }

    fn known_reasons(&self) -> impl Iterator<Item = Reason> {
        self.reasons.iter().filter_map(|(_, reason)| *reason)
    }

    /// The amount that proves the outcome. After a capture that names what was
    /// captured, both must say the same; of a part, the part alone counts. A
    /// dispute proves nothing: it makes no unpaid order a paid one.
    fn amount(&self) -> Option<Amount> {
        let status = Status::of(self.status?);
        let asked = self.payment.whole("Amount");
        let captured = self.payment.whole("CapturedAmount");
        let units = if status == Status::CapturedBefore {
            None
        } else if status == Status::PartlyCaptured {
            captured
        } else if status == Status::Captured && !self.payment.lacks("CapturedAmount") {
            asked.filter(|_| asked == captured)
        } else {
            asked
        };
        let currency = Currency::parse(self.payment.text("Currency")?).ok()?;
        units::to_amount(units?, currency)
    }

    fn answer(&self, outcome: Outcome, http: Option<u16>) -> Answer {
        let reference = self.payment.text("MerchantTransactionID");
        Answer {
            outcome,
            payment: self.id.clone(),
            reference: reference.map(String::from),
            amount: self.amount(),
            detail: self.detail(http),
            ..Answer::unknown("")
        }
    }

    /// Numbers alone: free text may hold anything.
    fn detail(&self, http: Option<u16>) -> String {
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
