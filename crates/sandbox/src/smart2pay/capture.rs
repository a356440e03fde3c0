//! Captures of a payment (get-a-list-of-captures-of-a-specific-direct-card-payment).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answer;
use super::book::Book;
use super::payment::status;
use crate::clock::stamp;
use crate::house::House;

/// A capture that went well.
#[derive(Clone)]
pub(super) struct Capture {
    pub(super) id: u64,
    pub(super) payment: u64,
    pub(super) amount: u64,
    /// Milliseconds since 1970.
    pub(super) created: u64,
}

/// `GET /v1/payments/{id}/captures`
pub(super) async fn all(State(house): State<Arc<House>>, Path(id): Path<String>) -> Response {
    let bank = house.bank();
    let book = &bank.smart2pay;
    let Some(payment) = book.payment(id.parse().unwrap_or(0)) else {
        return answer::not_found();
    };
    let found: Vec<Value> = book
        .captures
        .iter()
        .filter(|capture| capture.payment == payment.id)
        .filter_map(|capture| shown(book, capture))
        .collect();
    answer::answer(StatusCode::OK, json!({ "Captures": found })).into_response()
}

/// `GET /v1/payments/{id}/captures/{capture}`; the envelope is assumed.
pub(super) async fn one(
    State(house): State<Arc<House>>,
    Path((payment, id)): Path<(String, String)>,
) -> Response {
    let bank = house.bank();
    let book = &bank.smart2pay;
    let mut captures = book.captures.iter();
    let found = captures
        .find(|capture| capture.id.to_string() == id && capture.payment.to_string() == payment);
    match found.and_then(|capture| shown(book, capture)) {
        Some(capture) => {
            answer::answer(StatusCode::OK, json!({ "Capture": capture })).into_response()
        }
        None => answer::not_found(),
    }
}

fn shown(book: &Book, capture: &Capture) -> Option<Value> {
    let payment = book.payment(capture.payment)?;
    Some(json!({
        "ID": capture.id,
        "SiteID": book.site.id(),
        "Created": stamp(capture.created),
        "MerchantTransactionID": payment.asked.reference,
        "OriginatorTransactionID": payment.asked.order,
        "PaymentID": capture.payment,
        "Amount": capture.amount,
        "Currency": payment.asked.currency,
        "Status": answer::state(status::SUCCESS, &[]),
    }))
}
