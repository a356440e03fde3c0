//! Refunds.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::form::Form;
use super::payment::{Payment, Verdict, status};
use super::reason::Reason;
use super::{answer, body_of, pattern};
use crate::house::House;

/// The members of a refund.
const MEMBERS: [&str; 5] = [
    "MerchantTransactionID",
    "OriginatorTransactionID",
    "Amount",
    "Description",
    "StatementDescriptor",
];

/// A refund.
#[derive(Clone)]
pub(crate) struct Refund {
    pub(crate) id: u64,
    pub(crate) payment: u64,
    pub(crate) reference: String,
    pub(crate) order: Option<String>,
    pub(crate) amount: u64,
    pub(crate) currency: String,
    pub(crate) description: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) created: u64,
    pub(crate) status: u16,
}

/// `POST /v1/payments/{id}/refunds`
pub(super) async fn create(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = match body_of("Refund", &headers, &body) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let mut form = Form::new(&request);
    form.only(&MEMBERS);
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
    let asked = match form.broken.first() {
        Some(reason) => Err(*reason),
        None => ask(&request, &payment, done),
    };
    let new = match asked {
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
        book.tell_refund(&new);
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
pub(super) async fn all(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
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
