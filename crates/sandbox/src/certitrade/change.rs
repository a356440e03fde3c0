//! `PUT /payment/{id}`: approve, cancel, another amount
//! (examples/card-payment.md, cancel-payment.md, resources/payment.md).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;

use super::answer;
use super::fields::{self, Fields};
use super::payment::{Payment, State};
use crate::delivery::Answer;
use crate::house::House;

/// Changes what a merchant may change. Doing it twice is no mistake.
pub(super) async fn put(
    Shared(house): Shared<Arc<House>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Answer, Answer> {
    let request = fields::object(&body)?;
    let members = ["state", "amount", "reference", "description"];
    let fields = Fields::of(&request, &members)?;
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.certitrade;
    let payment = book.payment(id.parse().unwrap_or(0));
    let mut payment = payment.ok_or_else(answer::not_found)?.clone();
    if let Some(reference) = fields.text("reference", 64)? {
        payment.asked.reference = reference;
    }
    if let Some(description) = fields.text("description", 64)? {
        payment.asked.description = description;
    }
    if let Some(amount) = fields.number("amount")? {
        change_amount(&mut payment, amount)?;
    }
    if let Some(state) = fields.text("state", 50)? {
        change_state(&mut payment, &state, now)?;
    }
    let shown = answer::payment(&book.links(), &payment);
    book.keep(payment);
    Ok(answer::hal(StatusCode::OK, shown))
}

/// What is to be captured: less than was authorised, if not all.
fn change_amount(payment: &mut Payment, amount: u64) -> Result<(), Answer> {
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

fn change_state(payment: &mut Payment, state: &str, now: u64) -> Result<(), Answer> {
    let new = match state {
        "READY_FOR_CAPTURE" => State::ReadyForCapture,
        "CANCELLED" => State::Cancelled,
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
    if new == State::ReadyForCapture {
        // The night that captures it is the one after the approval.
        payment.authorized_at = now;
    }
    payment.state = new;
    Ok(())
}

fn wrong_state(payment: &Payment) -> Answer {
    answer::forbidden(&format!("The payment is {}.", payment.state.word()))
}
