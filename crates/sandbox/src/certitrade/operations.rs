//! Operations: approve, cancel, another amount, refund (examples/card-payment.md,
//! cancel-payment.md, refund.md, resources/payment.md).

use axum::http::StatusCode;
use serde_json::Value;

use super::answer::{self, broken};
use super::charge::message;
use super::dialect::{CertitradeCall, CertitradeSimulation};
use super::fields::{number, object, text};
use super::paging::{Paging, collection};
use super::payment::{CertitradePayment, CertitradeState, NightRefund};
use crate::faults::{Replied, Reply};
use crate::members::RequestMembers;
use crate::simulation::{SimulatedPayment, Simulation};

/// `PUT /payment/{id}`: changes what a merchant may change. Doing it twice is no
/// mistake.
pub(super) async fn change(call: CertitradeCall) -> Replied {
    let request = object(&call.body)?;
    let form = RequestMembers::whole(&request);
    let member = |name, most| text(&form, name, most).map_err(broken);
    let (reference, description) = (member("reference", 64)?, member("description", 64)?);
    let amount = number(&form, "amount").map_err(broken)?;
    let state = member("state", 50)?;
    form.no_others().map_err(broken)?;
    call.change(|certitrade, payment, now| {
        if let Some(reference) = reference {
            payment.base.reference = reference;
        }
        if let Some(description) = description {
            payment.base.order = Some(description).filter(|text| !text.is_empty());
        }
        if let Some(amount) = amount {
            change_amount(payment, amount)?;
        }
        if let Some(state) = state {
            change_state(payment, &state, now)?;
        }
        Ok(answer::shown(
            StatusCode::OK,
            &certitrade.store.site,
            payment,
        ))
    })
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
pub(super) async fn refund(call: CertitradeCall) -> Replied {
    let request = object(&call.body)?;
    let form = RequestMembers::whole(&request);
    let amount = number(&form, "amount").map_err(broken)?;
    let amount = amount.ok_or_else(|| answer::invalid("amount: is missing"))?;
    let message_id = number(&form, "message_id").map_err(broken)?;
    form.no_others().map_err(broken)?;
    let now = call.now();
    call.lock()
        .once(message(&call.headers, message_id), |certitrade| {
            let payment = within(certitrade, call.named(0), amount)?;
            let refund = certitrade.refund_at_night(payment, amount, now);
            let shown = answer::refund(&certitrade.store.site, &refund);
            Ok(answer::hal(StatusCode::CREATED, shown))
        })
}

impl CertitradeSimulation {
    /// Refunds a part of a payment as in the back office, or all of it.
    pub(super) fn refund_part(
        &mut self,
        id: &str,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        let payment = within(self, id, amount);
        let payment = payment.map_err(|_| "amount: within what was captured")?;
        self.refund_at_night(payment, amount, now);
        Ok(())
    }

    /// Takes a refund in, which is done the coming night.
    fn refund_at_night(&mut self, payment: String, amount: u64, now: u64) -> NightRefund {
        let refund = NightRefund {
            id: self.next_id(),
            payment,
            created: now,
            amount,
            done: false,
        };
        self.refunds.push(refund.clone());
        refund
    }
}

/// Checks whether so much can still go back. Answers the payment's id.
fn within(certitrade: &CertitradeSimulation, id: &str, amount: u64) -> Result<String, Reply> {
    let payment = certitrade.called(id)?;
    if payment.state != CertitradeState::Captured {
        return Err(wrong_state(payment));
    }
    let others: u64 = certitrade.refunds_of(id).map(|one| one.amount).sum();
    if amount == 0 || others.saturating_add(amount) > payment.amount {
        return Err(answer::invalid("amount: is not within what was captured"));
    }
    Ok(payment.base.id.clone())
}

/// `GET /payment/{id}/refund`
pub(super) async fn refunds(call: CertitradeCall) -> Replied {
    let paging = Paging::read(&call.query, &[], &["id", "created", "amount"])?;
    let certitrade = call.lock();
    let id = &certitrade.called(call.named(0))?.base.id;
    let site = &certitrade.store.site;
    let own = certitrade.refunds_of(id);
    let shown: Vec<Value> = own.map(|one| answer::refund(site, one)).collect();
    let path = format!("payment/{id}/refund");
    Ok(collection(site, &path, &call.query, &paging, shown))
}
