//! Captures, cancels and refunds.

use core::ops::RangeInclusive;

use oneclick_rules::{Amount, Code};
use serde::Serialize;

use super::id::{is_payment_id, payment_path};
use super::record::{Document, Record};
use super::response::read_charge;
use super::site::Site;
use super::units;
use crate::answer::Outcome;
use crate::fields::{Field, Object, json};
use crate::http::{HttpRequest, HttpResponse};
use crate::line::line;
use crate::movement::{Movement, MovementAnswer, MovementKind, MovementOutcome};

/// The most characters of a refund's description, by the .NET SDK's
/// `DescriptionRefund`; elsewhere it is 255.
const DESCRIPTION: usize = 100;

pub(super) type Row = (u64, MovementOutcome);

/// The payment's status after a capture: "Capture a Card Payment", "Test Amounts".
const CAPTURES: &[Row] = &[
    (2, MovementOutcome::Done),     // Success
    (4, MovementOutcome::Refused),  // Failed: the time for it is over
    (11, MovementOutcome::Done),    // Captured
    (13, MovementOutcome::Pending), // CaptureRequested
    (25, MovementOutcome::Done),    // Paid
    (33, MovementOutcome::Pending), // QueuedForCapturing
    (35, MovementOutcome::Done),    // PartiallyCaptured
];

/// The payment's status after a cancel: SDK-NET `CancelPaymentTests`, "Test Amounts".
pub(super) const CANCELS: &[Row] = &[
    (3, MovementOutcome::Done),     // Cancelled
    (15, MovementOutcome::Pending), // CancelRequested
    (16, MovementOutcome::Done),    // Reversed
    (34, MovementOutcome::Pending), // QueuedForCanceling
];

/// The refund's own status: "Get a list of refunds", "Test Amounts"; the last
/// two are assumed.
const REFUNDS: &[Row] = &[
    (1, MovementOutcome::Pending),  // Open
    (2, MovementOutcome::Done),     // Success
    (4, MovementOutcome::Refused),  // Failed
    (7, MovementOutcome::Pending),  // PendingOnProvider
    (18, MovementOutcome::Pending), // Processing
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

/// What a status of `table` says.
pub(super) fn listed(table: &[Row], status: Option<u64>) -> MovementOutcome {
    let row = table.iter().find(|(id, _)| Some(*id) == status);
    row.map_or(MovementOutcome::Unknown, |(_, outcome)| *outcome)
}

/// What a refund's status says.
pub(super) fn refund_outcome(status: Option<u64>) -> MovementOutcome {
    listed(REFUNDS, status)
}

/// The body of `POST /v1/payments/{id}/refunds`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    refund: Refund<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refund<'a> {
    #[serde(rename = "MerchantTransactionID")]
    reference: &'a str,
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// The request that moves money.
pub(super) fn request(site: &Site, movement: &Movement) -> Result<HttpRequest, Code> {
    if !is_payment_id(&movement.payment.payment) {
        return Err(Code::IdFormat);
    }
    let path = payment_path(&movement.payment.payment);
    let amount = units::from_amount(movement.amount)?;
    match movement.kind {
        MovementKind::Capture => {
            // Without an amount the whole is captured, never what is left.
            let rest = movement.before.captured.is_some();
            let path = if movement.is_whole() && !rest {
                format!("{path}/capture")
            } else {
                format!("{path}/capture?amount={amount}")
            };
            Ok(site.post(&path, Some(&movement.reference)))
        }
        MovementKind::Cancel if movement.is_whole() => {
            Ok(site.post(&format!("{path}/cancel"), Some(&movement.reference)))
        }
        // There is no cancel of a part.
        MovementKind::Cancel => Err(Code::AmountNotRepresentable),
        MovementKind::Refund => {
            let refund = Refund {
                reference: movement.reference.as_str(),
                amount,
                description: line(movement.description.as_deref(), DESCRIPTION)?,
            };
            let path = format!("{path}/refunds");
            site.post_body(&path, &movement.reference, &Body { refund })
        }
    }
}

/// What the answer to a movement says.
pub(super) fn read(movement: &Movement, response: &HttpResponse<'_>) -> MovementAnswer {
    let http = response.status;
    if matches!(http, 401 | 429) && read_charge(response).outcome == Outcome::NotTaken {
        return answer(MovementOutcome::Refused, format!("http {http}"));
    }
    let Some(document) = json::<Field<Object<Document>>>(response) else {
        return answer(MovementOutcome::Unknown, format!("http {http}, not JSON"));
    };
    let record = document.object().and_then(|document| match movement.kind {
        MovementKind::Capture | MovementKind::Cancel => document.payment.object(),
        MovementKind::Refund => document.refund.object(),
    });
    let Some(record) = record else {
        return answer(MovementOutcome::Unknown, format!("http {http}, no record"));
    };
    let outcome = match http {
        200..=299 => done(movement, record),
        400 if record.has_failed() && all(record, NOT_BEGUN) => MovementOutcome::Refused,
        402 if record.has_failed() && !any(record, ELSEWHERE) => MovementOutcome::Refused,
        _ => MovementOutcome::Unknown,
    };
    let id = match movement.kind {
        MovementKind::Capture => record.capture(),
        MovementKind::Cancel => None,
        MovementKind::Refund => record.number(),
    };
    MovementAnswer {
        outcome,
        id: id.map(|id| id.to_string()),
        detail: record.detail(Some(http)),
    }
}

fn answer(outcome: MovementOutcome, detail: String) -> MovementAnswer {
    MovementAnswer {
        outcome,
        id: None,
        detail,
    }
}

/// Whether there are reasons, and each is of `table`.
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

/// What a 2xx says. It counts only for the record that was meant, and a
/// success only with what proves its amount.
fn done(movement: &Movement, record: &Record) -> MovementOutcome {
    let (outcome, is_ours, is_proven) = match movement.kind {
        MovementKind::Capture => (
            listed(CAPTURES, record.status()),
            is_payment(movement, record),
            record.captured() == captured_after(movement),
        ),
        MovementKind::Cancel => (
            listed(CANCELS, record.status()),
            is_payment(movement, record),
            true,
        ),
        MovementKind::Refund => (
            refund_outcome(record.status()),
            record.reference() == Some(movement.reference.as_str()),
            record.whole_amount() == Some(movement.amount),
        ),
    };
    let unproven = outcome == MovementOutcome::Done && !is_proven;
    if !is_ours || unproven || any(record, ELSEWHERE) && outcome == MovementOutcome::Refused {
        return MovementOutcome::Unknown;
    }
    outcome
}

fn is_payment(movement: &Movement, record: &Record) -> bool {
    record.id().as_ref() == Some(&movement.payment.payment)
        && record.reference() == Some(movement.payment.reference.as_str())
}

/// What has been captured in all once the movement is done.
fn captured_after(movement: &Movement) -> Option<Amount> {
    let before = movement.before.captured.map_or(0, Amount::minor);
    let minor = before.checked_add(movement.amount.minor())?;
    Amount::new(minor, movement.amount.currency()).ok()
}
