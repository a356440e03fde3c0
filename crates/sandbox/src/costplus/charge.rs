//! `POST /v1/orders/`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::book::Book;
use super::order::{Asked, Order, Page, Status};
use super::reason::{CARD_EXPIRED, CARD_NOT_VALID, CODE_NOT_VALID, NOT_AUTHENTICATED, Reason};
use super::request::{self, Handle, Kind, Means};
use super::transaction::Transaction;
use super::verdict::{self, PENDING_FOR};
use super::{answer, body_of};
use crate::behaviour::Behaviour;
use crate::cards::{Card, SecurityCode};
use crate::door::Connection;
use crate::house::House;
use crate::rule::Rule;
use crate::{clock, random};

/// A recurring token is valid for a year (recurring-payments), in
/// milliseconds.
const YEAR: u64 = 365 * 86_400_000;

/// Makes an order, and does to the answer what was ordered.
pub(super) async fn create(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = body_of(&headers, &body);
    let rule = announce(&house, request.as_ref().ok());
    if let Some(fault) = answer::MANNER.before(&connection, &rule) {
        return fault;
    }
    let booked = request.and_then(|request| book(&house, &request, &rule));
    let order = match booked {
        Ok(order) => order,
        Err(refusal) => return *refusal,
    };
    // Assumed: the documents show the answer without its HTTP status.
    let answer = answer::answer(StatusCode::CREATED, order);
    answer::MANNER
        .deliver(&house, &connection, &rule, answer)
        .await
}

/// Counts the charge and finds what was ordered for it. That comes before any
/// rule on the request, so that a fault strikes whatever was sent.
fn announce(house: &House, request: Option<&Map<String, Value>>) -> Rule {
    let names = request.map_or_else(Vec::new, |request| {
        let reference = request.get("merchant_order_id");
        let order = request.get("extra").and_then(|extra| extra.get("order"));
        let names = [reference, order].into_iter().flatten();
        names.filter_map(Value::as_str).map(str::to_owned).collect()
    });
    let mut bank = house.bank();
    let now = bank.clock.now();
    bank.costplus.asked.push((now, names.clone()));
    bank.charge(names)
}

/// Books the order. Nothing finds a repeated one: it is booked again.
fn book(house: &House, request: &Map<String, Value>, rule: &Rule) -> Result<Value, Box<Response>> {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.costplus;
    let (asked, means) =
        request::read(request).map_err(|wrong| Box::new(answer::wrong(&wrong).into_response()))?;
    let order = decide(book, asked, means, rule, now);
    tracing::info!(id = order.id, reference = order.asked.reference, order = order.asked.order,
        status = order.status.word(), behaviour = ?rule.behaviour, "booked");
    let answered = answer::order(&book.site, &order, false);
    book.keep(order);
    Ok(answered)
}

/// What becomes of a request that is in order.
fn decide(book: &mut Book, asked: Asked, means: Means, rule: &Rule, now: u64) -> Order {
    let mut order = blank(asked, rule, now);
    let (kind, handle, code) = match means {
        Means::Hosted(keep) => {
            order.keep = keep;
            if order.asked.has_transaction {
                order.transactions.push(Transaction::new(true, now));
            }
            return order;
        }
        Means::Stored { kind, handle, code } => (kind, handle, code),
    };
    order.transactions.push(Transaction::new(false, now));
    match use_card(book, &mut order, kind, &handle, code.as_deref(), now) {
        Err(reason) => order.fail(reason, now),
        Ok(()) if !rule.wants_bank() => verdict::authorise(&mut order, now),
        // The merchant charges without the shopper: there is no page.
        Ok(()) if kind == Kind::Recurring => order.fail(NOT_AUTHENTICATED, now),
        Ok(()) => {
            order.page = Page::Bank;
            if let Some(last) = order.transactions.last_mut() {
                last.has_page = true;
            }
        }
    }
    order
}

fn blank(asked: Asked, rule: &Rule, now: u64) -> Order {
    Order {
        id: random::uuid(),
        asked,
        created: now,
        modified: now,
        completed: None,
        status: Status::New,
        transactions: Vec::new(),
        charged: false,
        captured: 0,
        capture_done: false,
        voided: 0,
        refunded: 0,
        refunds: Vec::new(),
        refund_of: None,
        page: Page::Card,
        keep: None,
        typed: None,
        decline: None,
        code: SecurityCode::Absent,
        outcome: rule.outcome(),
        pending_for: rule.milliseconds.unwrap_or(PENDING_FOR),
        completes_at: None,
        wrong_by: rule.wrong_by(),
        twin: None,
    }
}

/// Takes a stored card into the order.
///
/// # Errors
///
/// What stands in the way. A card that is not in the vault is no mistake in
/// the request, but a card that is not valid (assumed). A token of a one-click
/// payment is good for a recurring one too (assumed).
fn use_card(
    book: &mut Book,
    order: &mut Order,
    kind: Kind,
    handle: &Handle,
    code: Option<&str>,
    now: u64,
) -> Result<(), Reason> {
    let token = book.token(handle).ok_or(CARD_NOT_VALID)?;
    let stored = book.cards.get_mut(&token).ok_or(CARD_NOT_VALID)?;
    if let Some(last) = order.transactions.last_mut() {
        last.face = Some(stored.card.face.clone());
        last.token = Some(token);
    }
    let too_old = stored
        .since
        .is_some_and(|since| now.saturating_sub(since) > YEAR);
    if stored.card.cancelled || (too_old && kind == Kind::Recurring) {
        return Err(CARD_NOT_VALID);
    }
    match &mut stored.card.uses_left {
        Some(0) => return Err(CARD_NOT_VALID),
        Some(left) => *left -= 1,
        None => {}
    }
    check(order, &stored.card, code, now)
}

/// Compares code and expiry.
///
/// # Errors
///
/// What stands in the way.
pub(super) fn check(
    order: &mut Order,
    card: &Card,
    code: Option<&str>,
    now: u64,
) -> Result<(), Reason> {
    order.code = card.compare(code);
    if order.outcome == Behaviour::WrongCvc && code.is_some() {
        order.code = SecurityCode::Wrong;
    }
    if card.expired(clock::month(now)) {
        return Err(CARD_EXPIRED);
    }
    if order.code == SecurityCode::Wrong {
        return Err(CODE_NOT_VALID);
    }
    Ok(())
}
