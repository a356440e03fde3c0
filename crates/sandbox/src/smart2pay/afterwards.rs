//! What a merchant does with a payment afterwards: capture, cancel, refund.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::payment::{Payment, Verdict, status};
use super::reason::Reason;
use super::refund::Refund;
use super::{answer, body_of, pattern, verdict};
use crate::house::House;

const WRONG_STATE: Reason = Reason::of(1006);
const AMOUNT_INVALID: Reason = Reason::of(1012);
const AMOUNT_TOO_HIGH: Reason = Reason::of(1013);

/// `POST /v1/payments/{id}/capture[?amount=n]`. What a partial capture leaves
/// is given up (assumed).
pub(super) async fn capture(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    change(&house, &id, |payment| {
        let whole = payment.asked.amount;
        let amount = match query.get("amount") {
            None => whole,
            Some(text) if !pattern::digits(text, 1, 12) => return Err(AMOUNT_INVALID),
            Some(text) => text.parse().unwrap_or(0),
        };
        match amount {
            0 => return Err(AMOUNT_INVALID),
            _ if amount > whole => return Err(AMOUNT_TOO_HIGH),
            _ if amount == whole => payment.apply(verdict::captured(whole)),
            _ => {
                payment.apply(Verdict::of(status::PARTIALLY_CAPTURED));
                payment.captured = Some(amount);
            }
        }
        Ok(())
    })
}

/// `POST /v1/payments/{id}/cancel`, of what is authorised only.
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    change(&house, &id, |payment| {
        payment.apply(verdict::cancelled(payment.asked.amount));
        Ok(())
    })
}

fn change(
    house: &House,
    id: &str,
    act: impl FnOnce(&mut Payment) -> Result<(), Reason>,
) -> Response {
    let mut bank = house.bank();
    let book = &mut bank.smart2pay;
    let request_id = book.next_id();
    let Some(mut payment) = book.payment(id.parse().unwrap_or(0)).cloned() else {
        return answer::not_found();
    };
    let done = if payment.status == status::AUTHORIZED {
        act(&mut payment)
    } else {
        Err(WRONG_STATE)
    };
    let answer = match done {
        Ok(()) => {
            let shown = answer::enveloped(answer::payment(&book.site, &payment));
            book.keep(payment);
            answer::answer(StatusCode::OK, shown)
        }
        Err(reason) => {
            let http = StatusCode::BAD_REQUEST;
            answer::refused(http, "Payment", request_id, &payment.asked.echo, &[reason])
        }
    };
    answer.into_response()
}

/// `POST /v1/payments/{id}/refunds`
pub(super) async fn refund(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match body_of("Refund", &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.smart2pay;
    let Some(mut payment) = book.payment(id.parse().unwrap_or(0)).cloned() else {
        return answer::not_found();
    };
    let done: u64 = book
        .refunds
        .iter()
        .filter(|one| one.payment == payment.id)
        .map(|one| one.amount)
        .sum();
    let new = match ask(&request, &payment, done) {
        Ok((reference, amount)) => Refund {
            id: book.next_id(),
            payment: payment.id,
            reference,
            order: text(&request, "OriginatorTransactionID"),
            amount,
            currency: payment.asked.currency.clone(),
            description: text(&request, "Description"),
            created: now,
            // The documents' test amount whose refund stays open.
            status: if payment.asked.amount == 10_004 {
                status::OPEN
            } else {
                status::SUCCESS
            },
        },
        Err(reason) => {
            let (http, id) = (StatusCode::BAD_REQUEST, book.next_id());
            return answer::refused(http, "Refund", id, &request, &[reason]).into_response();
        }
    };
    let all = done + new.amount == payment.captured.unwrap_or(0);
    let answer = answer::answer(StatusCode::CREATED, answer::refund(&book.site, &new));
    if new.status == status::SUCCESS {
        payment.apply(Verdict::of(if all {
            status::REFUNDED
        } else {
            status::PARTIALLY_REFUNDED
        }));
        book.keep(payment);
    }
    book.refunds.push(new);
    answer.into_response()
}

/// Checks a refund request against the payment and what went back before.
fn ask(
    request: &Map<String, Value>,
    payment: &Payment,
    done: u64,
) -> Result<(String, u64), Reason> {
    let reference = text(request, "MerchantTransactionID")
        .filter(|text| pattern::reference(text))
        .ok_or(Reason::of(2200))?;
    let amount = match request.get("Amount") {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let amount: u64 = pattern::digits(&amount, 1, 12)
        .then(|| amount.parse().ok())
        .flatten()
        .filter(|amount| *amount > 0)
        .ok_or(Reason::of(2201))?;
    if text(request, "Description").is_some_and(|text| !pattern::line(&text, 1, 255)) {
        return Err(Reason::of(2203));
    }
    let refundable = [
        status::CAPTURED,
        status::PARTIALLY_CAPTURED,
        status::PARTIALLY_REFUNDED,
        status::PAID,
        status::SUCCESS,
    ];
    if !refundable.contains(&payment.status) {
        return Err(Reason::of(2205));
    }
    if done + amount > payment.captured.unwrap_or(0) {
        return Err(Reason::of(2206));
    }
    Ok((reference, amount))
}

fn text(request: &Map<String, Value>, name: &str) -> Option<String> {
    request.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// `GET /v1/payments/{id}/refunds`; the list's envelope is assumed.
pub(super) async fn refunds(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    let bank = house.bank();
    let book = &bank.smart2pay;
    let Some(payment) = book.payment(id.parse().unwrap_or(0)) else {
        return answer::not_found();
    };
    let found: Vec<Value> = book
        .refunds
        .iter()
        .filter(|refund| refund.payment == payment.id)
        .filter_map(|refund| answer::refund(&book.site, refund).get("Refund").cloned())
        .collect();
    answer::answer(StatusCode::OK, json!({ "Refunds": found })).into_response()
}
