//! Captures, cancels and refunds ("Card Payment", section "Approve for
//! Capture", "Cancel a payment", "Refund").

use oneclick_rules::{Amount, Code};
use serde::{Deserialize, Serialize};

use super::collection::Collection;
use super::id::{is_id, payment_path};
use super::payment::Payment;
use super::representation::{is_not_found, is_refusal, not_readable, resource};
use super::request::{json, message_id};
use super::response::payment;
use super::signing::Signer;
use super::units;
use super::words::{RefundWord, State};
use crate::answer::{NotReadable, Outcome};
use crate::call::{Call, CallStep};
use crate::fields::{Field, Text, Whole, Word};
use crate::http::{HttpRequest, HttpResponse};
use crate::movement::{
    ListedRefund, Movement, MovementAnswer, MovementKind, MovementOutcome, PaymentAt, RefundState,
    Totals,
};

/// The body of a change of a payment, and of `POST /payment/{id}/refund`.
#[derive(Default, Serialize)]
struct Change {
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<u64>,
}

/// Reads the payment, then its refunds.
pub(super) fn totals(
    signer: &Signer,
    at: &PaymentAt,
) -> Call<CallStep<Result<Totals, NotReadable>>> {
    let path = payment_path(&at.payment);
    let refunds = signer.get(&format!("{path}/refund"), at.now);
    let at = at.clone();
    Call::new(signer.get(&path, at.now), move |response| {
        match payment(&response, &at.payment) {
            Err(error) => CallStep::Done(Err(error)),
            Ok(payment) => CallStep::Next(Call::new(refunds, move |response| {
                CallStep::Done(read_totals(&at, &payment, &response))
            })),
        }
    })
}

/// The totals out of the payment and the list of its refunds.
fn read_totals(
    at: &PaymentAt,
    payment: &Payment,
    listed: &HttpResponse<'_>,
) -> Result<Totals, NotReadable> {
    let outcome = payment.outcome();
    let captured = matches!(outcome, Outcome::Captured);
    // Before there is anything to give back, no refunds may be no resource.
    let refunds = if !captured && is_not_found(listed) {
        Vec::new()
    } else {
        read_refunds(listed, at.amount)?
    };
    let mut refunded = 0_u64;
    for refund in refunds.iter().filter(|it| it.state != RefundState::Failed) {
        let amount = refund
            .amount
            .ok_or_else(|| not_readable("a refund without amount"))?;
        refunded = refunded.saturating_add(amount.minor());
    }
    Ok(Totals {
        captured: payment.amount().filter(|_| captured),
        authorised: payment.authorised(),
        refunded: Amount::new(refunded, at.amount.currency()).ok(),
        refunds,
        outcome,
        transaction: None,
    })
}

/// The refunds of a payment, in its currency ("Refund": "automatically the same").
fn read_refunds(response: &HttpResponse<'_>, of: Amount) -> Result<Vec<ListedRefund>, NotReadable> {
    let collection = Collection::<RefundFields>::read(response)?;
    let listed = collection.listed(|embedding| &embedding.refunds)?;
    let total = collection.total_size();
    let count = u64::try_from(listed.len()).ok();
    if total.map_or_else(|| collection.has_next(), |total| Some(total) != count) {
        return Err(not_readable("a page of the refunds, not all"));
    }
    let read = |refund: Option<&RefundFields>| {
        let refund = refund.and_then(|refund| Some((refund, refund.id()?, refund.state()?)));
        let Some((refund, id, state)) = refund else {
            return Err(not_readable("a refund without id or known state"));
        };
        Ok(ListedRefund {
            id: String::from(id),
            amount: refund.amount(of),
            state: match state {
                RefundWord::Pending => RefundState::Pending,
                RefundWord::Done => RefundState::Done,
                RefundWord::Failed => RefundState::Failed,
            },
        })
    };
    listed.into_iter().map(read).collect()
}

/// A refund ("Refund").
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct RefundFields {
    id: Field<Word>,
    state: Field<Text>,
    amount: Field<Whole>,
}

impl RefundFields {
    fn id(&self) -> Option<&str> {
        self.id.word().filter(|id| is_id(id))
    }

    fn state(&self) -> Option<RefundWord> {
        self.state.text().and_then(RefundWord::of)
    }

    /// The amount, in the payment's currency ("automatically the same").
    fn amount(&self, like: Amount) -> Option<Amount> {
        units::to_amount(self.amount.whole()?, like.currency().as_str())
    }
}

