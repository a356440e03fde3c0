//! Captures, cancels and refunds.

use core::ops::RangeInclusive;

use oneclick_rules::{Amount, ErrorCode};
use serde::Serialize;

use super::id::{is_payment_id, payment_path};
use super::record::{Document, Record};
use super::response::read_charge;
use super::site::Smart2PaySite;
use super::units::{self, Hundredths};
use crate::fields::{Field, Object, json};
use crate::http::{HttpRequest, HttpResponse};
use crate::line::line;
use crate::operation::{OperationKind, OperationOutcome, OperationRequest, OperationStatus};
use crate::status::Outcome;

/// The most characters of a refund's description, by the .NET SDK's
/// `DescriptionRefund`; elsewhere it is 255.
const DESCRIPTION: usize = 100;

pub(super) type StatusRow = (u64, OperationOutcome);

/// The payment's status after a capture: "Capture a Card Payment", "Test Amounts".
const CAPTURES: &[StatusRow] = &[
    (2, OperationOutcome::Done),     // Success
    (4, OperationOutcome::Refused),  // Failed: the time for it is over
    (11, OperationOutcome::Done),    // Captured
    (13, OperationOutcome::Pending), // CaptureRequested
    (25, OperationOutcome::Done),    // Paid
    (33, OperationOutcome::Pending), // QueuedForCapturing
    (35, OperationOutcome::Done),    // PartiallyCaptured
];

/// The payment's status after a cancel: SDK-NET `CancelPaymentTests`, "Test Amounts".
pub(super) const CANCELS: &[StatusRow] = &[
    (3, OperationOutcome::Done),     // Cancelled
    (15, OperationOutcome::Pending), // CancelRequested
    (16, OperationOutcome::Done),    // Reversed
    (34, OperationOutcome::Pending), // QueuedForCanceling
];

/// The refund's own status: "Get a list of refunds", "Test Amounts"; the last
/// two are assumed.
const REFUNDS: &[StatusRow] = &[
    (1, OperationOutcome::Pending),  // Open
    (2, OperationOutcome::Done),     // Success
    (4, OperationOutcome::Refused),  // Failed
    (7, OperationOutcome::Pending),  // PendingOnProvider
    (18, OperationOutcome::Pending), // Processing
];

/// Reasons of validation and state, by which the provider did not begin:
/// "Card processing return codes".
pub(super) const NOT_BEGUN: &[RangeInclusive<u64>] = &[
    1..=2,       // invalid data, validation failed
    105..=105,   // invalid action on the payment
    109..=111,   // currency, reference, amount
    1006..=1006, // state of the payment
    1012..=1013, // amount to capture, more than authorised
    2200..=2206, // refund: reference … more than is left
    2208..=2209, // no partial refunds, the order's reference
];

/// Reasons that point to another record, in which money may have moved.
const ELSEWHERE: &[RangeInclusive<u64>] = &[
    20..=23,     // duplicate key, already processed
    1010..=1010, // payment is in process
    1801..=1801, // duplicate provider transaction
    2207..=2207, // another refund is in process
    4996..=4998, // fault after authorisation or capture
    5288..=5288, // capture failed, tried again later
];

/// Reads what a status of `table` says.
pub(super) fn listed(table: &[StatusRow], status: Option<u64>) -> OperationOutcome {
    let row = table.iter().find(|(id, _)| Some(*id) == status);
    row.map_or(OperationOutcome::Unknown, |(_, outcome)| *outcome)
}

/// Reads what a refund's status says.
pub(super) fn refund_outcome(status: Option<u64>) -> OperationOutcome {
    listed(REFUNDS, status)
}

/// The body of `POST /v1/payments/{id}/refunds`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RefundEnvelope<'a> {
    refund: RefundMembers<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct RefundMembers<'a> {
    #[serde(rename = "MerchantTransactionID")]
    reference: &'a str,
    amount: Hundredths,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// Makes the request that moves money.
