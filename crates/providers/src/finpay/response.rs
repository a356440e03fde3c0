//! What Finpay answers: its envelope, and what it says of a charge, of the end
//! of a payment, of a card deleted and of the credentials.

use oneclick_rules::{Amount, DeclineReason};

use super::units;
use super::words::{Kind, Refusal, SUCCESS};
use crate::json::Json;
use crate::{
    Answer, Credentials, Forgotten, HttpResponse, MovementAnswer, MovementOutcome, NotReadable,
    Outcome,
};

/// An answer with its code: `{"responseCode":"2000000","responseMessage":"…",…}`.
pub(super) struct Said {
    http: u16,
    document: Json,
    code: u32,
}

/// What the code of an answer says, together with its HTTP status.
pub(super) enum Verdict {
    /// It worked.
    Success,
    /// It did not, in the shape of a refusal.
    Refused(Refusal),
    /// Neither.
    Unclear,
}

impl Said {
    /// Reads an answer; what is wrong with it where it has no code.
    pub(super) fn read(response: &HttpResponse<'_>) -> Result<Self, String> {
        let http = response.status;
        let document = Json::of(response).ok_or_else(|| format!("http {http}, not JSON"))?;
        let code = code(&document).ok_or_else(|| format!("http {http}, no code"))?;
        Ok(Self {
            http,
            document,
            code,
        })
    }

    /// What the code says. A refusal is one only in the shape of a refusal: a
    /// message, and nothing that a success has.
    pub(super) fn verdict(&self) -> Verdict {
        let bare = self.document.text("responseMessage").is_some()
            && self.data().is_none()
            && self.document.lacks("redirecturl");
        match (self.http, self.code) {
            (200..=299, SUCCESS) => Verdict::Success,
            (200..=299 | 400..=499, code) if bare => {
                Refusal::of(code).map_or(Verdict::Unclear, Verdict::Refused)
            }
            _ => Verdict::Unclear,
        }
    }

    /// The member `data`, unless it says nothing: PHP writes `[]` for an empty object.
    pub(super) fn data(&self) -> Option<&Json> {
        let data = self.document.member("data")?;
        let empty = if let Json::Object(members) = data {
            Some(members.is_empty())
        } else {
            self.document.list("data").map(<[Json]>::is_empty)
        };
        let nothing = empty.unwrap_or_else(|| self.document.lacks("data"));
        (!nothing).then_some(data)
    }

    pub(super) fn not_readable(&self, what: &str) -> NotReadable {
        NotReadable(format!("{}, {what}", self.detail()))
    }

    /// Numbers alone: the message may hold anything.
    pub(super) fn detail(&self) -> String {
        format!("http {}, code {}", self.http, self.code)
    }
}

/// The code, seven digits, as a text or as a number.
fn code(document: &Json) -> Option<u32> {
    let code = u32::try_from(document.whole("responseCode")?).ok()?;
    let digits = document.text("responseCode").map_or(7, str::len);
    (digits == 7 && (1_000_000..=9_999_999).contains(&code)).then_some(code)
}

/// What the answer to a charge or to the begin of a payment on the page says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let said = match Said::read(response) {
        Ok(said) => said,
        Err(detail) => return Answer::unknown(detail),
    };
    let only = |outcome| Answer {
        outcome,
        ..Answer::unknown(said.detail())
    };
    match said.verdict() {
        Verdict::Success => match (said.data(), said.document.text("redirecturl")) {
            (Some(data), None) => charged(data, &said.detail()),
            // `expiryLink` names no zone, so it is left to the engine, which
            // asked for the lifetime.
            (None, Some(url)) => only(Outcome::ActionRequired {
                url: String::from(url),
                lifetime: None,
            }),
            _ => only(Outcome::Unknown),
        },
        Verdict::Refused(refusal) => only(match refusal {
            Refusal::Request => Outcome::NotTaken,
            Refusal::Charge(reason) => Outcome::Declined(reason),
            Refusal::NotThere => Outcome::Declined(DeclineReason::Refused),
            Refusal::State | Refusal::Elsewhere => Outcome::Unknown,
        }),
        Verdict::Unclear => only(Outcome::Unknown),
    }
}

/// The `data` of a charge. Every member is optional: a success is one only
/// with a type that says so and with the amount; without, the look-up decides.
fn charged(data: &Json, detail: &str) -> Answer {
    let (kind, word) = Kind::of(data.text("type").unwrap_or_default());
    let amount = data.whole("amount").and_then(|units| amount(data, units));
    let outcome = match kind {
        Kind::Captured if amount.is_some() => Outcome::Captured,
        Kind::Authorised if amount.is_some() => Outcome::Authorised,
        Kind::Captured | Kind::Authorised | Kind::Other => Outcome::Unknown,
    };
    let payment = data.text("reference").or_else(|| data.text("id"));
    Answer {
        outcome,
        payment: payment.and_then(payment_id),
        amount,
        ..Answer::unknown(format!("{detail}, type {}", word.unwrap_or("not listed")))
    }
}

/// So many units of the currency that stands beside; rupiah where none does,
/// by "Order object": `currency`, IDR by default.
pub(super) fn amount(beside: &Json, units: u64) -> Option<Amount> {
    let currency = if beside.lacks("currency") {
        units::CURRENCY
    } else {
        beside.text("currency")?
    };
    units::to_amount(units, currency)
}

/// An id of the documented length, 1 to 40, of characters that can be shown.
pub(super) fn payment_id(text: &str) -> Option<String> {
    let fits = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| String::from(text))
}

/// What the answer to a void or a cancel says.
pub(super) fn read_movement(response: &HttpResponse<'_>) -> MovementAnswer {
    let (outcome, detail) = match Said::read(response) {
        Ok(said) => {
            let outcome = match said.verdict() {
                Verdict::Success => MovementOutcome::Done,
                Verdict::Refused(Refusal::Elsewhere) | Verdict::Unclear => MovementOutcome::Unknown,
                Verdict::Refused(_) => MovementOutcome::Refused,
            };
            (outcome, said.detail())
        }
        Err(detail) => (MovementOutcome::Unknown, detail),
    };
    MovementAnswer {
        outcome,
        id: None,
        detail,
    }
}

/// What the answer to "delete stored card" says.
pub(super) fn read_forgotten(response: &HttpResponse<'_>) -> Forgotten {
    match Said::read(response) {
        Ok(said) if matches!(said.verdict(), Verdict::Success) => Forgotten::Done,
        Ok(said) => Forgotten::Unknown(said.detail()),
        Err(detail) => Forgotten::Unknown(detail),
    }
}

/// Whether the credentials work, by the status of a payment that never was.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>) -> Credentials {
    if response.status == 401 {
        return Credentials::Refused;
    }
    match Said::read(response) {
        Ok(said) => match said.verdict() {
            Verdict::Success | Verdict::Refused(Refusal::NotThere) => Credentials::Accepted,
            Verdict::Refused(_) if said.code / 10_000 == 401 => Credentials::Refused,
            Verdict::Refused(_) | Verdict::Unclear => Credentials::Unclear(said.detail()),
        },
        Err(detail) => Credentials::Unclear(detail),
    }
}
