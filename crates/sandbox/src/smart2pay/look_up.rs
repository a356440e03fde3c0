//! The look-ups: `GET /v1/payments` and one payment by its id.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::book::Book;
use super::payment::Payment;
use super::reason::Reason;
use super::{answer, pattern};
use crate::behaviour::Behaviour;
use crate::door::Connection;
use crate::house::House;

/// Payments on a page, unless `limit` says (assumed), and at most (assumed).
const LIMIT: usize = 10;
const MOST: u64 = 100;

/// The filters that are simulated, with the code for a wrong value. Another one
/// is refused (assumed: a typing error would list everything).
fn broken(name: &str, value: &str) -> Option<Reason> {
    let number = pattern::number(value);
    let (right, code) = match name {
        "limit" => (number.is_some_and(|limit| (1..=MOST).contains(&limit)), 107),
        "offset" => (number.is_some(), 106),
        "merchantTransactionID" => (pattern::reference(value), 110),
        _ => (false, 2),
    };
    (!right).then(|| Reason::of(code))
}

/// The payments that pass the filters, the newest first (assumed).
pub(super) async fn list(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Query(filters): Query<HashMap<String, String>>,
) -> Response {
    let mut bank = house.bank();
    let reference = filters.get("merchantTransactionID");
    let rule = bank.look_up(reference.map(String::as_str));
    if let Some(fault) = answer::MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    let book = &mut bank.smart2pay;
    let mut broken: Vec<Reason> = filters
        .iter()
        .filter_map(|(name, value)| broken(name, value))
        .collect();
    broken.dedup();
    if !broken.is_empty() {
        let id = book.next_id();
        let refusal = answer::refused(StatusCode::BAD_REQUEST, "Payment", id, &Map::new(), &broken);
        return refusal.into_response();
    }
    if rule == Some(Behaviour::LookUpDuplicate) {
        duplicate(book, &filters);
    }
    let page = |name: &str, otherwise: usize| {
        filters
            .get(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(otherwise)
    };
    let found: Vec<Value> = book
        .payments
        .iter()
        .rev()
        .filter(|payment| rule != Some(Behaviour::LookUpEmpty) && passes(payment, &filters))
        .skip(page("offset", 0))
        .take(page("limit", LIMIT))
        .map(|payment| answer::payment(&book.site, payment))
        .collect();
    answer::answer(StatusCode::OK, json!({ "Payments": found })).into_response()
}

/// One payment.
pub(super) async fn one(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(id): Path<String>,
) -> Response {
    let mut bank = house.bank();
    let id = id.parse().unwrap_or(0);
    let known = bank.smart2pay.payment(id);
    let reference = known.map(|payment| payment.asked.reference.clone());
    let rule = bank.look_up(reference.as_deref());
    if let Some(fault) = answer::MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    let book = &bank.smart2pay;
    match book
        .payment(id)
        .filter(|_| rule != Some(Behaviour::LookUpEmpty))
    {
        Some(payment) => {
            let shown = answer::enveloped(answer::payment(&book.site, payment));
            answer::answer(StatusCode::OK, shown).into_response()
        }
        None => answer::not_found(),
    }
}

fn passes(payment: &Payment, filters: &HashMap<String, String>) -> bool {
    let wanted = filters.get("merchantTransactionID");
    wanted.is_none_or(|wanted| *wanted == payment.asked.reference)
}

/// Charges each payment that passes a second time, once. It is in the ledger:
/// this provider really took the money twice.
fn duplicate(book: &mut Book, filters: &HashMap<String, String>) {
    let originals: Vec<Payment> = book
        .payments
        .iter()
        .filter(|payment| payment.twin.is_none() && passes(payment, filters))
        .cloned()
        .collect();
    for original in originals {
        let id = book.next_id();
        if let Some(payment) = book.payment_mut(original.id) {
            payment.twin = Some(id);
        }
        book.payments.push(Payment {
            id,
            twin: Some(original.id),
            ..original
        });
    }
}
