//! `POST /payment`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{ConnectInfo, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::account::AccountState;
use super::answer::{self, MANNER};
use super::book::{Book, Message};
use super::payment::{Asked, Page, Payment, State};
use super::{fields, request, verdict};
use crate::behaviour::Behaviour;
use crate::cards::SecurityCode;
use crate::delivery::Answer;
use crate::door::Connection;
use crate::house::House;
use crate::random;
use crate::rule::Rule;

/// How long `pending` lasts unless the rule says, in milliseconds.
const PENDING_FOR: u64 = 30_000;

/// Makes a payment, and does to the answer what was ordered.
pub(super) async fn create(
    Shared(house): Shared<Arc<House>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let rule = house.bank().charge(names(&body));
    if let Some(fault) = MANNER.before(&connection, &rule) {
        return fault;
    }
    match book(&house, &headers, &body, &rule) {
        Ok(answer) => MANNER.deliver(&house, &connection, &rule, answer).await,
        Err(refusal) => refusal.into_response(),
    }
}

/// What rules may call the payment: its reference first. That comes before any
/// rule on the request, so that a fault strikes whatever was sent.
fn names(body: &[u8]) -> Vec<String> {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let places = [
        "/reference",
        "/description",
        "/customer/name",
        "/customer/email",
        "/data/ONE_CLICK/payment_account",
        "/data/RECURRING/payment_account",
    ];
    let texts = places
        .into_iter()
        .filter_map(|place| request.pointer(place)?.as_str());
    texts.map(str::to_owned).collect()
}

fn book(house: &House, headers: &HeaderMap, body: &[u8], rule: &Rule) -> Result<Answer, Answer> {
    let request = fields::object(body)?;
    let message = message(headers, request::fields(&request)?.message()?);
    let asked = request::read(&request)?;
    let mut bank = house.bank();
    let now = bank.clock.now();
    bank.certitrade.once(message, |book| {
        let payment = decide(book, asked, rule, now)?;
        tracing::info!(id = payment.id, reference = payment.asked.reference,
            state = payment.state.word(), behaviour = ?rule.behaviour, "booked");
        let shown = answer::payment(&book.links(), &payment);
        book.keep(payment);
        Ok(answer::hal(StatusCode::CREATED, shown))
    })
}

/// What makes a message the same one, if it has a number.
pub(super) fn message(headers: &HeaderMap, id: Option<u64>) -> Option<Message> {
    let date = headers.get("date")?.to_str().ok()?;
    Some((date.to_owned(), id?))
}

/// What becomes of a request that is in order.
fn decide(book: &mut Book, asked: Asked, rule: &Rule, now: u64) -> Result<Payment, Answer> {
    let account = asked.account.clone();
    if let Some(id) = &account {
        usable(book, id, &asked, rule)?;
    }
    let with_window = asked.has_window();
    let mut payment = blank(book.next_id(), now, asked, rule);
    if with_window {
        payment.window = Some(random::hex_32());
    } else if let Some(account) = account.and_then(|id| book.account_mut(&id)) {
        verdict::charge_account(&mut payment, account, now);
    }
    Ok(payment)
}

/// Whether the account may be charged. Assumed: one that does not exist or is
/// not active is a mistake in the request.
fn usable(book: &mut Book, id: &str, asked: &Asked, rule: &Rule) -> Result<(), Answer> {
    const NAME: &str = "payment_account";
    let account = book.account_mut(id);
    let account = account.filter(|account| account.method == asked.method);
    let Some(account) = account else {
        return Err(answer::invalid(&format!("{NAME}: does not exist")));
    };
    if rule.outcome() == Behaviour::TokenCancelled {
        account.state = AccountState::Closed;
    }
    // A recurring account can be initialised again (reference/process.md).
    let right = if asked.initializes {
        account.state != AccountState::Closed
    } else {
        account.state == AccountState::Active
    };
    if right {
        return Ok(());
    }
    Err(answer::invalid(&format!(
        "{NAME}: is {}",
        account.state.word()
    )))
}

fn blank(id: u64, now: u64, asked: Asked, rule: &Rule) -> Payment {
    // No shopper is there to be sent to a bank: what a bank that wants to see
    // one does is to refuse.
    let outcome = if rule.wants_bank() && !asked.has_window() {
        Behaviour::ThreeDSecure
    } else {
        rule.outcome()
    };
    Payment {
        id,
        created: now,
        state: State::Created,
        amount: asked.amount,
        authorized: None,
        authorized_at: 0,
        attempts: Vec::new(),
        window: None,
        page: Page::Card,
        card: None,
        ends_in_fraud: false,
        declines: false,
        outcome,
        wants_bank: rule.wants_bank(),
        pending_for: rule.milliseconds.unwrap_or(PENDING_FOR),
        ripe_at: None,
        security_code: SecurityCode::Absent,
        wrong_by: rule.wrong_by(),
        told: None,
        twin: None,
        asked,
    }
}
