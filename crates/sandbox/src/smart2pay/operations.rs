//! Operations: capture, cancel, refund.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Map, Value, json};

use super::dialect::Smart2paySimulation;
use super::form::CheckedObject;
use super::payment::Smart2payPayment;
use super::reason::ReturnCode;
use super::refund::Smart2payRefund;
use super::{answer, pattern, status};
use crate::faults::Reply;
use crate::simulation::{HostState, HostedPage, SimulatedProvider};

const WRONG_STATE: ReturnCode = ReturnCode::of(1006);
const AMOUNT_INVALID: ReturnCode = ReturnCode::of(1012);
const AMOUNT_TOO_HIGH: ReturnCode = ReturnCode::of(1013);

/// The members of a refund.
const MEMBERS: [&str; 5] = [
    "MerchantTransactionID",
    "OriginatorTransactionID",
    "Amount",
    "Description",
    "StatementDescriptor",
];

/// `POST /v1/payments/{id}/capture[?amount=n]`. What a partial capture leaves
/// is given up (assumed).
pub(super) async fn capture(
    State(host): HostState<Smart2paySimulation>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Reply, Reply> {
    change(&host, &id, |payment| {
        if payment.status != status::AUTHORIZED {
            return Err(WRONG_STATE);
        }
        let whole = payment.base.amount;
        let amount = query.get("amount");
        let amount = amount.map_or(Some(whole), |text| pattern::number(text));
        match amount {
            None | Some(0) => return Err(AMOUNT_INVALID),
            Some(amount) if amount > whole => return Err(AMOUNT_TOO_HIGH),
            Some(amount) if amount == whole => payment.capture_whole(),
            part => {
                payment.move_to(status::PARTIALLY_CAPTURED, None);
                payment.captured = part;
            }
        }
        Ok(())
    })
}

/// `POST /v1/payments/{id}/cancel`, of what is authorised; and of what is open
/// and not yet at the bank, as of other methods (cancel-a-payment): assumed,
/// since the page about cards (cancel-a-card-payment) does not name it.
pub(super) async fn cancel(
    State(host): HostState<Smart2paySimulation>,
    Path(id): Path<String>,
) -> Result<Reply, Reply> {
    change(&host, &id, |payment| {
        let open = payment.status == status::OPEN && payment.base.page != HostedPage::Bank;
        if !open && payment.status != status::AUTHORIZED {
            return Err(WRONG_STATE);
        }
        // The documents' test amount whose cancellation waits.
        let status = if payment.base.amount == 10_006 {
            status::QUEUED_FOR_CANCELING
        } else {
            status::CANCELLED
        };
        payment.move_to(status, None);
        Ok(())
    })
}

/// Changes a payment that is as it has to be, and answers it.
fn change(
    host: &SimulatedProvider<Smart2paySimulation>,
    id: &str,
    act: impl FnOnce(&mut Smart2payPayment) -> Result<(), ReturnCode>,
) -> Result<Reply, Reply> {
    host.change(
        |store| store.find(id),
        |smart2pay, payment, _| {
            act(payment).map_err(|reason| smart2pay.refuse("Payment", &payment.echo, &[reason]))?;
            let shown = answer::enveloped(&smart2pay.site, payment);
            Ok(answer::answer(StatusCode::OK, shown))
        },
    )
}

/// `POST /v1/payments/{id}/refunds`
pub(super) async fn refund(
    State(host): HostState<Smart2paySimulation>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = answer::object("Refund", &headers, &body)?;
    host.change(
        |store| store.find(&id),
        |smart2pay, payment, now| {
            let own = smart2pay.refunds.iter().filter(|one| one.payment == id);
            let done: u64 = own.map(|one| one.amount).sum();
            let read = read(&request, payment, done, now);
            let mut refund =
                read.map_err(|reason| smart2pay.refuse("Refund", &request, &[reason]))?;
            refund.id = smart2pay.next_number();
            if refund.status == status::SUCCESS {
                let whole = done + refund.amount == payment.captured.unwrap_or(0);
                let status = if whole {
                    status::REFUNDED
                } else {
                    status::PARTIALLY_REFUNDED
                };
                payment.move_to(status, None);
                smart2pay.tell_refund(&refund);
            }
            let shown = answer::refunded(&smart2pay.site, &refund);
            smart2pay.refunds.push(refund);
            Ok(answer::answer(StatusCode::CREATED, shown))
        },
    )
}

/// Checks a refund request against the payment and what went back before.
fn read(
    request: &Map<String, Value>,
    payment: &Smart2payPayment,
    done: u64,
    now: u64,
) -> Result<Smart2payRefund, ReturnCode> {
    let mut form = CheckedObject::new(request);
    form.only(&MEMBERS);
    let reference = form.needed("MerchantTransactionID", 2200, pattern::reference);
    let amount = form.amount(2201);
    let description = form.text("Description", 2203, |text| pattern::line(text, 1, 255));
    let order = form.text("OriginatorTransactionID", 2, |_| true);
    let (Some(reference), Some(amount), None) = (reference, amount, form.broken.first()) else {
        return Err(form.broken.first().copied().unwrap_or(ReturnCode::of(2)));
    };
    let refundable = [
        status::CAPTURED,
        status::PARTIALLY_CAPTURED,
        status::PARTIALLY_REFUNDED,
        status::PAID,
        status::SUCCESS,
    ];
    if !refundable.contains(&payment.status) {
        return Err(ReturnCode::of(2205));
    }
    if done + amount > payment.captured.unwrap_or(0) {
        return Err(ReturnCode::of(2206));
    }
    Ok(Smart2payRefund {
        id: 0,
        payment: payment.base.id.clone(),
        reference,
        order,
        amount,
        currency: payment.base.currency.clone(),
        description,
        created: now,
        // The documents' test amount whose refund stays open.
        status: if payment.base.amount == 10_004 {
            status::OPEN
        } else {
            status::SUCCESS
        },
    })
}

/// `GET /v1/payments/{id}/refunds`; the list's envelope is assumed.
pub(super) async fn refunds(
    State(host): HostState<Smart2paySimulation>,
    Path(id): Path<String>,
) -> Result<Reply, Reply> {
    let smart2pay = host.lock();
    smart2pay.store.find(&id).ok_or_else(answer::not_found)?;
    let own = smart2pay.refunds.iter().filter(|one| one.payment == id);
    let found: Vec<Value> = own
        .map(|one| answer::refund(&smart2pay.site, one))
        .collect();
    Ok(answer::answer(StatusCode::OK, json!({ "Refunds": found })))
}
