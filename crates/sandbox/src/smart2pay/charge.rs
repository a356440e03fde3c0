//! `POST /v1/payments`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

use super::book::Book;
use super::payment::{Asked, Fraud, Hosted, Page, Payment, Verdict, status};
use super::reason::Reason;
use super::validate::{self, Means, TypedCard};
use super::verdict::{
    self, CARD_EXPIRED, CODE_INVALID, TOKEN_INVALID, TOKEN_UNAVAILABLE, TOKEN_USED_UP,
};
use super::{answer, body_of};
use crate::behaviour::Behaviour;
use crate::cards::{self, Card, Face, SecurityCode};
use crate::door::Connection;
use crate::house::House;
use crate::rule::Rule;
use crate::{clock, random};

/// Minutes on a hosted page unless the request says (assumed: the documents
/// show 10 without its unit).
pub(super) const LIFETIME: u64 = 10;

const INVALID_PAYMENT: Reason = Reason::of(17);

/// Makes a payment, and does to the answer what was ordered.
pub(super) async fn create(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = body_of("Payment", &headers, &body);
    let rule = announce(&house, request.as_ref().ok());
    if let Some(fault) = answer::MANNER.before(&connection, &rule) {
        return fault;
    }
    let booked = request.and_then(|request| book(&house, &request, &rule));
    let (http, payment) = match booked {
        Ok(booked) => booked,
        Err(refusal) => return *refusal,
    };
    let answer = answer::answer(http, answer::enveloped(payment));
    answer::MANNER
        .deliver(&house, &connection, &rule, answer)
        .await
}

/// Counts the charge and finds what was ordered for it. That comes before any
/// rule on the request, so that a fault strikes whatever was sent.
fn announce(house: &House, request: Option<&Map<String, Value>>) -> Rule {
    let text = |name: &str| {
        request
            .and_then(|request| request.get(name))
            .and_then(Value::as_str)
    };
    let names = ["MerchantTransactionID", "OriginatorTransactionID"].map(text);
    let names = names.into_iter().flatten().map(str::to_owned);
    house.bank().charge(names.collect())
}

/// Books the payment. A reference that was used before is booked again.
fn book(
    house: &House,
    request: &Map<String, Value>,
    rule: &Rule,
) -> Result<(StatusCode, Value), Box<Response>> {
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.smart2pay;
    let refuse = |book: &mut Book, reasons: &[Reason]| {
        let id = book.next_id();
        let refusal = answer::refused(StatusCode::BAD_REQUEST, "Payment", id, request, reasons);
        Box::new(refusal.into_response())
    };
    let (asked, means) = validate::payment(request).map_err(|reasons| refuse(book, &reasons))?;
    if let Means::Token { value, .. } = &means
        && !book.cards.contains_key(value)
    {
        // Assumed: a token that never was is a mistake in the request.
        return Err(refuse(book, &[TOKEN_INVALID]));
    }
    if let Some(initial) = asked.initial_payment
        && !book.payment(initial).is_some_and(|initial| initial.charged)
    {
        // Assumed: the stored card's later charges go back to a payment that
        // went well.
        return Err(refuse(book, &[INVALID_PAYMENT]));
    }
    let payment = decide(book, asked, means, rule, now);
    tracing::info!(id = payment.id, reference = payment.asked.reference, order = payment.asked.order,
        status = payment.status, behaviour = ?rule.behaviour, "booked");
    let answered = (http_of(&payment), answer::payment(&book.site, &payment));
    book.keep(payment);
    Ok(answered)
}

/// Assumed: tokens that exist but cannot be used are "parameters valid, but
/// the request failed"; a card's decline is a payment made and failed.
fn http_of(payment: &Payment) -> StatusCode {
    let token = payment
        .reasons
        .iter()
        .any(|reason| [TOKEN_UNAVAILABLE, TOKEN_USED_UP].contains(reason));
    if token || (payment.status == status::FAILED && payment.outcome == Behaviour::Declined402) {
        StatusCode::PAYMENT_REQUIRED
    } else if payment.fraud == Some(Fraud::Deny) && payment.status == status::FAILED {
        // A real payment with its own ID, unlike a refused request
        // (fraud-check-payment-denied).
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::CREATED
    }
}

