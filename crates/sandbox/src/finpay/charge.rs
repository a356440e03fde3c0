//! `POST …/payment` and `POST …/initiate`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::book::Book;
use super::payment::{Asked, Page, Payment, Status};
use super::refusal::{
    CARD_EXPIRED, CODE_INVALID, NO_SUCH_CARD, NOT_AUTHENTICATED, Refusal, USED_UP,
};
use super::request::{self, Means};
use super::verdict::{self, PENDING_FOR};
use super::{answer, body_of};
use crate::behaviour::Behaviour;
use crate::cards::{Card, SecurityCode};
use crate::delivery::Answer;
use crate::door::Connection;
use crate::house::House;
use crate::rule::Rule;
use crate::{clock, random};

/// One click: charges a stored card.
pub(super) async fn pay(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    create(&house, &connection, body_of(&headers, &body), false).await
}

/// Sends the shopper to the hosted page.
pub(super) async fn initiate(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    create(&house, &connection, body_of(&headers, &body), true).await
}

/// Makes a payment, and does to the answer what was ordered.
async fn create(
    house: &House,
    connection: &Connection,
    request: Result<Map<String, Value>, Box<Response>>,
    hosted: bool,
) -> Response {
    let rule = announce(house, request.as_ref().ok());
    if let Some(fault) = answer::MANNER.before(connection, &rule) {
        return fault;
    }
    let booked = request.and_then(|request| book(house, &request, &rule, hosted));
    match booked {
        Ok(answer) => {
            answer::MANNER
                .deliver(house, connection, &rule, answer)
                .await
        }
        Err(refusal) => *refusal,
    }
}

/// Counts the charge and finds what was ordered for it. That comes before any
/// rule on the request, so that a fault strikes whatever was sent.
fn announce(house: &House, request: Option<&Map<String, Value>>) -> Rule {
    let order = request.and_then(|request| request.get("order"));
    let names = ["id", "description"].into_iter();
    let names = names.filter_map(|name| order?.get(name)?.as_str());
    house.bank().charge(names.map(str::to_owned).collect())
}

/// Books the payment. An `order.id` that was used before is booked again
/// (assumed: the documents leave it open, and nothing hides a double charge).
fn book(
    house: &House,
    request: &Map<String, Value>,
    rule: &Rule,
    hosted: bool,
) -> Result<Answer, Box<Response>> {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.finpay;
    let refuse = |refusal, more: &str| Box::new(answer::refused(refusal, more).into_response());
    let (asked, means) =
        request::read(request, hosted).map_err(|refused| refuse(refused.refusal, &refused.more))?;
    let mut payment = blank(asked, rule, now);
    match means {
        Means::Hosted { keep } => payment.keep = keep,
        Means::Token(token) => {
            let obstacle =
                use_token(book, &mut payment, token, now).map_err(|refusal| refuse(refusal, ""))?;
            payment.page = Page::SecurityCode;
            match obstacle {
                Some(refusal) => payment.fail(refusal, now),
                None if hosted => {}
                // The answer has no place for a redirect.
                None if payment.wants_bank => payment.fail(NOT_AUTHENTICATED, now),
                None => verdict::capture(&mut payment, now),
            }
        }
    }
    if hosted {
        payment.access = Some(random::hex_64());
    }
    tracing::info!(id = payment.id, reference = payment.asked.id, order = payment.asked.description,
        status = payment.status.word(), behaviour = ?rule.behaviour, "booked");
    let answer = match payment.refusal {
        None if hosted => answer::initiated(book, &payment),
        _ => answer::paid(&payment),
    };
    book.keep(payment);
    Ok(answer)
}

fn blank(asked: Asked, rule: &Rule, now: u64) -> Payment {
    Payment {
        id: format!("C-{}", random::uuid()),
        reference: random::digits_11(),
        asked,
        created: now,
        status: Status::RequestInitiated,
        refusal: None,
        paid: None,
        face: None,
        brand: String::new(),
        token: None,
        keep: false,
        typed: None,
        code: SecurityCode::Absent,
        page: Page::Card,
        access: None,
        outcome: rule.outcome(),
        wants_bank: rule.wants_bank(),
        pending_for: rule.milliseconds.unwrap_or(PENDING_FOR),
        captures_at: None,
        wrong_by: rule.wrong_by(),
        has_twin: false,
    }
}

/// Takes a stored card into the payment. Answers what stands in the way.
///
/// # Errors
///
/// There is no such card, or it is another customer's (assumed: the card is
/// kept for the customer who stored it). Nothing is booked.
fn use_token(
    book: &mut Book,
    payment: &mut Payment,
    token: String,
    now: u64,
) -> Result<Option<Refusal>, Refusal> {
    let stored = book.cards.get_mut(&token).ok_or(NO_SUCH_CARD)?;
    let owner = stored.customer.as_ref();
    if owner.is_some_and(|owner| payment.asked.customer.as_ref() != Some(owner)) {
        return Err(NO_SUCH_CARD);
    }
    payment.face = Some(stored.card.face.clone());
    payment.brand.clone_from(&stored.card.brand);
    payment.token = Some(token);
    match &mut stored.card.uses_left {
        Some(0) => return Ok(Some(USED_UP)),
        Some(left) => *left -= 1,
        None => {}
    }
    Ok(check(payment, &stored.card, None, now))
}

/// Compares code and expiry. Answers what stands in the way.
pub(super) fn check(
    payment: &mut Payment,
    card: &Card,
    code: Option<&str>,
    now: u64,
) -> Option<Refusal> {
    payment.code = card.compare(code);
    if payment.outcome == Behaviour::WrongCvc && code.is_some() {
        payment.code = SecurityCode::Wrong;
    }
    if card.expired(clock::month(now)) {
        return Some(CARD_EXPIRED);
    }
    (payment.code == SecurityCode::Wrong).then_some(CODE_INVALID)
}
