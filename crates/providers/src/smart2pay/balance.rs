//! What became of a payment's money.

use oneclick_rules::Amount;

use super::id::payment_path;
use super::operation::refund_outcome;
use super::record::{Document, Item, Record};
use super::response::is_asked_for;
use super::site::Smart2PaySite;
use super::words::StatusMeaning;
use crate::call::{Call, CallStep};
use crate::fields::{Field, Object, json};
use crate::http::HttpResponse;
use crate::operation::{Balance, ListedRefund, OperationOutcome, ProviderPayment, RefundState};
use crate::status::NotReadable;

/// Reads the payment, then the list of its refunds.
pub(super) fn call(
    site: &Smart2PaySite,
    payment: &ProviderPayment,
) -> Call<CallStep<Result<Balance, NotReadable>>> {
    let path = payment_path(&payment.id);
    let list = site.get(&format!("{path}/refunds"));
    let payment = payment.clone();
    Call::new(site.get(&path), move |response| {
        match one(&payment, response) {
            Err(error) => CallStep::Done(Err(error)),
            Ok(document) => CallStep::Next(Call::new(list, move |response| {
                CallStep::Done(read(&payment, &document, response))
            })),
        }
    })
}

/// Reads the payment itself.
fn one(payment: &ProviderPayment, response: &HttpResponse<'_>) -> Result<Record, NotReadable> {
    let document = document(response)?;
    let (Field::Value(Object(record)), 200) = (document.payment, response.status) else {
        return Err(not_readable("no such payment"));
    };
    is_asked_for(&record, &payment.id)?;
    if record.reference() != Some(payment.reference.as_str()) {
        return Err(not_readable("a payment of another reference"));
    }
    Ok(record)
}

fn read(
    payment: &ProviderPayment,
    record: &Record,
    list: &HttpResponse<'_>,
) -> Result<Balance, NotReadable> {
    let refunds = refunds(payment, list)?;
    Ok(Balance {
        outcome: record.outcome(),
        authorised: authorised(record),
        captured: captured(record)?,
        refunded: refunded(payment, &refunds)?,
        refunds,
        transaction: None,
    })
}

fn document(response: &HttpResponse<'_>) -> Result<Document, NotReadable> {
    let http = response.status;
    match json(response) {
        Some(Field::Value(Object(document))) => Ok(document),
        Some(_) => Ok(Document::default()),
        None => Err(NotReadable(format!("http {http}, not JSON"))),
    }
}

fn not_readable(what: &str) -> NotReadable {
    NotReadable(String::from(what))
}

/// Tells what the bank has set aside: the payment's amount, from the statuses on
/// that only an authorised payment has.
fn authorised(record: &Record) -> Option<Amount> {
    match StatusMeaning::of(record.status()?) {
        StatusMeaning::Authorised
        | StatusMeaning::CapturePending
        | StatusMeaning::Captured
        | StatusMeaning::PartlyCaptured
        | StatusMeaning::PartlyRefunded
        | StatusMeaning::CapturedBefore
        | StatusMeaning::Refunded => record.whole_amount(),
        StatusMeaning::OnCustomer
        | StatusMeaning::Pending
        | StatusMeaning::Failed
        | StatusMeaning::Expired
        | StatusMeaning::Cancelled => None,
    }
}

/// Tells what was captured: as told, or the whole where a captured payment does not
/// say. Of a part nobody may guess.
fn captured(record: &Record) -> Result<Option<Amount>, NotReadable> {
    let captured = record.captured();
    let Some(status) = record.status().map(StatusMeaning::of) else {
        return Err(not_readable("no status"));
    };
    match (status, captured) {
        (_, Some(captured)) => Ok(Some(captured)),
        (StatusMeaning::Captured, None) if record.says_nothing_of_captures() => {
            let whole = record.whole_amount();
            whole.map(Some).ok_or_else(|| not_readable("no amount"))
        }
        (
            StatusMeaning::Captured
            | StatusMeaning::PartlyCaptured
            | StatusMeaning::PartlyRefunded
            | StatusMeaning::CapturedBefore
            | StatusMeaning::Refunded,
            None,
        ) => Err(not_readable("not told how much was captured")),
        (
            StatusMeaning::OnCustomer
            | StatusMeaning::Pending
            | StatusMeaning::Authorised
            | StatusMeaning::CapturePending
            | StatusMeaning::Failed
            | StatusMeaning::Expired
            | StatusMeaning::Cancelled,
            None,
        ) => Ok(None),
    }
}

/// Gives the list, `{"Refunds":[…]}`: "Get a list of refunds of a specific direct
/// card payment".
fn refunds(
    payment: &ProviderPayment,
    response: &HttpResponse<'_>,
) -> Result<Vec<ListedRefund>, NotReadable> {
    let http = response.status;
    let document = document(response)?;
    let list = document.refunds.get().filter(|_| http == 200);
    let list = list.ok_or_else(|| NotReadable(format!("http {http}, no list of refunds")))?;
    let read = |refund: &Field<Object<Item>>| {
        let refund = refund.object().map(Item::refund);
        let refund = refund.ok_or_else(|| not_readable("a refund without an id"))?;
        let amount = refund.whole_amount();
        if amount.is_some_and(|amount| amount.currency() != payment.amount.currency()) {
            return Err(not_readable("a refund in another currency"));
        }
        Ok(ListedRefund {
            id: refund
                .id()
                .ok_or_else(|| not_readable("a refund without an id"))?,
            amount,
            state: match refund_outcome(refund.status()) {
                OperationOutcome::Done => RefundState::Done,
                OperationOutcome::Refused => RefundState::Failed,
                OperationOutcome::Pending | OperationOutcome::Unknown => RefundState::Pending,
            },
        })
    };
    list.0.iter().map(read).collect()
}

/// Tells what was given back or is on its way.
fn refunded(
    payment: &ProviderPayment,
    refunds: &[ListedRefund],
) -> Result<Option<Amount>, NotReadable> {
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
