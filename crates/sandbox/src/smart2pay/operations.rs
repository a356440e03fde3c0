//! Operations: capture, cancel, refund.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::dialect::{Smart2payCall, Smart2paySimulation};
use super::form::CheckedObject;
use super::payment::{Smart2payPayment, Smart2payRefund};
use super::reason::ReturnCode;
use super::{answer, pattern, status};
use crate::faults::Replied;
use crate::simulation::{HostedPage, Simulation};

const WRONG_STATE: ReturnCode = ReturnCode::of(1006);
const AMOUNT_INVALID: ReturnCode = ReturnCode::of(1012);
const AMOUNT_TOO_HIGH: ReturnCode = ReturnCode::of(1013);
/// Statuses of which something can go back.
const REFUNDABLE: [u16; 5] = [
    status::CAPTURED,
    status::PARTIALLY_CAPTURED,
    status::PARTIALLY_REFUNDED,
    status::PAID,
    status::SUCCESS,
];

/// `POST /v1/payments/{id}/capture[?amount=n]`. What a partial capture leaves
/// is given up (assumed).
pub(super) async fn capture(call: Smart2payCall) -> Replied {
    change(&call, |payment| {
        if payment.status != status::AUTHORIZED {
            return Err(WRONG_STATE);
        }
        let whole = payment.base.amount;
        let amount = call.query.get("amount");
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
pub(super) async fn cancel(call: Smart2payCall) -> Replied {
    change(&call, |payment| {
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
    call: &Smart2payCall,
    act: impl FnOnce(&mut Smart2payPayment) -> Result<(), ReturnCode>,
) -> Replied {
    call.change(|smart2pay, payment, _| {
        act(payment).map_err(|reason| smart2pay.refuse("Payment", &payment.echo, &[reason]))?;
        Ok(answer::shown(&smart2pay.store.site, payment))
    })
}

/// `POST /v1/payments/{id}/refunds`
pub(super) async fn refund(call: Smart2payCall) -> Replied {
    let request = answer::object("Refund", &call)?;
    call.change(|smart2pay, payment, now| {
        let own = smart2pay.refunds_of(&payment.base.id);
        let done: u64 = own.map(|one| one.amount).sum();
        let mut form = CheckedObject::new(&request);
        let read = read(&mut form, payment, done, now);
        let mut refund =
            read.map_err(|reason| smart2pay.refuse("Refund", &form.echo(), &[reason]))?;
        refund.id = smart2pay.next_number();
        let shown = answer::refunded(&smart2pay.store.site, &refund);
        smart2pay.give_back(payment, refund);
        Ok(answer::answer(StatusCode::CREATED, shown))
    })
}

impl Smart2paySimulation {
    /// Refunds a part of a payment as in the back office, or all of it.
    pub(super) fn refund_part(
        &mut self,
        payment: &mut Smart2payPayment,
        amount: u64,
        now: u64,
    ) -> Result<(), &'static str> {
        let done: u64 = self
            .refunds_of(&payment.base.id)
            .map(|one| one.amount)
            .sum();
        if !REFUNDABLE.contains(&payment.status) {
            return Err("status: of what is captured");
        }
        if amount == 0 || done + amount > payment.captured.unwrap_or(0) {
            return Err("amount: within what was captured");
        }
        let id = self.next_number();
        let refund = Smart2payRefund {
            id,
            payment: payment.base.id.clone(),
            reference: format!("back-office-{id}"),
            order: None,
            amount,
            currency: payment.base.currency.clone(),
            description: None,
            created: now,
            status: status::SUCCESS,
        };
        self.give_back(payment, refund);
        Ok(())
    }

    /// Books a refund, and tells of it if it is done.
    fn give_back(&mut self, payment: &mut Smart2payPayment, refund: Smart2payRefund) {
        let done: u64 = self
            .refunds_of(&payment.base.id)
            .map(|one| one.amount)
            .sum();
        if refund.status == status::SUCCESS {
            let whole = done + refund.amount == payment.captured.unwrap_or(0);
            let status = if whole {
                status::REFUNDED
            } else {
                status::PARTIALLY_REFUNDED
            };
            payment.move_to(status, None);
            self.tell_refund(&refund);
        }
        self.refunds.push(refund);
    }
}

/// Checks a refund request against the payment and what went back before.
fn read(
    form: &mut CheckedObject<'_>,
    payment: &Smart2payPayment,
    done: u64,
    now: u64,
) -> Result<Smart2payRefund, ReturnCode> {
    let reference = form.needed("MerchantTransactionID", 2200, pattern::reference);
    let amount = form.amount(2201);
    let description = form.text("Description", 2203, |text| pattern::line(text, 1, 255));
    let order = form.text("OriginatorTransactionID", 2, |_| true);
    form.text("StatementDescriptor", 2, |_| true);
    form.no_others();
    let (Some(reference), Some(amount), None) = (reference, amount, form.broken.first()) else {
        return Err(form.broken.first().copied().unwrap_or(ReturnCode::of(2)));
    };
    if !REFUNDABLE.contains(&payment.status) {
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
pub(super) async fn refunds(call: Smart2payCall) -> Replied {
    let smart2pay = call.lock();
    let id = &smart2pay.called(call.named(0))?.base.id;
    let site = &smart2pay.store.site;
    let own = smart2pay.refunds_of(id);
    let found: Vec<Value> = own.map(|one| answer::refund(site, one)).collect();
    Ok(answer::answer(StatusCode::OK, json!({ "Refunds": found })))
}
