//! Refunds (examples/refund.md, resources/refund.md).

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::answer;
use super::book::Book;
use super::charge::message;
use super::fields::{self, Fields};
use super::look_up::{Paging, collection};
use super::payment::State;
use crate::delivery::Answer;
use crate::house::House;

/// What a refund is going through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RefundState {
    /// Done the coming night.
    Pending,
    Done,
}

impl RefundState {
    /// The document's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Done => "DONE",
        }
    }
}

/// A refund.
#[derive(Clone)]
pub(super) struct Refund {
    pub(super) id: u64,
    pub(super) payment: u64,
    pub(super) created: u64,
    pub(super) amount: u64,
    pub(super) state: RefundState,
}

/// `POST /payment/{id}/refund`
pub(super) async fn create(
    Shared(house): Shared<Arc<House>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, Answer> {
    let request = fields::object(&body)?;
    let fields = Fields::of(&request, &["amount", "message_id"])?;
    let amount = fields.number("amount")?;
    let amount = amount.ok_or_else(|| fields.broken("amount", "is missing"))?;
    let message = message(&headers, fields.message()?);
    let mut bank = house.bank();
    let now = bank.clock.now();
    bank.certitrade.once(message, |book| {
        let payment = book.payment(id.parse().unwrap_or(0));
        let payment = payment.ok_or_else(answer::not_found)?.id;
        within(book, payment, amount)?;
        let refund = Refund {
            id: book.next_id(),
            payment,
            created: now,
            amount,
            state: RefundState::Pending,
        };
        let shown = answer::refund(&book.links(), &refund);
        book.refunds.push(refund);
        Ok(answer::hal(StatusCode::CREATED, shown))
    })
}

/// Whether so much can still go back.
fn within(book: &Book, payment: u64, amount: u64) -> Result<(), Answer> {
    let payment = book.payment(payment).ok_or_else(answer::not_found)?;
    if payment.state != State::Captured {
        let state = payment.state.word();
        return Err(answer::forbidden(&format!("The payment is {state}.")));
    }
    let others: u64 = book
        .refunds
        .iter()
        .filter(|one| one.payment == payment.id)
        .map(|one| one.amount)
        .sum();
    if amount == 0 || others.saturating_add(amount) > payment.amount {
        return Err(answer::invalid("amount: is not within what was captured"));
    }
    Ok(())
}

/// `GET /payment/{id}/refund`
pub(super) async fn all(
    Shared(house): Shared<Arc<House>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Answer, Answer> {
    let paging = Paging::read(&query, &[], &["id", "created", "amount"])?;
    let bank = house.bank();
    let book = &bank.certitrade;
    let payment = book.payment(id.parse().unwrap_or(0));
    let payment = payment.ok_or_else(answer::not_found)?.id;
    let of_payment = book.refunds.iter().filter(|one| one.payment == payment);
    let mut found: Vec<&Refund> = of_payment.collect();
    paging.sort(&mut found, |refund, by| match by {
        "amount" => (refund.amount, String::new()),
        _ => (refund.id, String::new()),
    });
    let links = book.links();
    let shown: Vec<Value> = found
        .iter()
        .map(|refund| answer::refund(&links, refund))
        .collect();
    let path = format!("payment/{payment}/refund");
    Ok(collection(&links, &path, &query, &paging, &shown))
}
