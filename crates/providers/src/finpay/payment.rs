//! What Finpay says of a charge, of the end of a payment, of a card deleted and of
//! the credentials.

use oneclick_rules::DeclineReason;

use super::response::{Answered, CodeMeaning, DataFields, amount, payment_id};
use super::words::{Kind, Refusal};
use crate::answer::{Answer, Outcome};
use crate::capabilities::Credentials;
use crate::card::Forgotten;
use crate::http::HttpResponse;
use crate::movement::{MovementAnswer, MovementOutcome};

/// What the answer to a charge or to the begin of a payment on the page says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> Answer {
    let answered = match Answered::read(response) {
        Ok(answered) => answered,
        Err(detail) => return Answer::unknown(detail),
    };
    let only = |outcome| Answer {
        outcome,
        ..Answer::unknown(answered.detail())
    };
    match answered.meaning() {
        CodeMeaning::Success => match (answered.has_data(), answered.redirect_url()) {
            (true, None) => charged(answered.data(), &answered.detail()),
            // `expiryLink` names no zone, so it is left to the engine, which
            // asked for the lifetime.
            (false, Some(url)) => only(Outcome::ActionRequired {
                url: String::from(url),
                lifetime: None,
            }),
            _ => only(Outcome::Unknown),
        },
        CodeMeaning::Refused(refusal) => only(match refusal {
            Refusal::Request => Outcome::NotTaken,
            Refusal::Charge(reason) => Outcome::Declined(reason),
            Refusal::NotThere => Outcome::Declined(DeclineReason::Refused),
            Refusal::State | Refusal::Elsewhere => Outcome::Unknown,
        }),
        CodeMeaning::Unclear => only(Outcome::Unknown),
    }
}

/// The `data` of a charge. Every member is optional: a success is one only
/// with a type that says so and with the amount; without, the look-up decides.
fn charged(data: Option<&DataFields>, detail: &str) -> Answer {
    let kind = data.and_then(|data| data.r#type.text());
    let (kind, word) = Kind::of(kind.unwrap_or_default());
    let amount = data.and_then(|data| amount(&data.currency, data.amount.whole()?));
    let outcome = match kind {
        Kind::Captured if amount.is_some() => Outcome::Captured,
        Kind::Authorised if amount.is_some() => Outcome::Authorised,
        Kind::Captured | Kind::Authorised | Kind::Other => Outcome::Unknown,
    };
    let payment = data.and_then(|data| data.reference.text().or(data.id.text()));
    Answer {
        outcome,
        payment: payment.and_then(payment_id),
        amount,
        ..Answer::unknown(format!("{detail}, type {}", word.unwrap_or("not listed")))
    }
}

/// What the answer to a void or a cancel says.
pub(super) fn read_movement(response: &HttpResponse<'_>) -> MovementAnswer {
    let (outcome, detail) = match Answered::read(response) {
        Ok(answered) => {
            let outcome = match answered.meaning() {
                CodeMeaning::Success => MovementOutcome::Done,
                CodeMeaning::Refused(Refusal::Elsewhere) | CodeMeaning::Unclear => {
                    MovementOutcome::Unknown
                }
                CodeMeaning::Refused(_) => MovementOutcome::Refused,
            };
            (outcome, answered.detail())
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
    match Answered::read(response) {
        Ok(answered) if matches!(answered.meaning(), CodeMeaning::Success) => Forgotten::Done,
        Ok(answered) => Forgotten::Unknown(answered.detail()),
        Err(detail) => Forgotten::Unknown(detail),
    }
}

/// Whether the credentials work, by the status of a payment that never was.
pub(super) fn read_harmless_call(response: &HttpResponse<'_>) -> Credentials {
    if response.status == 401 {
        return Credentials::Refused;
    }
    match Answered::read(response) {
        Ok(answered) => match answered.meaning() {
            CodeMeaning::Success | CodeMeaning::Refused(Refusal::NotThere) => Credentials::Accepted,
            CodeMeaning::Refused(_) if answered.code() / 10_000 == 401 => Credentials::Refused,
            CodeMeaning::Refused(_) | CodeMeaning::Unclear => {
                Credentials::Unclear(answered.detail())
            }
        },
        Err(detail) => Credentials::Unclear(detail),
    }
}
