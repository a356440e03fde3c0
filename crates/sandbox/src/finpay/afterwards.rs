//! What a merchant does with a payment afterwards: look, cancel, void. All
//! with GET, and by the merchant's own `order.id`.

use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, State};
use axum::response::{IntoResponse, Response};

use super::answer;
use super::book::Book;
use super::payment::{Payment, Status};
use super::refusal::{NOT_FOUND, NOT_PERMITTED, Refusal, WRONG_STATUS};
use crate::behaviour::Behaviour;
use crate::door::Connection;
use crate::house::House;
use crate::random;

/// What is paid is settled after this long, in milliseconds (assumed: the
/// documents name the settlement's date only).
const SETTLED_AFTER: u64 = 86_400_000;

/// `GET …/check/{order.id}`
pub(super) async fn check(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    Path(order): Path<String>,
) -> Response {
    let mut bank = house.bank();
    let rule = bank.look_up(Some(&order));
    if let Some(fault) = answer::MANNER.of_look_up(&connection, rule) {
        return fault;
    }
    let book = &mut bank.finpay;
    if rule == Some(Behaviour::LookUpDuplicate) {
        duplicate(book, &order);
    }
    let found = book.newest(&order);
    match found.filter(|_| rule != Some(Behaviour::LookUpEmpty)) {
        Some(payment) => answer::checked(payment).into_response(),
        None => answer::refused(NOT_FOUND, "").into_response(),
    }
}

/// Charges the order a second time, once. It is in the ledger: this provider
/// really took the money twice.
fn duplicate(book: &mut Book, order: &str) {
    let payment = book.newest(order).filter(|payment| !payment.has_twin);
    let Some(mut payment) = payment.cloned() else {
        return;
    };
    for kept in &mut book.payments {
        kept.has_twin |= kept.id == payment.id;
    }
    payment.id = format!("C-{}", random::uuid());
    payment.has_twin = true;
    book.payments.push(payment);
}

/// `GET …/cancel/{order.id}`, of what is not paid yet.
pub(super) async fn cancel(State(house): State<Arc<House>>, Path(order): Path<String>) -> Response {
    change(&house, &order, WRONG_STATUS, |payment, _| payment.is_open())
}

/// `GET …/void/{order.id}`, of what is paid or authorised and not settled.
pub(super) async fn void(State(house): State<Arc<House>>, Path(order): Path<String>) -> Response {
    change(&house, &order, NOT_PERMITTED, |payment, now| {
        let paid = [Status::Captured, Status::Paid, Status::Authorized];
        let unsettled = |at: u64| now.saturating_sub(at) < SETTLED_AFTER;
        paid.contains(&payment.status) && payment.paid.is_some_and(unsettled)
    })
}

/// Cancels the newest payment of an order that is as it has to be.
fn change(
    house: &House,
    order: &str,
    otherwise: Refusal,
    fits: impl Fn(&Payment, u64) -> bool,
) -> Response {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.finpay;
    let Some(mut payment) = book.newest(order).cloned() else {
        return answer::refused(NOT_FOUND, "").into_response();
    };
    if !fits(&payment, now) {
        return answer::refused(otherwise, "").into_response();
    }
    payment.move_to(Status::Cancelled, now);
    book.keep(payment);
    answer::processed().into_response()
}
