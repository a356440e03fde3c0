//! Operations: approve, cancel, another amount, refund (examples/card-payment.md,
//! cancel-payment.md, refund.md, resources/payment.md).

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::answer::{self, broken};
use super::charge::message;
use super::dialect::CertitradeSimulation;
use super::fields::{number, object, text};
use super::paging::{Paging, collection};
use super::payment::{CertitradePayment, CertitradeState};
use super::refund::NightRefund;
use crate::faults::Reply;
use crate::members::RequestMembers;
use crate::simulation::{HostState, SimulatedPayment, Simulation};

/// `PUT /payment/{id}`: changes what a merchant may change. Doing it twice is no
/// mistake.
pub(super) async fn change(
    State(host): HostState<CertitradeSimulation>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = object(&body)?;
    let form = RequestMembers::whole(&request);
    let members = ["state", "amount", "reference", "description"];
    form.only(&members).map_err(broken)?;
    host.change(
        |store| store.find(&id),
        |certitrade, payment, now| {
            if let Some(reference) = text(&form, "reference", 64).map_err(broken)? {
                payment.base.reference = reference;
            }
            if let Some(description) = text(&form, "description", 64).map_err(broken)? {
                payment.base.order = Some(description).filter(|text| !text.is_empty());
            }
            if let Some(amount) = number(&form, "amount").map_err(broken)? {
                change_amount(payment, amount)?;
            }
            if let Some(state) = text(&form, "state", 50).map_err(broken)? {
                change_state(payment, &state, now)?;
            }
            let shown = answer::payment(&certitrade.links(), payment);
            Ok(answer::hal(StatusCode::OK, shown))
        },
    )
}

/// Changes what is to be captured: less than was authorised, if not all.
fn change_amount(payment: &mut CertitradePayment, amount: u64) -> Result<(), Reply> {
    if amount == payment.amount {
        return Ok(());
    }
    if !payment.state.is_held() {
        return Err(wrong_state(payment));
    }
    if amount == 0 || amount > payment.authorized.unwrap_or(0) {
        return Err(answer::invalid("amount: is not within what was authorized"));
    }
    payment.amount = amount;
    Ok(())
}

fn change_state(payment: &mut CertitradePayment, state: &str, now: u64) -> Result<(), Reply> {
    let new = match state {
        "READY_FOR_CAPTURE" => CertitradeState::ReadyForCapture,
        "CANCELLED" => CertitradeState::Cancelled,
        _ => {
            return Err(answer::invalid(
                "state: is not READY_FOR_CAPTURE or CANCELLED",
            ));
        }
    };
    if new == payment.state {
        return Ok(());
    }
    if !payment.state.is_held() {
        return Err(wrong_state(payment));
    }
    if new == CertitradeState::ReadyForCapture {
        // The night that captures it is the one after the approval.
        payment.authorized_at = now;
    }
    payment.state = new;
    Ok(())
}

fn wrong_state(payment: &CertitradePayment) -> Reply {
    answer::forbidden(&format!("The payment is {}.", payment.status()))
}

/// `POST /payment/{id}/refund`
pub(super) async fn refund(
    State(host): HostState<CertitradeSimulation>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = object(&body)?;
    let form = RequestMembers::whole(&request);
    form.only(&["amount", "message_id"]).map_err(broken)?;
    let amount = number(&form, "amount").map_err(broken)?;
    let amount = amount.ok_or_else(|| answer::invalid("amount: is missing"))?;
    let message = message(&headers, number(&form, "message_id").map_err(broken)?);
    let now = host.shared.clock.now();
    host.lock().once(message, |certitrade| {
        let payment = within(certitrade, &id, amount)?;
        let refund = NightRefund {
            id: certitrade.next_id(),
            payment,
            created: now,
            amount,
            done: false,
        };
        let shown = answer::refund(&certitrade.links(), &refund);
        certitrade.refunds.push(refund);
        Ok(answer::hal(StatusCode::CREATED, shown))
    })
}

/// Checks whether so much can still go back. Answers the payment's id.
fn within(certitrade: &CertitradeSimulation, id: &str, amount: u64) -> Result<String, Reply> {
    let payment = certitrade.store.find(id).ok_or_else(answer::not_found)?;
    if payment.state != CertitradeState::Captured {
        return Err(wrong_state(payment));
    }
    let others = certitrade.refunds.iter();
    let others = others.filter(|one| one.payment == payment.base.id);
    let others: u64 = others.map(|one| one.amount).sum();
    if amount == 0 || others.saturating_add(amount) > payment.amount {
        return Err(answer::invalid("amount: is not within what was captured"));
    }
    Ok(payment.base.id.clone())
}

/// `GET /payment/{id}/refund`
pub(super) async fn refunds(
    State(host): HostState<CertitradeSimulation>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Reply, Reply> {
    let paging = Paging::read(&query, &[], &["id", "created", "amount"])?;
    let certitrade = host.lock();
    certitrade.store.find(&id).ok_or_else(answer::not_found)?;
    let links = certitrade.links();
    let own = certitrade.refunds.iter();
    let own = own.filter(|one| one.payment == id);
    let shown: Vec<Value> = own.map(|one| answer::refund(&links, one)).collect();
    let path = format!("payment/{id}/refund");
    Ok(collection(&links, &path, &query, &paging, shown))
}
