//! What became of a payment's money.

use oneclick_rules::Amount;

use super::movement::refund_outcome;
use super::request::payment_path;
use super::response::read_one;
use super::site::Site;
use super::told::Told;
use super::words::Status;
use crate::json::Json;
use crate::{
    Call, CallStep, HttpResponse, ListedRefund, MovementOutcome, NotReadable, PaymentAt,
    RefundState, Totals,
};

/// Reads the payment, then the list of its refunds.
pub(super) fn call(
    site: &Site,
    payment: &PaymentAt,
) -> Call<CallStep<Result<Totals, NotReadable>>> {
    let path = payment_path(&payment.payment);
    let list = site.get(&format!("{path}/refunds"));
    let payment = payment.clone();
    Call::new(site.get(&path), move |response| {
        match one(&payment, &response) {
            Err(error) => CallStep::Done(Err(error)),
            Ok(document) => CallStep::Next(Call::new(list, move |response| {
                CallStep::Done(read(&payment, &document, &response))
            })),
        }
    })
}

/// The payment's own document.
fn one(payment: &PaymentAt, response: &HttpResponse<'_>) -> Result<Json, NotReadable> {
    let document = json(response)?;
    let found = read_one(&document, &payment.payment, response.status)?;
    let answer = found.into_iter().next();
    let answer = answer.filter(|_| document.object("Payment").is_some());
    let answer = answer.ok_or_else(|| not_readable("no such payment"))?;
    if answer.reference.as_deref() != Some(payment.reference.as_str()) {
        return Err(not_readable("a payment of another reference"));
    }
    Ok(document)
}

fn read(
    payment: &PaymentAt,
    document: &Json,
    list: &HttpResponse<'_>,
) -> Result<Totals, NotReadable> {
    let record = document.object("Payment");
    let told = Told::read(record.ok_or_else(|| not_readable("no such payment"))?);
    let refunds = refunds(payment, list)?;
    Ok(Totals {
        outcome: told.outcome(),
        authorised: authorised(&told),
        captured: captured(&told)?,
        refunded: refunded(payment, &refunds)?,
        refunds,
        transaction: None,
    })
}

fn json(response: &HttpResponse<'_>) -> Result<Json, NotReadable> {
    let http = response.status;
    Json::of(response).ok_or_else(|| NotReadable(format!("http {http}, not JSON")))
}

fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}

/// What the bank has set aside: the payment's amount, from the statuses on
/// that only an authorised payment has.
fn authorised(told: &Told<'_>) -> Option<Amount> {
    match Status::of(told.status?) {
        Status::Authorised
        | Status::CapturePending
        | Status::Captured
        | Status::PartlyCaptured
        | Status::CapturedBefore
        | Status::Refunded => told.amount_of("Amount"),
        Status::OnCustomer
        | Status::Pending
        | Status::Failed
        | Status::Expired
        | Status::Cancelled => None,
    }
}

/// What was captured: as told, or the whole where a captured payment does not
/// say. Of a part nobody may guess.
fn captured(told: &Told<'_>) -> Result<Option<Amount>, NotReadable> {
    let captured = told.amount_of("CapturedAmount");
    let Some(status) = told.status.map(Status::of) else {
        return Err(not_readable("no status"));
    };
    match (status, captured) {
        (_, Some(captured)) => Ok(Some(captured)),
        (Status::Captured, None) if told.says_nothing_of("CapturedAmount") => {
            let whole = told.amount_of("Amount");
            whole.map(Some).ok_or_else(|| not_readable("no amount"))
        }
        (
            Status::Captured | Status::PartlyCaptured | Status::CapturedBefore | Status::Refunded,
            None,
        ) => Err(not_readable("not told how much was captured")),
        (
            Status::OnCustomer
            | Status::Pending
            | Status::Authorised
            | Status::CapturePending
            | Status::Failed
            | Status::Expired
            | Status::Cancelled,
            None,
        ) => Ok(None),
    }
}

/// The list, `{"Refunds":[…]}`: "Get a list of refunds of a specific direct
/// card payment".
fn refunds(
    payment: &PaymentAt,
    response: &HttpResponse<'_>,
) -> Result<Vec<ListedRefund>, NotReadable> {
    let http = response.status;
    let document = json(response)?;
    let list = document.list("Refunds").filter(|_| http == 200);
    let list = list.ok_or_else(|| NotReadable(format!("http {http}, no list of refunds")))?;
    let read = |refund: &Json| {
        let told = Told::read(refund.object("Refund").unwrap_or(refund));
        let id = told.id.clone();
        let id = id.ok_or_else(|| not_readable("a refund without an id"))?;
        let amount = told.amount_of("Amount");
        if amount.is_some_and(|amount| amount.currency() != payment.amount.currency()) {
            return Err(not_readable("a refund in another currency"));
        }
        Ok(ListedRefund {
            id,
            amount,
            state: match refund_outcome(told.status) {
                MovementOutcome::Done => RefundState::Done,
                MovementOutcome::Refused => RefundState::Failed,
                MovementOutcome::Pending | MovementOutcome::Unknown => RefundState::Pending,
            },
        })
    };
    list.iter().map(read).collect()
}

/// What was given back or is on its way.
fn refunded(payment: &PaymentAt, refunds: &[ListedRefund]) -> Result<Option<Amount>, NotReadable> {
    let mut minor = 0_u64;
    for refund in refunds {
        if refund.state == RefundState::Failed {
            continue;
        }
        let amount = refund
            .amount
            .ok_or_else(|| not_readable("a refund without an amount"))?;
        minor = minor
            .checked_add(amount.minor())
            .ok_or_else(|| not_readable("refunds beyond all measure"))?;
    }
    if minor == 0 {
        return Ok(None);
    }
    let sum = Amount::new(minor, payment.amount.currency());
    sum.map(Some)
        .map_err(|_| not_readable("refunds beyond all measure"))
}
