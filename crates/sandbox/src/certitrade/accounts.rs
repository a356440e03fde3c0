//! The calls about payment accounts.

use axum::http::StatusCode;

use super::account::{AccountState, PaymentAccount};
use super::answer::{self, broken};
use super::charge::message;
use super::dialect::{CertitradeCall, CertitradeSimulation};
use super::fields::{needed, number, object};
use super::payment::CertitradeMethod;
use crate::faults::{Replied, Reply};
use crate::members::RequestMembers;
use crate::simulation::Simulation;

/// `POST /payment_account`
pub(super) async fn create(call: CertitradeCall) -> Replied {
    let request = object(&call.body)?;
    let form = RequestMembers::whole(&request);
    let method = needed(&form, "type", 50).map_err(broken)?;
    let payment = number(&form, "payment").map_err(broken)?;
    let message_id = number(&form, "message_id").map_err(broken)?;
    form.no_others().map_err(broken)?;
    let message = message(&call.headers, message_id);
    let now = call.now();
    call.lock()
        .once(message, |certitrade| certitrade.open(&method, payment, now))
}

impl CertitradeSimulation {
    /// Opens an account.
    fn open(&mut self, method: &str, payment: Option<u64>, now: u64) -> Replied {
        let mut account = PaymentAccount {
            id: self.next_token(),
            created: now,
            state: AccountState::Uninitialized,
            method: CertitradeMethod::Recurring,
            card: None,
            ends_in_fraud: false,
        };
        match method {
            "RECURRING" => {}
            "ONE_CLICK" => {
                let payment = payment.ok_or_else(|| answer::invalid("payment: is missing"))?;
                self.take_card_of(payment, &mut account)?;
            }
            _ => return Err(answer::invalid("type: is not RECURRING or ONE_CLICK")),
        }
        let shown = answer::account(&self.store.site, &account);
        self.accounts.push(account);
        Ok(answer::hal(StatusCode::CREATED, shown))
    }

    /// Takes the card of a payment into a new account.
    fn take_card_of(&self, payment: u64, account: &mut PaymentAccount) -> Result<(), Reply> {
        let payment = self.find(&payment.to_string());
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
}

/// `GET /payment_account/{id}`
pub(super) async fn one(call: CertitradeCall) -> Replied {
    let certitrade = call.lock();
    let account = certitrade.account(call.named(0));
    let account = account.ok_or_else(CertitradeSimulation::not_found)?;
    let shown = answer::account(&certitrade.store.site, account);
    Ok(answer::hal(StatusCode::OK, shown))
}

/// `PUT /payment_account/{id}`: a merchant can close it.
pub(super) async fn close(call: CertitradeCall) -> Replied {
    let request = object(&call.body)?;
    let form = RequestMembers::whole(&request);
    let state = needed(&form, "state", 50).map_err(broken)?;
    form.no_others().map_err(broken)?;
    if state != "CLOSED" {
        return Err(answer::invalid("state: can be set to CLOSED alone"));
    }
    let account = call.lock().account_mut(call.named(0)).map(|account| {
        account.state = AccountState::Closed;
    });
    account.ok_or_else(CertitradeSimulation::not_found)?;
    one(call).await
}
