//! Payment accounts: stored cards (reference/resources/payment-account.md).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use super::answer;
use super::charge::message;
use super::fields::{self, Fields};
use super::payment::Method;
use crate::cards::{Card, Face};
use crate::delivery::Answer;
use crate::house::House;

/// What an account is going through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AccountState {
    Uninitialized,
    Active,
    Closed,
    Suspended,
}

impl AccountState {
    /// The document's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Uninitialized => "UNINITIALIZED",
            Self::Active => "ACTIVE",
            Self::Closed => "CLOSED",
            Self::Suspended => "SUSPENDED",
        }
    }
}

/// A payment account.
#[derive(Clone)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) state: AccountState,
    /// `ONE_CLICK` or `RECURRING`.
    pub(super) method: Method,
    /// None until it is initialised.
    pub(super) card: Option<Card>,
    pub(super) ends_in_fraud: bool,
}

impl Account {
    /// Takes one use of those that a test card was stored with.
    pub(super) fn is_used_up(&mut self) -> bool {
        let left = self.card.as_mut().and_then(|card| card.uses_left.as_mut());
        match left {
            Some(0) => true,
            Some(left) => {
                *left -= 1;
                false
            }
            None => false,
        }
    }
}

/// `xxxxxxxxxxxx2300`
pub(super) fn masked(face: &Face) -> String {
    let hidden = face.length.saturating_sub(face.last_four.len());
    format!("{}{}", "x".repeat(hidden), face.last_four)
}

/// `POST /payment_account`
pub(super) async fn create(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, Answer> {
    let request = fields::object(&body)?;
    let fields = Fields::of(&request, &["type", "payment", "message_id"])?;
    let method = fields.needed("type", 50)?;
    let mut bank = house.bank();
    let now = bank.clock.now();
    let book = &mut bank.certitrade;
    book.once(message(&headers, fields.message()?), |book| {
        let (state, method, card, ends_in_fraud) = match method.as_str() {
            "RECURRING" => (AccountState::Uninitialized, Method::Recurring, None, false),
            "ONE_CLICK" => {
                let payment = fields.number("payment")?;
                let payment = payment.ok_or_else(|| answer::invalid("payment: is missing"))?;
                let payment = book.payment(payment);
                let payment = payment.ok_or_else(|| answer::invalid("payment: does not exist"))?;
                let paid = payment.asked.method == Method::Card && payment.authorized.is_some();
                let card = payment.card.clone().filter(|_| paid);
                let card = card.ok_or_else(|| {
                    answer::invalid("payment: is no CARD payment that was authorized")
                })?;
                let fraud = payment.ends_in_fraud;
                (AccountState::Active, Method::OneClick, Some(card), fraud)
            }
            _ => return Err(answer::invalid("type: is not RECURRING or ONE_CLICK")),
        };
        let account = Account {
            id: book.account_id(),
            created: now,
            state,
            method,
            card,
            ends_in_fraud,
        };
        let shown = answer::account(&book.links(), &account);
        book.accounts.push(account);
        Ok(answer::hal(StatusCode::CREATED, shown))
    })
}

/// `GET /payment_account/{id}`
pub(super) async fn one(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
) -> Result<Answer, Answer> {
    let bank = house.bank();
    let book = &bank.certitrade;
    let account = book.account(&id).ok_or_else(answer::not_found)?;
    let shown = answer::account(&book.links(), account);
    Ok(answer::hal(StatusCode::OK, shown))
}

/// `PUT /payment_account/{id}`: a merchant can close it.
pub(super) async fn put(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Answer, Answer> {
    let request = fields::object(&body)?;
    let fields = Fields::of(&request, &["state"])?;
    if fields.needed("state", 50)? != "CLOSED" {
        return Err(answer::invalid("state: can be set to CLOSED alone"));
    }
    let mut bank = house.bank();
    let book = &mut bank.certitrade;
    let account = book.account_mut(&id).ok_or_else(answer::not_found)?;
    account.state = AccountState::Closed;
    let account = account.clone();
    let shown = answer::account(&book.links(), &account);
    Ok(answer::hal(StatusCode::OK, shown))
}
