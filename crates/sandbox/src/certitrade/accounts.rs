//! The calls about payment accounts.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};

use super::account::{AccountState, PaymentAccount};
use super::answer::{self, broken};
use super::charge::message;
use super::dialect::CertitradeSimulation;
use super::fields::{needed, number, object};
use super::payment::CertitradeMethod;
use crate::faults::Reply;
use crate::members::RequestMembers;
use crate::simulation::HostState;

/// `POST /payment_account`
pub(super) async fn create(
    State(host): HostState<CertitradeSimulation>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = object(&body)?;
    let form = RequestMembers::whole(&request);
    form.only(&["type", "payment", "message_id"])
        .map_err(broken)?;
    let method = needed(&form, "type", 50).map_err(broken)?;
    let message_id = number(&form, "message_id").map_err(broken)?;
    let message = message(&headers, message_id);
    let now = host.shared.clock.now();
    host.lock()
        .once(message, |certitrade| open(certitrade, &method, &form, now))
}

fn open(
    certitrade: &mut CertitradeSimulation,
    method: &str,
    form: &RequestMembers<'_>,
    now: u64,
) -> Result<Reply, Reply> {
    let mut account = PaymentAccount {
        id: certitrade.account_id(),
        created: now,
        state: AccountState::Uninitialized,
        method: CertitradeMethod::Recurring,
        card: None,
        ends_in_fraud: false,
    };
    match method {
        "RECURRING" => {}
        "ONE_CLICK" => {
            let payment = number(form, "payment").map_err(broken)?;
            let payment = payment.ok_or_else(|| answer::invalid("payment: is missing"))?;
            initialize(certitrade, &mut account, payment)?;
        }
        _ => return Err(answer::invalid("type: is not RECURRING or ONE_CLICK")),
    }
    let shown = answer::account(&certitrade.links(), &account);
    certitrade.accounts.push(account);
    Ok(answer::hal(StatusCode::CREATED, shown))
}

/// Takes the card of a payment into a new account.
fn initialize(
    certitrade: &CertitradeSimulation,
    account: &mut PaymentAccount,
    payment: u64,
) -> Result<(), Reply> {
    let payment = certitrade.store.find(&payment.to_string());
    let payment = payment.ok_or_else(|| answer::invalid("payment: does not exist"))?;
    let paid = payment.method == CertitradeMethod::Card && payment.authorized.is_some();
    let card = payment.base.card.clone().filter(|_| paid);
    let card =
        card.ok_or_else(|| answer::invalid("payment: is no CARD payment that was authorized"))?;
    account.state = AccountState::Active;
    account.method = CertitradeMethod::OneClick;
    account.card = Some(card);
    account.ends_in_fraud = payment.ends_in_fraud;
    Ok(())
}

/// `GET /payment_account/{id}`
pub(super) async fn one(
    State(host): HostState<CertitradeSimulation>,
    Path(id): Path<String>,
) -> Result<Reply, Reply> {
    let certitrade = host.lock();
    let account = certitrade.account(&id).ok_or_else(answer::not_found)?;
    let shown = answer::account(&certitrade.links(), account);
    Ok(answer::hal(StatusCode::OK, shown))
}

/// `PUT /payment_account/{id}`: a merchant can close it.
pub(super) async fn close(
    State(host): HostState<CertitradeSimulation>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Reply, Reply> {
    let request = object(&body)?;
    let form = RequestMembers::whole(&request);
    form.only(&["state"]).map_err(broken)?;
    if needed(&form, "state", 50).map_err(broken)? != "CLOSED" {
        return Err(answer::invalid("state: can be set to CLOSED alone"));
    }
    let mut certitrade = host.lock();
    let account = certitrade.account_mut(&id).ok_or_else(answer::not_found)?;
    account.state = AccountState::Closed;
    let account = account.clone();
    let shown = answer::account(&certitrade.links(), &account);
    Ok(answer::hal(StatusCode::OK, shown))
}