/// The request that captures, cancels or refunds.
///
/// A capture is an approval; of a part, the amount is changed, with the
/// approval in the same request where it is still to be given (assumed: each
/// is documented, both at once are not).
pub(super) fn request(
    signer: &Signer,
    with_message_id: bool,
    movement: &Movement,
) -> Result<HttpRequest, Code> {
    let at = &movement.payment;
    if !is_id(&at.payment) {
        return Err(Code::CaptureUnsupported);
    }
    let path = payment_path(&at.payment);
    let units = units::from_amount(movement.amount)?.to_string();
    let whole = movement.is_whole();
    let approved = movement.before.outcome == Outcome::CapturePending;
    let open = approved || movement.before.outcome == Outcome::Authorised;
    let change = match movement.kind {
        MovementKind::Capture if open => Change {
            amount: (!whole).then_some(units),
            state: (whole || !approved).then_some("READY_FOR_CAPTURE"),
            message_id: None,
        },
        MovementKind::Cancel if open && whole => Change {
            state: Some("CANCELLED"),
            ..Change::default()
        },
        MovementKind::Refund if movement.before.outcome == Outcome::Captured => {
            let message_id = with_message_id.then(|| message_id(&movement.reference));
            let body = json(&Change {
                amount: Some(units),
                state: None,
                message_id,
            });
            return Ok(signer.post(&format!("{path}/refund"), body, message_id, at.now));
        }
        MovementKind::Capture | MovementKind::Cancel | MovementKind::Refund => {
            return Err(Code::CaptureUnsupported);
        }
    };
    Ok(signer.put(&path, json(&change), at.now))
}

/// What the answer says: an error in the documented shape moved nothing, and
/// what is represented shows what was done.
pub(super) fn read(movement: &Movement, response: &HttpResponse<'_>) -> MovementAnswer {
    let http = response.status;
    let (outcome, id, detail) = if is_refusal(response) {
        let detail = format!("http {http}, problem");
        (MovementOutcome::Refused, None, detail)
    } else {
        let read = match movement.kind {
            MovementKind::Capture | MovementKind::Cancel => {
                resource(response).map(|payment| read_changed(movement, &payment))
            }
            MovementKind::Refund => resource(response).map(|refund| read_refund(movement, &refund)),
        };
        read.unwrap_or_else(|| {
            let detail = format!("http {http}, no representation");
            (MovementOutcome::Unknown, None, detail)
        })
    };
    MovementAnswer {
        outcome,
        id,
        detail,
    }
}

/// The payment after a change: its new state is what was done.
fn read_changed(
    movement: &Movement,
    payment: &Payment,
) -> (MovementOutcome, Option<String>, String) {
    let is_ours = payment.id() == Some(movement.payment.payment.as_str());
    let is_capture = movement.kind == MovementKind::Capture;
    // Of what is captured, the amount is that of the payment.
    let is_so_much = !is_capture || payment.amount() == Some(movement.amount);
    let outcome = match payment.state() {
        Some(State::CapturePending) if is_capture => MovementOutcome::Pending,
        Some(State::Captured) if is_capture => MovementOutcome::Done,
        Some(State::Cancelled) if !is_capture => MovementOutcome::Done,
        _ => MovementOutcome::Unknown,
    };
    let outcome = if is_ours && is_so_much {
        outcome
    } else {
        MovementOutcome::Unknown
    };
    (outcome, None, payment.answer().detail)
}

/// The refund that was made.
fn read_refund(
    movement: &Movement,
    refund: &RefundFields,
) -> (MovementOutcome, Option<String>, String) {
    let id = refund.id().map(String::from);
    let is_so_much = refund.amount(movement.amount) == Some(movement.amount);
    let (outcome, detail) = match refund.state() {
        Some(RefundWord::Pending) => (MovementOutcome::Pending, "refund PENDING"),
        Some(RefundWord::Done) => (MovementOutcome::Done, "refund DONE"),
        Some(RefundWord::Failed) => (MovementOutcome::Refused, "refund CANCELLED or FAILED"),
        None => (MovementOutcome::Unknown, "refund of no known state"),
    };
    let outcome = if is_so_much && id.is_some() {
        outcome
    } else {
        MovementOutcome::Unknown
    };
    (outcome, id, String::from(detail))
}
