//! Captures, cancels and refunds ("Card Payment", section "Approve for
//! Capture", "Cancel a payment", "Refund").

use oneclick_rules::{Amount, ErrorCode};
use serde::{Deserialize, Serialize};

use super::collection::Collection;
use super::id::{is_id, payment_path};
use super::payment::PaymentResource;
use super::representation::{is_not_found, is_refusal, not_readable, resource};
use super::request::{json, message_id};
use super::response::payment;
use super::signing::Signer;
use super::units;
use super::words::{PaymentMeaning, RefundMeaning};
use crate::call::{Call, CallStep};
use crate::fields::{Field, FilledText, Whole, Word};
use crate::http::{HttpRequest, HttpResponse};
use crate::operation::{
    Balance, ListedRefund, OperationKind, OperationOutcome, OperationRequest, OperationStatus,
    ProviderPayment, RefundState,
};
use crate::status::{NotReadable, Outcome};

/// The body of a change of a payment, and of `POST /payment/{id}/refund`.
#[derive(Default, Serialize)]
struct ChangeBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<u64>,
}

/// Reads the payment, then its refunds.
pub(super) fn balance(
    signer: &Signer,
    at: &ProviderPayment,
) -> Call<CallStep<Result<Balance, NotReadable>>> {
    let path = payment_path(&at.id);
    let refunds = signer.get(&format!("{path}/refund"), at.now);
    let at = at.clone();
    Call::new(signer.get(&path, at.now), move |response| {
        match payment(response, &at.id) {
            Err(error) => CallStep::Done(Err(error)),
            Ok(payment) => CallStep::Next(Call::new(refunds, move |response| {
                CallStep::Done(read_balance(&at, &payment, response))
            })),
        }
    })
}

/// Reads the balance out of the payment and the list of its refunds.
fn read_balance(
    at: &ProviderPayment,
    payment: &PaymentResource,
    listed: &HttpResponse<'_>,
) -> Result<Balance, NotReadable> {
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
    Ok(Balance {
        captured: payment.amount().filter(|_| captured),
        authorised: payment.authorised(),
        refunded: Amount::new(refunded, at.amount.currency()).ok(),
        refunds,
        outcome,
        transaction: None,
    })
}

/// Reads the refunds of a payment, in its currency ("Refund": "automatically the same").
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
                RefundMeaning::Pending => RefundState::Pending,
                RefundMeaning::Done => RefundState::Done,
                RefundMeaning::Failed => RefundState::Failed,
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
    state: Field<FilledText>,
    amount: Field<Whole>,
}

impl RefundFields {
    fn id(&self) -> Option<&str> {
        self.id.word().filter(|id| is_id(id))
    }

    fn state(&self) -> Option<RefundMeaning> {
        self.state.text().and_then(RefundMeaning::of)
    }

    /// Gives the amount, in the payment's currency ("automatically the same").
    fn amount(&self, like: Amount) -> Option<Amount> {
        units::to_amount(self.amount.whole()?, like.currency().as_str())
    }
}

/// Makes the request that captures, cancels or refunds.
///
/// A capture is an approval; of a part, the amount is changed, with the
/// approval in the same request where it is still to be given (assumed: each
/// is documented, both at once are not).
pub(super) fn request(
    signer: &Signer,
    with_message_id: bool,
    operation: &OperationRequest,
) -> Result<HttpRequest, ErrorCode> {
    let at = &operation.payment;
    if !is_id(&at.id) {
        return Err(ErrorCode::CaptureUnsupported);
    }
    let path = payment_path(&at.id);
    let units = units::from_amount(operation.amount)?.to_string();
    let whole = operation.is_whole();
    let approved = operation.before.outcome == Outcome::CapturePending;
    let open = approved || operation.before.outcome == Outcome::Authorised;
    let change = match operation.kind {
        OperationKind::Capture if open => ChangeBody {
            amount: (!whole).then_some(units),
            state: (whole || !approved).then_some("READY_FOR_CAPTURE"),
            message_id: None,
        },
        OperationKind::Cancel if open && whole => ChangeBody {
            state: Some("CANCELLED"),
            ..ChangeBody::default()
        },
        OperationKind::Refund if operation.before.outcome == Outcome::Captured => {
            let message_id = with_message_id.then(|| message_id(&operation.reference));
            let body = json(&ChangeBody {
                amount: Some(units),
                state: None,
                message_id,
            });
            return Ok(signer.post(&format!("{path}/refund"), body, message_id, at.now));
        }
        OperationKind::Capture | OperationKind::Cancel | OperationKind::Refund => {
            return Err(ErrorCode::CaptureUnsupported);
        }
    };
    Ok(signer.put(&path, json(&change), at.now))
}

/// Reads what the answer says: an error in the documented shape moved nothing, and
/// what is represented shows what was done.
pub(super) fn read(operation: &OperationRequest, response: &HttpResponse<'_>) -> OperationStatus {
    let http = response.status;
    let (outcome, id, detail) = if is_refusal(response) {
        let detail = format!("http {http}, problem");
        (OperationOutcome::Refused, None, detail)
    } else {
        let read = match operation.kind {
            OperationKind::Capture | OperationKind::Cancel => {
                resource(response).map(|payment| read_changed(operation, &payment))
            }
            OperationKind::Refund => {
                resource(response).map(|refund| read_refund(operation, &refund))
            }
        };
        read.unwrap_or_else(|| {
            let detail = format!("http {http}, no representation");
            (OperationOutcome::Unknown, None, detail)
        })
    };
    OperationStatus {
        outcome,
        id,
        detail,
    }
}

/// Reads the payment after a change: its new state is what was done.
fn read_changed(
    operation: &OperationRequest,
    payment: &PaymentResource,
) -> (OperationOutcome, Option<String>, String) {
    let is_ours = payment.id() == Some(operation.payment.id.as_str());
    let is_capture = operation.kind == OperationKind::Capture;
    // Of what is captured, the amount is that of the payment.
    let is_so_much = !is_capture || payment.amount() == Some(operation.amount);
    let outcome = match payment.state() {
        Some(PaymentMeaning::CapturePending) if is_capture => OperationOutcome::Pending,
        Some(PaymentMeaning::Captured) if is_capture => OperationOutcome::Done,
        Some(PaymentMeaning::Cancelled) if !is_capture => OperationOutcome::Done,
        _ => OperationOutcome::Unknown,
    };
    let outcome = if is_ours && is_so_much {
        outcome
    } else {
        OperationOutcome::Unknown
    };
    (outcome, None, payment.payment_status().detail)
}

/// Reads the refund that was made.
fn read_refund(
    operation: &OperationRequest,
    refund: &RefundFields,
) -> (OperationOutcome, Option<String>, String) {
    let id = refund.id().map(String::from);
    let is_so_much = refund.amount(operation.amount) == Some(operation.amount);
    let (outcome, detail) = match refund.state() {
        Some(RefundMeaning::Pending) => (OperationOutcome::Pending, "refund PENDING"),
        Some(RefundMeaning::Done) => (OperationOutcome::Done, "refund DONE"),
        Some(RefundMeaning::Failed) => (OperationOutcome::Refused, "refund CANCELLED or FAILED"),
        None => (OperationOutcome::Unknown, "refund of no known state"),
    };
    let outcome = if is_so_much && id.is_some() {
        outcome
    } else {
        OperationOutcome::Unknown
    };
    (outcome, id, String::from(detail))
}
