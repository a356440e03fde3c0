//! `POST /v1/payments`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value};

use super::validate::{self, Means, TypedCard};
use super::{answer, body_of, delivery};
use crate::bank::{Bank, House};
use crate::behaviour::{Behaviour, Rule};
use crate::cards::{self, Card};
use crate::clock;
use crate::door::Connection;
use crate::payment::{Asked, Face, Hosted, Page, Payment, SecurityCode, Verdict, status};
use crate::reason::Reason;
use crate::verdict::{
    self, CARD_EXPIRED, CODE_INVALID, TOKEN_INVALID, TOKEN_UNAVAILABLE, TOKEN_USED_UP,
};

/// Minutes on a hosted page unless the request says (assumed: the documents
/// show 10 without its unit).
pub(super) const LIFETIME: u64 = 10;

/// Makes a payment, and does to the answer what was ordered.
pub(super) async fn create(
    State(house): State<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = body_of("Payment", &headers, &body);
    let rule = announce(&house, request.as_ref().ok());
    if rule.behaviour == Behaviour::Dropped {
        return delivery::lost(&connection);
    }
    if rule.behaviour == Behaviour::Error500 {
        return delivery::server_error();
    }
    let booked = request.and_then(|request| book(&house, &request, &rule));
    let (http, payment) = match booked {
        Ok(booked) => booked,
        Err(refusal) => return *refusal,
    };
    delivery::deliver(&house, &connection, &rule, http, answer::enveloped(payment)).await
}

/// Counts the charge and finds what was ordered for it. That comes before any
/// rule on the request, so that a fault strikes whatever was sent.
fn announce(house: &House, request: Option<&Map<String, Value>>) -> Rule {
    let text = |name: &str| {
        request
            .and_then(|request| request.get(name))
            .and_then(Value::as_str)
    };
    let order = text("OriginatorTransactionID");
    let mut bank = house.bank();
    bank.count_charge(order, text("MerchantTransactionID"));
    bank.rules
        .take(order, false)
        .unwrap_or_else(|| Rule::always(None, Behaviour::Paid))
}

/// Books the payment. A reference that was used before is booked again.
fn book(
    house: &House,
    request: &Map<String, Value>,
    rule: &Rule,
) -> Result<(StatusCode, Value), Box<Response>> {
    let mut bank = house.bank();
    let refuse = |bank: &mut Bank, reasons: &[Reason]| {
        let id = bank.next_id();
        Box::new(answer::refused(
            StatusCode::BAD_REQUEST,
            "Payment",
            id,
            request,
            reasons,
        ))
    };
    let (asked, means) =
        validate::payment(request).map_err(|reasons| refuse(&mut bank, &reasons))?;
    if let Means::Token { value, .. } = &means
        && !bank.cards.contains_key(value)
    {
        // Assumed: a token that never was is a mistake in the request.
        return Err(refuse(&mut bank, &[TOKEN_INVALID]));
    }
    let payment = decide(&mut bank, asked, means, rule);
    tracing::info!(id = payment.id, reference = payment.asked.reference, order = payment.asked.order,
        status = payment.status, behaviour = ?rule.behaviour, "booked");
    let answered = (http_of(&payment), answer::payment(house, &payment));
    bank.payments.push(payment);
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
    } else {
        StatusCode::CREATED
    }
}

/// What becomes of a request that is in order.
fn decide(bank: &mut Bank, asked: Asked, means: Means, rule: &Rule) -> Payment {
    let now = bank.clock.now();
    let mut payment = blank(bank.next_id(), now, asked, rule);
    let (obstacle, page) = match means {
        Means::Token {
            value,
            code,
            ask_code,
        } => {
            let obstacle = use_token(bank, &mut payment, value, code.as_deref(), now);
            (
                obstacle,
                (ask_code && code.is_none()).then_some(Page::SecurityCode),
            )
        }
        Means::Card(card) => (store(bank, &mut payment, card, now), None),
        Means::Hosted => (None, Some(Page::Card)),
    };
    let forced_bank =
        rule.behaviour == Behaviour::ThreeDSecure || rule.outcome == Some(Behaviour::ThreeDSecure);
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
    let wrong = u64::from(rule.behaviour == Behaviour::WrongAmount) * 100;
    Payment {
        id,
        created: now,
        status: status::OPEN,
        reasons: Vec::new(),
        captured: None,
        charged: false,
        code: SecurityCode::Absent,
        face: None,
        card_token: None,
        hosted: None,
        outcome: rule.outcome(),
        pending_for: rule.milliseconds.unwrap_or(verdict::PENDING_FOR),
        captured_at: None,
        expires_at: None,
        told_amount: asked.amount + wrong,
        twin: None,
        asked,
    }
}

/// Takes a stored card into the payment. Answers what stands in the way.
fn use_token(
    bank: &mut Bank,
    payment: &mut Payment,
    value: String,
    code: Option<&str>,
    now: u64,
) -> Option<Reason> {
    let card = bank.cards.get_mut(&value)?;
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
    bank: &mut Bank,
    payment: &mut Payment,
    typed: TypedCard,
    now: u64,
) -> Option<Reason> {
    let last_four = typed
        .number
        .get(typed.number.len().saturating_sub(4)..)
        .unwrap_or_default();
    let face = Face {
        holder: typed.holder,
        last_four: last_four.to_owned(),
        month: typed.month,
        year: typed.year,
    };
    // The code of a typed card is not kept: any later code will do.
    let card = Card::new(cards::brand(&typed.number), face.clone(), None);
    let obstacle = check(payment, &card, typed.code.as_deref(), now);
    let value = token_value();
    payment.face = Some(face);
    payment.card_token = Some(value.clone());
    bank.cards.insert(value, card);
    obstacle
}

/// 32 hexadecimal digits, as the provider's tokens have.
pub(crate) fn token_value() -> String {
    let bits = u128::from(getrandom::u64().unwrap_or_default()) << 64
        | u128::from(getrandom::u64().unwrap_or_default());
    format!("{bits:032X}")
}
