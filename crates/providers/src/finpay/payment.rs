//! What Finpay says of a charge, of the end of a payment, of a card deleted and of
//! the credentials.

use oneclick_rules::DeclineReason;

use super::response::{Answered, CodeMeaning, DataFields, amount, payment_id};
use super::words::{ChargeKind, CodeRefusal};
use crate::capabilities::CredentialCheck;
use crate::card::CardDeletion;
use crate::http::HttpResponse;
use crate::operation::{OperationOutcome, OperationStatus};
use crate::status::{FailureReason, Outcome, PaymentStatus};

/// Reads what the answer to a charge or to the begin of a payment on the page says.
pub(super) fn read_charge(response: &HttpResponse<'_>) -> PaymentStatus {
    let answered = match Answered::read(response) {
        Ok(answered) => answered,
        Err(detail) => return PaymentStatus::unknown(detail),
    };
    let only = |outcome| PaymentStatus {
        outcome,
        ..PaymentStatus::unknown(answered.detail())
    };
    match answered.meaning() {
        CodeMeaning::Success => match (answered.has_data(), answered.redirect_url()) {
            (true, None) => charged(answered.data(), &answered.detail()),
            // `expiryLink` names no zone, so it is left to the engine, which
            // asked for the lifetime.
            (false, Some(url)) => only(Outcome::ActionRequired {
                url: String::from(url),
                lifetime: None,
                declined: None,
            }),
            _ => only(Outcome::Unknown),
        },
        CodeMeaning::Refused(refusal) => only(match refusal {
            CodeRefusal::Request => Outcome::Failed(failure(answered.code())),
            CodeRefusal::Charge(reason) => Outcome::Declined(reason),
            CodeRefusal::NotThere => Outcome::Declined(DeclineReason::Refused),
            CodeRefusal::State | CodeRefusal::Elsewhere => Outcome::Unknown,
        }),
        CodeMeaning::Unclear => only(Outcome::Unknown),
    }
}

/// Tells why a request of this answer code was not taken, by its first three digits.
fn failure(code: u32) -> FailureReason {
    match code / 10_000 {
        401 => FailureReason::Credentials,
        429 => FailureReason::Rate,
        _ => FailureReason::Request,
    }
}

/// Gives the `data` of a charge. Every member is optional: a success is one only
/// with a type that says so and with the amount; without, the look-up decides.
fn charged(data: Option<&DataFields>, detail: &str) -> PaymentStatus {
    let kind = data.and_then(|data| data.r#type.text());
    let (kind, word) = ChargeKind::of(kind.unwrap_or_default());
    let amount = data.and_then(|data| amount(&data.currency, data.amount.whole()?));
    let outcome = match kind {
        ChargeKind::Captured if amount.is_some() => Outcome::Captured,
        ChargeKind::Authorised if amount.is_some() => Outcome::Authorised,
        ChargeKind::Captured | ChargeKind::Authorised | ChargeKind::Other => Outcome::Unknown,
    };
    let payment = data.and_then(|data| data.reference.text().or(data.id.text()));
    PaymentStatus {
        outcome,
        provider_payment_id: payment.and_then(payment_id),
        amount,
        ..PaymentStatus::unknown(format!("{detail}, type {}", word.unwrap_or("not listed")))
    }
}

/// Reads what the answer to a void or a cancel says.
pub(super) fn read_operation(response: &HttpResponse<'_>) -> OperationStatus {
    let (outcome, detail) = match Answered::read(response) {
        Ok(answered) => {
            let outcome = match answered.meaning() {
                CodeMeaning::Success => OperationOutcome::Done,
                CodeMeaning::Refused(CodeRefusal::Elsewhere) | CodeMeaning::Unclear => {
                    OperationOutcome::Unknown
                }
                CodeMeaning::Refused(_) => OperationOutcome::Refused,
            };
            (outcome, answered.detail())
        }
        Err(detail) => (OperationOutcome::Unknown, detail),
    };
    OperationStatus {
        outcome,
        id: None,
        detail,
    }
}

/// Reads what the answer to "delete stored card" says.
pub(super) fn read_deleted(response: &HttpResponse<'_>) -> CardDeletion {
    match Answered::read(response) {
        Ok(answered) if matches!(answered.meaning(), CodeMeaning::Success) => CardDeletion::Done,
        Ok(answered) => CardDeletion::Unknown(answered.detail()),
        Err(detail) => CardDeletion::Unknown(detail),
    }
}

/// Tells whether the credentials work, by the status of a payment that never was.
pub(super) fn read_credential_check(response: &HttpResponse<'_>) -> CredentialCheck {
    if response.status == 401 {
        return CredentialCheck::Refused;
    }
    match Answered::read(response) {
        Ok(answered) => match answered.meaning() {
            CodeMeaning::Success | CodeMeaning::Refused(CodeRefusal::NotThere) => {
                CredentialCheck::Accepted
            }
            CodeMeaning::Refused(_) if answered.code() / 10_000 == 401 => CredentialCheck::Refused,
            CodeMeaning::Refused(_) | CodeMeaning::Unclear => {
                CredentialCheck::Unclear(answered.detail())
            }
        },
        Err(detail) => CredentialCheck::Unclear(detail),
    }
}