/// What becomes of a request that is in order.
fn decide(book: &mut Book, asked: Asked, means: Means, rule: &Rule, now: u64) -> Payment {
    let mut payment = blank(book.next_id(), now, asked, rule);
    let (obstacle, page) = match means {
        Means::Token {
            value,
            code,
            ask_code,
        } => {
            let obstacle = use_token(book, &mut payment, value, code.as_deref(), now);
            (
                obstacle,
                (ask_code && code.is_none()).then_some(Page::SecurityCode),
            )
        }
        Means::Hosted => (None, Some(Page::Card)),
    };
    let forced_bank = rule.wants_bank();
    let bank_page = (payment.asked.three_d_secure || forced_bank).then_some(Page::Bank);
    if let Some(reason) = obstacle {
        payment.apply(Verdict::failed(reason));
    } else if let Some(page) = page.or(bank_page) {
        payment.asked.three_d_secure |= forced_bank;
        let minutes = payment.asked.lifetime.unwrap_or(LIFETIME);
        payment.expires_at = Some(now.saturating_add(minutes.saturating_mul(60_000)));
        payment.hosted = Some(Hosted {
            token: token_value(),
            page,
        });
    } else {
        verdict::authorise(&mut payment, now);
    }
    payment
}

fn blank(id: u64, now: u64, asked: Asked, rule: &Rule) -> Payment {
    Payment {
        id,
        created: now,
        status: status::OPEN,
        reasons: Vec::new(),
        captured: None,
        charged: false,
        code: SecurityCode::Absent,
        fraud: email(&asked).and_then(Fraud::of),
        dispute: None,
        face: None,
        card_token: None,
        hosted: None,
        outcome: rule.outcome(),
        pending_for: rule.milliseconds.unwrap_or(verdict::PENDING_FOR),
        captured_at: None,
        expires_at: None,
        told_amount: asked.amount + rule.wrong_by(),
        twin: None,
        asked,
    }
}

fn email(asked: &Asked) -> Option<&str> {
    asked.echo.get("Customer")?.get("Email")?.as_str()
}

/// Takes a stored card into the payment. Answers what stands in the way.
fn use_token(
    book: &mut Book,
    payment: &mut Payment,
    value: String,
    code: Option<&str>,
    now: u64,
) -> Option<Reason> {
    let card = book.cards.get_mut(&value)?;
    payment.face = Some(card.face.clone());
    payment.card_token = Some(value);
    if card.cancelled {
        return Some(TOKEN_UNAVAILABLE);
    }
    match &mut card.uses_left {
        Some(0) => return Some(TOKEN_USED_UP),
        Some(left) => *left -= 1,
        None => {}
    }
    check(payment, card, code, now)
}

/// Compares code and expiry. Answers what stands in the way.
pub(super) fn check(
    payment: &mut Payment,
    card: &Card,
    code: Option<&str>,
    now: u64,
) -> Option<Reason> {
    payment.code = card.compare(code);
    if payment.outcome == Behaviour::WrongCvc && code.is_some() {
        payment.code = SecurityCode::Wrong;
    }
    if card.expired(clock::month(now)) {
        return Some(CARD_EXPIRED);
    }
    (payment.code == SecurityCode::Wrong).then_some(CODE_INVALID)
}

/// Stores a typed card and takes it into the payment.
pub(super) fn store(
    book: &mut Book,
    payment: &mut Payment,
    typed: TypedCard,
    now: u64,
) -> Option<Reason> {
    let face = Face::of(typed.holder, &typed.number, typed.month, typed.year);
    // The code of a typed card is not kept: any later code will do.
    let card = Card::new(cards::brand(&typed.number), face.clone(), None);
    let obstacle = check(payment, &card, typed.code.as_deref(), now);
    let value = token_value();
    payment.face = Some(face);
    payment.card_token = Some(value.clone());
    book.cards.insert(value, card);
    obstacle
}

/// 32 hexadecimal digits, as the provider's tokens have.
pub(super) fn token_value() -> String {
    random::hex_32().to_uppercase()
}