pub(super) fn request(
    site: &Smart2PaySite,
    operation: &OperationRequest,
) -> Result<HttpRequest, ErrorCode> {
    if !is_payment_id(&operation.payment.id) {
        return Err(ErrorCode::IdFormat);
    }
    let path = payment_path(&operation.payment.id);
    let amount = units::from_amount(operation.amount)?;
    match operation.kind {
        OperationKind::Capture => {
            // Without an amount the whole is captured, never what is left.
            let rest = operation.before.captured.is_some();
            let path = if operation.is_whole() && !rest {
                format!("{path}/capture")
            } else {
                format!("{path}/capture?amount={amount}")
            };
            Ok(site.post(&path, Some(&operation.reference)))
        }
        OperationKind::Cancel if operation.is_whole() => {
            Ok(site.post(&format!("{path}/cancel"), Some(&operation.reference)))
        }
        // There is no cancel of a part.
        OperationKind::Cancel => Err(ErrorCode::AmountNotRepresentable),
        OperationKind::Refund => {
            let refund = RefundMembers {
                reference: operation.reference.as_str(),
                amount,
                description: line(operation.description.as_deref(), DESCRIPTION)?,
            };
            let path = format!("{path}/refunds");
            site.post_body(&path, &operation.reference, &RefundEnvelope { refund })
        }
    }
}

/// Reads what the answer to an operation says.
pub(super) fn read(operation: &OperationRequest, response: &HttpResponse<'_>) -> OperationStatus {
    let http = response.status;
    if matches!(http, 401 | 429) && matches!(read_charge(response).outcome, Outcome::Failed(_)) {
        return answer(OperationOutcome::Refused, format!("http {http}"));
    }
    let Some(document) = json::<Field<Object<Document>>>(response) else {
        return answer(OperationOutcome::Unknown, format!("http {http}, not JSON"));
    };
    let record = document.object().and_then(|document| match operation.kind {
        OperationKind::Capture | OperationKind::Cancel => document.payment.object(),
        OperationKind::Refund => document.refund.object(),
    });
    let Some(record) = record else {
        return answer(OperationOutcome::Unknown, format!("http {http}, no record"));
    };
    let outcome = match http {
        200..=299 => done(operation, record),
        400 if record.has_failed() && all(record, NOT_BEGUN) => OperationOutcome::Refused,
        402 if record.has_failed() && !any(record, ELSEWHERE) => OperationOutcome::Refused,
        _ => OperationOutcome::Unknown,
    };
    let id = match operation.kind {
        OperationKind::Capture => record.capture(),
        OperationKind::Cancel => None,
        OperationKind::Refund => record.number(),
    };
    OperationStatus {
        outcome,
        id: id.map(|id| id.to_string()),
        detail: record.detail(Some(http)),
    }
}

fn answer(outcome: OperationOutcome, detail: String) -> OperationStatus {
    OperationStatus {
        outcome,
        id: None,
        detail,
    }
}

/// Tells whether there are reasons, and each is of `table`.
pub(super) fn all(record: &Record, table: &[RangeInclusive<u64>]) -> bool {
    let mut codes = record.codes().peekable();
    codes.peek().is_some() && codes.all(|code| code.is_some_and(|code| is_in(table, code)))
}

fn any(record: &Record, table: &[RangeInclusive<u64>]) -> bool {
    record.codes().flatten().any(|code| is_in(table, code))
}

fn is_in(table: &[RangeInclusive<u64>], code: u64) -> bool {
    table.iter().any(|codes| codes.contains(&code))
}

/// Reads what a 2xx says. It counts only for the record that was meant, and a
/// success only with what proves its amount.
fn done(operation: &OperationRequest, record: &Record) -> OperationOutcome {
    let (outcome, is_ours, is_proven) = match operation.kind {
        OperationKind::Capture => (
            listed(CAPTURES, record.status()),
            is_payment(operation, record),
            record.captured() == captured_after(operation),
        ),
        OperationKind::Cancel => (
            listed(CANCELS, record.status()),
            is_payment(operation, record),
            true,
        ),
        OperationKind::Refund => (
            refund_outcome(record.status()),
            record.reference() == Some(operation.reference.as_str()),
            record.whole_amount() == Some(operation.amount),
        ),
    };
    let unproven = outcome == OperationOutcome::Done && !is_proven;
    if !is_ours || unproven || any(record, ELSEWHERE) && outcome == OperationOutcome::Refused {
        return OperationOutcome::Unknown;
    }
    outcome
}

fn is_payment(operation: &OperationRequest, record: &Record) -> bool {
    record.id().as_ref() == Some(&operation.payment.id)
        && record.reference() == Some(operation.payment.reference.as_str())
}

/// Tells what has been captured in all once the operation is done.
fn captured_after(operation: &OperationRequest) -> Option<Amount> {
    let before = operation.before.captured.map_or(0, Amount::minor);
    let minor = before.checked_add(operation.amount.minor())?;
    Amount::new(minor, operation.amount.currency()).ok()
}
